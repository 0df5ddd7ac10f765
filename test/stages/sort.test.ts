import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { parseSplStages, parseYamlStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const orders: [title: string, spl: string, values: readonly Value[], expected: readonly Value[]][] = [
  ["numbers, also as text", "sort f", ["10", 9, "100", "-1", "2.5"], ["-1", "2.5", 9, "10", "100"]],
  ["numbers, descending", "sort -f", ["10", 9, "100"], ["100", "10", 9]],
  ["numbers as text", "sort str(f)", ["10", "9", "100"], ["10", "100", "9"]],
  ["text by code point", "sort f", ["z", "a", "A", "Z", "é"], ["A", "Z", "a", "z", "é"]],
  ["addresses", "sort f", ["10.0.0.10", "10.0.0.9", "9.0.0.1"], ["9.0.0.1", "10.0.0.9", "10.0.0.10"]],
  ["addresses of both kinds", "sort ip(f)", ["fe80::2", "fe80::1", "192.0.2.1"], ["192.0.2.1", "fe80::1", "fe80::2"]],
  ["addresses as text", "sort str(f)", ["10.0.0.10", "10.0.0.9"], ["10.0.0.10", "10.0.0.9"]],
  ["a mixture", "sort f", ["b", "10", "a", 9, "-", "10.0.0.1"], ["-", 9, "10", "10.0.0.1", "a", "b"]],
  ["a mixture, descending", "sort - f", ["b", "10", "a", 9], ["b", "a", "10", 9]],
  ["num() puts what is no number last", "sort num(f)", ["x", "10", "9"], ["9", "10", "x"]],
  ["missing values come last", "sort f", ["b", null, "a"], ["a", "b", null]],
  ["missing values come last, descending too", "sort -f", ["b", null, "a"], ["b", "a", null]],
  ["versions are text", "sort f", ["10.1.a", "9.1.a"], ["10.1.a", "9.1.a"]],
  ["the closing word turns it around", "sort f desc", [1, 3, 2], [3, 2, 1]],
  ["and its short form", "sort -f d", [1, 3, 2], [1, 2, 3]],
  ["at most so many", "sort 2 -f", [1, 3, 2], [3, 2]],
  ["at most so many, as an option", "sort limit=2 f", [1, 3, 2], [1, 2]],
  ["the option may come last", "sort f limit=1", [1, 3, 2], [1]],
  ["auto() is the default", "sort auto(f)", ["10", "9"], ["9", "10"]],
]
for (const [title, spl, values, expected] of orders)
  test(`${title}: ${spl}`, () => {
    const rows = values.map((f, k): Row => (f === null ? { k } : { f, k }))
    assert.equal(
      runPipeline(parseSplStages(spl), rows).map(row => row.f ?? null),
      expected,
    )
  })

const keys = (spl: string): unknown => withoutRanges(parseSplStages(spl).stages[0])
test("several keys, signs with and without space, commas or none", () => {
  const expected = { kind: "sort", keys: [{ field: "a", descending: true }, { field: "b" }, { field: "c", descending: true, as: "num" }] }
  for (const spl of ["sort - a, + b, -num(c)", "sort -a b -num(c)", "sort -a,b,- num( c )", "sort +a, -b, num(c) desc"])
    assert.equal(keys(spl), expected, spl)
})
test("a field called desc", () => {
  assert.equal(keys("sort desc"), { kind: "sort", keys: [{ field: "desc" }] })
  assert.equal(keys("sort a, desc"), { kind: "sort", keys: [{ field: "a" }, { field: "desc" }] })
  assert.equal(keys("sort a -d"), { kind: "sort", keys: [{ field: "a" }, { field: "d", descending: true }] })
})
test("a field called like a number", () => assert.equal(keys('sort "5"'), { kind: "sort", keys: [{ field: "5" }] }))
test("an unnamed column", () => assert.equal(keys("sort - count(x)"), { kind: "sort", keys: [{ field: "count(x)", descending: true }] }))

test("ties stay as they came", () =>
  assert.equal(
    runPipeline(parseSplStages("sort a"), [
      { a: 1, n: 1 },
      { a: 0, n: 2 },
      { a: 1, n: 3 },
    ]).map(({ n }) => n),
    [2, 1, 3],
  ))

test("without a limit 10,000 rows are kept, and the rest is spoken of", () => {
  const rows = Array.from({ length: 30_000 }, (_, i): Row => ({ n: (i * 7919) % 30_000 }))
  const warnings: string[] = []
  const sorted = runPipeline(parseSplStages("sort n"), rows, { warnings })
  assert.equal([sorted.length, sorted[0]?.n, sorted[9_999]?.n], [10_000, 0, 9_999])
  assert.is(warnings.length, 1)
  assert.is(runPipeline(parseSplStages("sort 0 n"), rows, { warnings }).length, 30_000)
  assert.is(runPipeline(parseSplStages("sort 5 n"), rows, { warnings }).length, 5)
  assert.is(warnings.length, 1)
})

const forms: [yaml: unknown, spl: string][] = [
  ["-count", "sort -count"],
  [["-count", "ip(src)", "host"], "sort -count, ip(src), host"],
  [{ by: "x", limit: 0 }, "sort 0 x"],
  [[{ field: "-x" }, { field: "num(y)", descending: true }], 'sort "-x", -"num(y)"'],
]
for (const [yaml, spl] of forms)
  test(`YAML: ${JSON.stringify(yaml)}`, () => {
    const pipeline = parseYamlStages({ sort: yaml })
    assert.equal(withoutRanges(parseSplStages(spl)), withoutRanges(pipeline))
    assert.equal(renderStages(pipeline), [{ sort: yaml }])
  })

testMistakes(
  parseSplStages,
  ["sort", "sort 5", "sort -", "sort limit=5", "sort limit=-1 a", "sort a=b", "sort num(a"].map(spl => [spl, "syntax"]),
)

test.run()
