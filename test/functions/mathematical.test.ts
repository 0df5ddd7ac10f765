import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Result } from "../../engine/exec/operator.ts"
import { printNumber, type Row } from "../../engine/ir/value.ts"
import { evaluate } from "./evaluate.ts"

const event: Row = { text: "12.5", size: 5, word: "abc", several: ["1", "x", 2.5], measured: "2.50", average: 3.990000000000215 }

const table: readonly [expr: string, expected: Result][] = [
  ["abs(-5)", 5],
  ['abs("-5")', 5],
  ["abs(text)", 12.5],
  ["abs(word)", null],
  ["abs(absent)", null],
  ["abs(several)", null],
  ["ceiling(1.9)", 2],
  ["ceil(-1.9)", -1],
  ["ceil(text)", 13],
  ["floor(1.9)", 1],
  ["floor(-1.1)", -2],
  ["exact(3.14 * size)", 15.7],
  ["exp(0)", 1],
  ["exp(1000)", Number.POSITIVE_INFINITY],
  ["ln(exp(1))", 1],
  ["ln(0)", null],
  ["ln(-1)", null],
  ["log(1000)", 3],
  ["log(1024, 2)", 10],
  ["log(81, 3)", 4],
  ["log(0)", null],
  ["log(8, 1)", null],
  ["log(8, 0)", null],
  ["log(8, absent)", null],
  ["pi() > 3.14159265358 AND pi() < 3.1415926536", true],
  ["pow(2, 10)", 1024],
  ["pow(2, -1)", 0.5],
  ["pow(10, 400)", Number.POSITIVE_INFINITY],
  ["pow(-8, 1/3)", null],
  ["pow(word, 2)", null],
  ["sqrt(9)", 3],
  ["sqrt(-1)", null],
  ["round(3.5)", 4],
  ["round(2.5)", 3],
  ["round(-2.5)", -3],
  ["round(-0.4)", 0],
  ["round(1.234, 1)", 1.2],
  ["round(2.555, 2)", 2.56],
  ["round(1.005, 2)", 1.01],
  ["round(-1.005, 2)", -1.01],
  ["round(text)", 13],
  ["round(1e-7, 2)", 0],
  ["round(1.5e-7, 7)", 2e-7],
  ["round(123456789012, 2)", 123456789012],
  ["round(1.5, 400)", 1.5],
  ["round(1.55, size)", 1.55],
  ["round(1.55, word)", null],
  ["round(absent)", null],
  ["sum(1, 2, 3)", 6],
  ["sum(size, absent, text)", 17.5],
  ["sum(word, 2, 3)", 5],
  ["sum(several)", 3.5],
  ["sum(word)", null],
  ["sum(absent)", null],
  ["avg(1, 2, 3)", 2],
  ["avg(word, 2, 3)", 2.5],
  ["avg(several, 1)", 1.5],
  ["avg(absent)", null],
  ["max(1, 3, 450, text)", 450],
  ['max(1, 3, 6, 7, "foo")', "foo"],
  ['max("foo", "zaz", "baz")', "zaz"],
  ["max(several)", "x"],
  ["max(size, absent)", 5],
  ["max(absent)", null],
  ['min(1, 3, 6, 7, "foo")', 1],
  ["min(6, several)", "1"],
  ["min(9, text)", 9],
  ["min(absent)", null],
  ["random() >= 0 AND random() < 2147483648", true],
  ["random() % 1", 0],

  // Sums keep the decimals of the least precise operand.
  ["sigfig(123.0 + 4.567)", 127.6],
  ["sigfig(2.34 + 1.2)", 3.5],
  ["sigfig(5.00 + 1.234)", 6.23],
  ["sigfig(123 + 4.56)", 128],
  ["sigfig(0.1234 - 0.005)", 0.118],
  ["sigfig(3.1 + 0.004 + 12.55)", 15.7],
  ["sigfig(0.000123 + 0.000456)", 0.000579],
  ["sigfig(5.123 - 5.120)", 0.003],
  // Products keep the significant digits of the least precise operand.
  ["sigfig(1.00 * 1111)", 1110],
  ["sigfig(2.5 * 1.23)", 3.1],
  ["sigfig(0.0045 * 12.3)", 0.055],
  ["sigfig(0.078 / 1.23)", 0.063],
  ["sigfig(1200 / 3.0)", 400],
  ["sigfig(0.1 / 0.009)", 10],
  ["sigfig(1.2300 / 0.0045)", 270],
  ["sigfig(1 * 0)", 0],
  // Nothing is rounded on the way.
  ["sigfig((2.3 + 0.12) * 1.5)", 3.6],
  ["sigfig((1.23 * 0.5) + 3.456)", 4.1],
  ["sigfig((10.0 + 0.11) * 3.0)", 30],
  ["sigfig((5.123 - 5.120) * 123.45)", 0.4],
  ["sigfig((1.234 + 2.2) + 3.23)", 6.7],
  ["sigfig(-(1.00 * 1111))", -1110],
  // Fields count with the digits that they are written with.
  ["sigfig(measured * 3.000)", 7.5],
  ["sigfig(average * 1.00)", 3.99],
  ["sigfig(text)", 12.5],
  ["sigfig(abs(-2.0) * 1.5)", 3],
  ["sigfig(1 / 0)", null],
  ["sigfig(word * 2)", null],
]

const rounded = (result: Result): Result => (typeof result === "number" && Number.isFinite(result) ? Number(printNumber(result)) : result)

for (const [expr, expected] of table) test(expr, () => assert.equal(rounded(evaluate(expr, event)), expected))

test("random integers differ", () => assert.ok(new Set(Array.from({ length: 20 }, () => evaluate("random()"))).size > 1))

const errors: readonly [expr: string, code: string][] = [
  ["round(1.5, -1)", "wrong_argument"],
  ['sum(1, 2, "3")', "wrong_argument"],
  ['avg("abc", 2)', "wrong_argument"],
  ["pow(2)", "wrong_arity"],
  ["pi(1)", "wrong_arity"],
  ["sum()", "wrong_arity"],
]
for (const [expr, code] of errors)
  test(`${expr} is refused`, () =>
    assert.throws(
      () => evaluate(expr),
      (error: unknown) => error instanceof RuleError && error.code === code,
    ))

test.run()
