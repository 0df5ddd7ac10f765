import { test } from "uvu"
import * as assert from "uvu/assert"
import { evaluate } from "./evaluate.ts"

const { PI } = Math

const table: readonly [expr: string, expected: number | null][] = [
  ["acos(0)", PI / 2],
  ["acos(1.1)", null],
  ["acosh(2)", 1.316957896924816],
  ["acosh(0.5)", null],
  ["asin(1)", PI / 2],
  ["asin(-2)", null],
  ["asinh(1)", 0.881373587019543],
  ["atan(1)", PI / 4],
  ["atan2(0.5, 0.75)", 0.5880026035475675],
  ["atan2(-1, -1)", (-3 * PI) / 4],
  ["atanh(0.5)", 0.5493061443340548],
  ["atanh(2)", null],
  ["cos(-1)", 0.5403023058681398],
  ["cos(pi())", -1],
  ["cosh(1)", 1.543080634815244],
  ["hypot(3, 4)", 5],
  ["sin(pi() / 2)", 1],
  ["sinh(1)", 1.1752011936438014],
  ["tan(pi() / 4)", 1],
  ["tanh(1)", 0.7615941559557649],
  ["sin(angle)", Math.sin(0.5)],
  ["sin(word)", null],
  ["sin(absent)", null],
  ["hypot(3, absent)", null],
]

for (const [expr, expected] of table)
  test(expr, () => {
    const result = evaluate(expr, { angle: "0.5", word: "north" })
    if (expected === null) assert.is(result, null)
    else assert.ok(typeof result === "number" && Math.abs(result - expected) < 1e-12, `${result} should be ${expected}`)
  })

test.run()
