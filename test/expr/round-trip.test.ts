import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseExpr } from "../../engine/expr/parse.ts"
import { printExpr } from "../../engine/expr/print.ts"
import { type BinaryOp, binary, call, type Expr, field, literal, unary } from "../../engine/ir/expr.ts"
import { withoutRanges } from "../harness.ts"

// Precedence, associativity and quoting, each with the text that printing must give back.
const texts: readonly (readonly [text: string, printed: string])[] = [
  ["a=1 AND b=2 OR c=3", "a = 1 AND b = 2 OR c = 3"],
  ["a=1 and (b=2 or c=3)", "a = 1 AND (b = 2 OR c = 3)"],
  ["a=1 OR b=2 XOR c=3", "a = 1 OR b = 2 XOR c = 3"],
  ["a=1 OR (b=2 XOR c=3)", "a = 1 OR (b = 2 XOR c = 3)"],
  ["a=1 xor (b=2 or c=3)", "a = 1 XOR b = 2 OR c = 3"],
  ["NOT a=1 AND b=2", "NOT a = 1 AND b = 2"],
  ["NOT (a=1 AND b=2)", "NOT (a = 1 AND b = 2)"],
  ["1+2*3", "1 + 2 * 3"],
  ["(1+2)*3", "(1 + 2) * 3"],
  ["1-(2-3)", "1 - (2 - 3)"],
  ["1-2-3", "1 - 2 - 3"],
  ['a."-".b', 'a . "-" . b'],
  ["x==y", "x = y"],
  ['x IN ("a","b")', 'x IN ("a", "b")'],
  ['x NOT IN ("a")', 'NOT x IN ("a")'],
  ['x LIKE "a%"', 'x LIKE "a%"'],
  ["'field with space'>2", "'field with space' > 2"],
  ['"a \\"quoted\\" \\\\ text"', '"a \\"quoted\\" \\ text"'],
  ["-x", "-x"],
  ["2 - -3", "2 - -3"],
  ["5.00", "5.00"],
]
for (const [text, printed] of texts) test(`prints ${text}`, () => assert.is(printExpr(parseExpr(text)), printed))

const name = fc.constantFrom("a", "b_1", "first name", "a.b", "and", "x{}", "it's", "tag::eventtype", "__proto__")
const leaf: fc.Arbitrary<Expr> = fc.oneof(
  name.map(text => field(text)),
  fc.string().map(text => literal(text)),
  fc.integer({ min: -1000, max: 1000 }).map(value => literal(value)),
)
const operators: readonly BinaryOp[] = ["and", "or", "xor", "=", "!=", "<", "<=", ">", ">=", "like", ".", "+", "-", "*", "/", "%"]
const tree: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>(tie => ({
  expr: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom(...operators), tie("expr"), tie("expr")).map(([op, left, right]) => binary(op, left, right)),
    tie("expr").map(operand => unary("not", operand)),
    // A sign before a number is part of the number once it is read.
    name.map(text => unary("-", field(text))),
    fc.array(tie("expr"), { minLength: 1, maxLength: 3 }).map(args => call("coalesce", args)),
    fc.tuple(tie("expr"), tie("expr")).map(args => call("in", args)),
  ),
})).expr

test("what is printed reads as the same expression", () => {
  fc.assert(
    fc.property(tree, expr => {
      assert.equal(withoutRanges(parseExpr(printExpr(expr))), withoutRanges(expr))
    }),
    { numRuns: 2_000 },
  )
})

test("nesting is bounded", () => {
  assert.throws(() => parseExpr("(".repeat(5_000)), /nested too deeply|not closed/)
})

test.run()
