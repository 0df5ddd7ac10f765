import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import type { LookupDefinition } from "../../engine/lookup.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { type Mistake, parseSplStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const assets: readonly Row[] = [
  { ip: "1", owner: "ann", zone: "dmz" },
  { ip: "2", owner: "bob" },
  { ip: "2", owner: "cat", zone: "lan" },
]
const run = (spl: string, rows: readonly Row[], definition: Partial<LookupDefinition> = {}, table = assets): Row[] =>
  runPipeline(parseSplStages(spl), rows, { lookup: name => memoryLookup(name, table, definition) })

const cases: [title: string, spl: string, input: Row, output: Row, definition?: Partial<LookupDefinition>][] = [
  ["OUTPUT overwrites", "lookup t ip OUTPUT owner", { ip: 1, owner: "me" }, { ip: 1, owner: "ann" }],
  ["OUTPUT clears where no row matches", "lookup t ip OUTPUT owner", { ip: 9, owner: "me" }, { ip: 9 }],
  ["OUTPUT clears where the row has nothing", "lookup t ip OUTPUT zone", { ip: "2", zone: "x" }, { ip: "2" }, { maxMatches: 1 }],
  ["OUTPUT leaves an event without the field alone", "lookup t ip OUTPUT owner", { src: 1, owner: "me" }, { src: 1, owner: "me" }],
  ["OUTPUTNEW keeps what is there", "lookup t ip OUTPUTNEW owner, zone", { ip: 1, owner: "me" }, { ip: 1, owner: "me", zone: "dmz" }],
  ["OUTPUTNEW keeps it where no row matches", "lookup t ip OUTPUTNEW owner", { ip: 9, owner: "me" }, { ip: 9, owner: "me" }],
  ["several rows", "lookup t ip OUTPUT owner zone", { ip: 2 }, { ip: 2, owner: ["bob", "cat"], zone: "lan" }],
  ["all other fields", "lookup t ip AS src", { src: "1" }, { src: "1", owner: "ann", zone: "dmz" }],
  [
    "a default below the least number",
    "lookup t ip OUTPUT owner",
    { ip: 9 },
    { ip: 9, owner: "none" },
    { minMatches: 1, defaultMatch: "none" },
  ],
  [
    "a default up to the least number",
    "lookup t ip OUTPUT owner",
    { ip: 1 },
    { ip: 1, owner: ["ann", "none"] },
    { minMatches: 2, defaultMatch: "none" },
  ],
  [
    "no default where enough rows match",
    "lookup t ip OUTPUT owner",
    { ip: 2 },
    { ip: 2, owner: ["bob", "cat"] },
    { minMatches: 2, defaultMatch: "none" },
  ],
  ["a default without a least number", "lookup t ip OUTPUT owner", { ip: 9 }, { ip: 9 }, { defaultMatch: "none" }],
  ["two fields to match", "lookup t ip AS a owner AS b OUTPUT zone", { a: 2, b: "cat" }, { a: 2, b: "cat", zone: "lan" }],
  ["the field that matches as output", "lookup t ip AS a OUTPUTNEW ip AS found", { a: 1 }, { a: 1, found: "1" }],
]
for (const [title, spl, input, output, definition] of cases) test(title, () => assert.equal(run(spl, [input], definition), [output]))

test("the time field of a time-bounded lookup is no output, and the event's time picks the row", () => {
  const table = [
    { ip: "1", seen: "100", user: "ann" },
    { ip: "1", seen: "200", user: "bob" },
  ]
  const time = { field: "seen", format: "%s", minOffset: 0, maxOffset: 1000 }
  assert.equal(run("lookup t ip", [{ _time: 150, ip: 1 }], { time, maxMatches: 1 }, table), [{ _time: 150, ip: 1, user: "ann" }])
  assert.equal(run("lookup event_time_field=at t ip", [{ at: 250, ip: 1 }], { time, maxMatches: 1 }, table), [
    { at: 250, ip: 1, user: "bob" },
  ])
})

test("a collection without data is told of once for a run", () => {
  const warnings: string[] = []
  const rows = runPipeline(parseSplStages("lookup seen user OUTPUT firstTime"), [{ user: "ann" }, { user: "bob" }], {
    lookup: name => memoryLookup(name, [], { source: "collection" }),
    warnings,
  })
  assert.equal(rows, [{ user: "ann" }, { user: "bob" }])
  assert.equal(warnings, ['lookup "seen" has no data yet'])
})

test("one lookup finds what an earlier stage of another search wrote", () => {
  const lookup = memoryLookup("seen", [])
  const search = (spl: string, rows: readonly Row[]): Row[] => runPipeline(parseSplStages(spl), rows, { lookup: () => lookup })
  search("outputlookup seen", [{ user: "ann", n: 1 }])
  assert.equal(search("lookup seen user OUTPUT n", [{ user: "ann" }]), [{ user: "ann", n: 1 }])
})

const same: [title: string, spl: string, other: string][] = [
  ["options before and after the name", "lookup update=true local=t t ip OUTPUT owner", "lookup t local=1 update=t ip OUTPUT owner"],
  ["keywords in any case", "lookup t ip AS src OUTPUT owner AS o", "lookup t ip as src output owner as o"],
  ["commas or none", "lookup t ip, owner OUTPUTNEW zone, a as b", "lookup t ip owner outputnew zone a AS b"],
  ["a field as itself", "lookup t ip AS ip OUTPUT owner AS owner", "lookup t ip OUTPUT owner"],
  ["names in quotes", 'lookup "t" "ip" OUTPUT "owner" as "o"', "lookup t ip OUTPUT owner as o"],
]
for (const [title, spl, other] of same)
  test(`the same: ${title}`, () => assert.equal(withoutRanges(parseSplStages(spl)), withoutRanges(parseSplStages(other))))

const mistakes: readonly Mistake[] = [
  ["lookup", "syntax", /needs the name of a lookup/],
  ["lookup t", "syntax", /needs a field to match/],
  ["lookup t OUTPUT owner", "syntax", /needs a field to match/],
  ["lookup t ip OUTPUT", "syntax", /"OUTPUT" names no field/],
  ["lookup t ip color=red", "syntax", /unknown option "color"/],
  ["lookup t ipp OUTPUT owner", "wrong_argument", /lookup "t" has no field "ipp"/],
  ["lookup t ip OUTPUT owned", "wrong_argument", /lookup "t" has no field "owned"/],
]
testMistakes(spl => run(spl, []), mistakes)

test.run()
