import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { all, any, type CompareOp, compare, keyword, negation, type Predicate } from "../../engine/ir/predicate.ts"
import { sourceText } from "../../engine/spl/macro-expansion.ts"
import { parsePredicate } from "../../engine/spl/parse.ts"
import { splPrinter } from "../../engine/spl/print.ts"
import { parsePredicateForm } from "../../engine/yaml/predicate.ts"
import { renderPredicateForm } from "../../engine/yaml/predicate-form.ts"
import { withoutRanges } from "../harness.ts"

const parse = (text: string): Predicate => parsePredicate(sourceText("<test>", text))
const a = compare("a", "=", "1")
const b = compare("b", "=", "2")
const c = compare("c", "=", "3")

const cases: readonly (readonly [text: string, predicate: Predicate])[] = [
  ["a=1 b=2 OR c=3", all([a, any([b, c])])],
  ["a=1 AND b=2 OR c=3", all([a, any([b, c])])],
  ["a=1 OR b=2 c=3", all([any([a, b]), c])],
  ["(a=1 b=2) OR c=3", any([all([a, b]), c])],
  ["NOT a=1 OR b=2", any([negation(a), b])],
  ["NOT (a=1 OR b=2)", negation(any([a, b]))],
  ["a = 1", a],
  ["a!=1", compare("a", "!=", "1")],
  ['a="x y"', compare("a", "=", "x y")],
  ['a="*\\\\cmd.exe"', compare("a", "=", "*\\cmd.exe")],
  ['a="say \\"hi\\""', compare("a", "=", 'say "hi"')],
  ["a=C:\\Windows\\*", compare("a", "=", "C:\\Windows\\*")],
  ["a IN (1, 2)", { kind: "in", field: "a", values: ["1", "2"] }],
  ["a IN (1)", a],
  ["a=1 OR a=2", { kind: "in", field: "a", values: ["1", "2"] }],
  ["a=(1 OR 2)", { kind: "in", field: "a", values: ["1", "2"] }],
  ["failed password", all([keyword("failed"), keyword("password")])],
  ['"failed password"', keyword("failed password")],
  ["a=1 or b=2", all([a, keyword("or"), b])],
  ["TERM(10.0.0.1)", { kind: "keyword", form: "TERM", text: "10.0.0.1" }],
  ['CASE("Error")', { kind: "keyword", form: "CASE", text: "Error" }],
  ["earliest=-24h a=1", all([{ kind: "time", bound: "earliest", value: "-24h" }, a])],
  ['"first name"=Ann', compare("first name", "=", "Ann")],
  ["requestParameters.x{}.y=1", compare("requestParameters.x{}.y", "=", "1")],
  ["user=adm*)", compare("user", "=", "adm*")],
]
for (const [text, predicate] of cases.slice(0, -1))
  test(`reads ${text}`, () => assert.equal(withoutRanges(parse(text)), withoutRanges(predicate)))

test("an unmatched parenthesis is an error", () => {
  assert.throws(() => parse("user=adm*)"), /unexpected "\)"/)
})

const word = fc.constantFrom(
  "x",
  "adm*",
  "C:\\Windows\\cmd.exe",
  "two words",
  'say "hi"',
  "5860",
  "*",
  "a\\",
  "OR",
  "a=b",
  "(x)",
  "",
  "über",
)
const name = fc.constantFrom("a", "EventCode", "first name", "a.b{}.c", "any", "not", "keywords", "NOT", "user's")
const operator = fc.constantFrom<CompareOp>("=", "!=", "<", "<=", ">", ">=")
const tree: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>(tie => ({
  predicate: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(name, operator, word).map(([field, op, value]) => compare(field, op, value)),
    word.filter(text => text !== "").map(text => keyword(text)),
    fc.array(tie("predicate"), { minLength: 1, maxLength: 3 }).map(list => all(list)),
    fc.array(tie("predicate"), { minLength: 1, maxLength: 3 }).map(list => any(list)),
    tie("predicate").map(operand => negation(operand)),
  ),
})).predicate

test("what is printed as SPL reads as the same predicate", () => {
  fc.assert(
    fc.property(tree, predicate => {
      assert.equal(withoutRanges(parse(splPrinter.predicate(predicate))), withoutRanges(predicate))
    }),
    { numRuns: 2_000 },
  )
})

test("what is written as YAML reads as the same predicate", () => {
  const render = { pipeline: () => [], macro: () => "" }
  const context = { at: () => undefined, search: parse, macro: () => ({ name: "", args: [] }), pipeline: () => ({ stages: [] }) }
  fc.assert(
    fc.property(tree, predicate => {
      assert.equal(withoutRanges(parsePredicateForm(renderPredicateForm(predicate, render), context)), withoutRanges(predicate))
    }),
    { numRuns: 2_000 },
  )
})

test.run()
