import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { all, any, type CompareOp, compare, keyword, negation, oneOf, type Predicate } from "../../engine/ir/predicate.ts"
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
    fc.tuple(name, word).map(([field, value]): Predicate => ({ ...compare(field, "=", value), caseSensitive: true })),
    fc.tuple(name, fc.array(word, { minLength: 2, maxLength: 3 })).map(([field, values]) => oneOf(field, values)),
    fc.constantFrom<Predicate>({ kind: "time", bound: "earliest", value: "-24h@h" }, { kind: "time", bound: "latest", value: "now" }),
    word.filter(text => text !== "").map(text => keyword(text)),
    word.filter(text => text !== "").map((text): Predicate => ({ kind: "keyword", form: "TERM", text })),
    fc.array(tie("predicate"), { minLength: 1, maxLength: 3 }).map(list => all(list)),
    fc.array(tie("predicate"), { minLength: 1, maxLength: 3 }).map(list => any(list)),
    tie("predicate").map(operand => negation(operand)),
  ),
})).predicate

const unused = { pipeline: () => ({ stages: [] }), macro: (call: string) => ({ name: call, args: [] }) }
const forms: readonly (readonly [form: unknown, search: string])[] = [
  ["a=1 OR b=2", "a=1 OR b=2"],
  ["*", "*"],
  [{ a: 1, b: ["x", "y*"], c: null }, "a=1 b IN (x, y*) NOT c=*"],
  [{ a: { "!=": ["x", "y"] } }, "a!=x a!=y"],
  [{ a: { ">": 1, "<=": 5 } }, "a>1 a<=5"],
  [{ a: { "<=": 5, ">": 1 } }, "a<=5 a>1"],
  [{ a: { all: ["*x*", "*y*"] } }, "a=*x* a=*y*"],
  [{ a: { all: [["*x*", "*y*"], "*z*"] } }, "a IN (*x*, *y*) a=*z*"],
  [{ a: { CASE: "Ab*" } }, "a=CASE(Ab*)"],
  [{ any: [{ a: 1, b: 2 }, { c: 3 }] }, "(a=1 b=2) OR c=3"],
  [{ all: [{ a: { all: [1, 2] }, b: 2 }, { a: 3 }] }, "a=1 a=2 b=2 a=3"],
  [{ not: { a: 1, b: 2 } }, "NOT (a=1 b=2)"],
  [{ not: [{ a: 1 }, { b: 2 }] }, "NOT a=1 NOT b=2"],
  [{ not: "*" }, "NOT *"],
  [{ keywords: ["failed", "two words"] }, 'failed OR "two words"'],
  [{ keywords: [{ TERM: "10.0.0.1" }] }, "TERM(10.0.0.1)"],
  [{ earliest: "-24h", latest: "now" }, "earliest=-24h latest=now"],
  [{ macro: "sysmon", EventCode: 1 }, "`sysmon` EventCode=1"],
  [{ all: ['"any"="x"', { b: 1 }] }, '"any"=x b=1'],
]
for (const [form, search] of forms)
  test(`YAML ${JSON.stringify(form)}`, () => {
    const predicate = parsePredicateForm(form, { at: () => undefined, search: parse, ...unused })
    assert.equal(withoutRanges(predicate), withoutRanges(parse(search)))
    if (typeof form === "string" && form !== "*") return
    assert.equal(renderPredicateForm(predicate, { pipeline: () => [], macro: name => name }), form)
  })

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
