import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { type Mistake, parseSearch, parseSplStages, runPipeline, testMistakes } from "../harness.ts"

const table: readonly Row[] = [
  { n: "1", t: "a" },
  { n: "2", t: "b" },
  { n: "10", t: "B" },
]
const read = (spl: string, input: readonly Row[] = []): Row[] =>
  runPipeline(parseSearch(spl), input, { lookup: name => memoryLookup(name, table) })

const reads: [spl: string, expected: readonly string[]][] = [
  ["| inputlookup t", ["1", "2", "10"]],
  ["| inputlookup t where t=b", ["2", "10"]],
  ["| inputlookup t where n>1 AND n<=10", ["2", "10"]],
  ["| inputlookup t start=1 max=1", ["2"]],
  ["| inputlookup max=1 t where t=b", ["2"]],
  ["| inputlookup start=1 t where t=b", ["10"]],
  ["| inputlookup t where (n=1 OR t=B)", ["1", "2", "10"]],
  ["| inputlookup strict=true t.csv max=0", []],
  ["| inputlookup t | head 1", ["1"]],
  ["| inputcsv t max=2", ["1", "2"]],
]
for (const [spl, expected] of reads)
  test(spl, () =>
    assert.equal(
      read(spl).map(({ n }) => n),
      expected,
    ),
  )

test("append keeps the events, and gives way to a head behind it", () => {
  assert.equal(read("n=* | inputlookup append=t t | fields n", [{ n: 5 }]), [{ n: 5 }, { n: "1" }, { n: "2" }, { n: "10" }])
  assert.equal(read("n=* | inputlookup append=t t | head 2 | fields n", [{ n: 5 }]), [{ n: 5 }, { n: "1" }])
})
test("a subsearch in a search expression", () => {
  assert.equal(read("[| inputlookup t where t=a | fields n]", [{ n: 1 }, { n: 2 }]), [{ n: 1 }])
  assert.equal(read("NOT [inputlookup t | fields n]", [{ n: 1 }, { n: 3 }]), [{ n: 3 }])
})

const write = (
  spl: string,
  input: readonly Row[],
  before: readonly Row[] = table,
  source: "csv" | "collection" = "csv",
): readonly Row[] => {
  const lookup = memoryLookup("t", before, { source })
  runPipeline(parseSplStages(spl), input, { lookup: () => lookup })
  return lookup.rows()
}
const old: readonly Row[] = [{ a: "old" }]
const writes: [title: string, spl: string, input: readonly Row[], expected: readonly Row[], source?: "collection"][] = [
  ["in the place of what was there", "outputlookup t", [{ b: 1, _raw: "x", _time: 5 }], [{ _time: 5, b: 1 }]],
  ["behind what was there, in its columns", "outputlookup append=true t", [{ a: "new", b: 1 }], [{ a: "old" }, { a: "new" }]],
  [
    "behind what was there in a collection",
    "outputlookup t append=t",
    [{ a: "new", b: 1 }],
    [{ a: "old" }, { a: "new", b: 1 }],
    "collection",
  ],
  ["at most so many", "outputlookup max=1 t", [{ a: 1 }, { a: 2 }], [{ a: 1 }]],
  ["all rows even when fewer go on", "outputlookup t | head 1", [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
  ["no results empty it", "outputlookup t", [], []],
  ["no results leave it", "outputlookup override_if_empty=false t", [], [{ a: "old" }]],
  ["no results to append leave it", "outputlookup append=t t", [], [{ a: "old" }]],
  ["a key appends", "outputlookup key_field=a t", [{ a: "new" }], [{ a: "old" }, { a: "new", _key: "new" }], "collection"],
  ["a key that replaces all", "outputlookup append=f key_field=a t", [{ a: "new" }], [{ a: "new", _key: "new" }], "collection"],
]
for (const [title, spl, input, expected, source] of writes)
  test(`writing: ${title}`, () => assert.equal(write(spl, input, old, source), expected))

test("rows are updated by their key", () => {
  const rows = [
    { a: "x", n: 1, _key: "x" },
    { a: "y", n: 1, _key: "y" },
  ]
  assert.equal(write("outputlookup key_field=a t", [{ a: "x", n: 2 }], rows, "collection"), [{ a: "x", n: 2, _key: "x" }, rows[1]])
  assert.equal(write("eval n=3 | outputlookup append=t t", [{ _key: "y", a: "y" }], rows, "collection"), [
    rows[0],
    { _key: "y", a: "y", n: 3 },
  ])
})

test("the update of a baseline: what was known and what is new, together", () => {
  const lookup = memoryLookup("seen", [{ user: "ann", firstTime: 10, lastTime: 20 }], { source: "collection" })
  const update =
    "stats min(_time) as firstTime max(_time) as lastTime by user | inputlookup append=t seen | stats min(firstTime) as firstTime max(lastTime) as lastTime by user | outputlookup seen"
  runPipeline(
    parseSplStages(update),
    [
      { user: "ann", _time: 30 },
      { user: "bob", _time: 40 },
    ],
    { lookup: () => lookup },
  )
  assert.equal(lookup.rows(), [
    { user: "ann", firstTime: 10, lastTime: 30 },
    { user: "bob", firstTime: 40, lastTime: 40 },
  ])
})

const mistakes: readonly Mistake[] = [
  ["| inputlookup", "syntax", /needs the name of a table/],
  ["| inputlookup where a=1", "syntax", /needs the name of a table/],
  ["| inputlookup t max=many", "syntax", /expected a whole number/],
  ["| outputlookup", "syntax", /needs the name of a lookup/],
  ["| outputlookup t output_format=xml", "syntax", /option "output_format" cannot be "xml"/],
  ["| outputcsv", "syntax", /needs the name of a file/],
]
testMistakes(read, mistakes)

test.run()
