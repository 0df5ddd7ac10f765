import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { type Mistake, parseSearch, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const run = (spl: string, rows: readonly Row[]): Row[] =>
  runPipeline(parseSearch(spl), rows, { lookup: name => memoryLookup(name, [{ id: "1", name: "lamp" }]) })

const rows: readonly Row[] = [
  { t: "a", id: "1", x: "p", s: "left" },
  { t: "a", id: "2", x: "q", s: "left" },
  { t: "a", x: "r" },
  { t: "b", id: "1", y: "one", s: "right" },
  { t: "b", id: "1", y: "uno" },
  { t: "b", id: "3", y: "three" },
]
const b = "[search t=b | fields id y s]"
const cases: [title: string, spl: string, expected: readonly Row[]][] = [
  ["inner", `t=a | join id ${b} | table x y s`, [{ x: "p", y: "one", s: "right" }]],
  ["inner, said so", `t=a | join type=inner id ${b} | table x y`, [{ x: "p", y: "one" }]],
  ["left", `t=a | join type=left id ${b} | table x y`, [{ x: "p", y: "one" }, { x: "q" }, { x: "r" }]],
  ["outer is left", `t=a | join id type=outer ${b} | table x y`, [{ x: "p", y: "one" }, { x: "q" }, { x: "r" }]],
  [
    "all partners",
    `t=a | join max=0 id ${b} | table x y s`,
    [
      { x: "p", y: "one", s: "right" },
      { x: "p", y: "uno", s: "left" },
    ],
  ],
  ["so many partners", `t=a | join id max=1 ${b} | table y`, [{ y: "one" }]],
  ["without overwriting", `t=a | join overwrite=f id ${b} | table x s`, [{ x: "p", s: "left" }]],
  ["by the fields that both have", `t=a | fields - s t | join [search t=b | fields id y] | table x y`, [{ x: "p", y: "one" }]],
  ["a named lookup", "t=a | join id inputlookup:products | table x name", [{ x: "p", name: "lamp" }]],
  [
    "aliases",
    "t=a | fields id x | join left=L right=R where R.id=L.id [search t=b | fields id y] | table L.x R.y",
    [{ "L.x": "p", "R.y": "one" }],
  ],
  [
    "aliases that keep all",
    "t=a | fields x id | join type=left left=L right=R where L.x=R.y [search t=b | fields y]",
    [{ "L.x": "p", "L.id": "1" }, { "L.x": "q", "L.id": "2" }, { "L.x": "r" }],
  ],
  ["no results on the other side", "t=a | join id [search t=c] | table x", []],
]
for (const [title, spl, expected] of cases) test(title, () => assert.equal(run(spl, rows), expected))

test("values are compared with regard to case, and a number equals its text", () => {
  const input = [
    { t: "a", id: "X" },
    { t: "a", id: 5 },
    { t: "b", id: "x" },
    { t: "b", id: "5", y: 1 },
  ]
  assert.equal(run("t=a | join id [search t=b | fields id y] | table id y", input), [{ id: "5", y: 1 }])
})

test("every field of the list must be equal", () => {
  const input = [
    { t: "a", host: "h", pid: 1, n: 1 },
    { t: "a", host: "h", pid: 2, n: 2 },
    { t: "b", host: "h", pid: 2, m: 9 },
  ]
  assert.equal(run("t=a | join host, pid [search t=b | fields host pid m] | table n m", input), [{ n: 2, m: 9 }])
})

test("partners by time", () => {
  const input = [
    { _time: 30, t: "b", id: 1, m: "after" },
    { _time: 20, t: "a", id: 1 },
    { _time: 20, t: "b", id: 1, m: "same" },
    { _time: 10, t: "b", id: 1, m: "before" },
  ]
  const by = (options: string) => run(`t=a | join ${options} max=0 id [search t=b | table _time id m] | table m`, input).map(({ m }) => m)
  assert.equal(by("usetime=true"), ["same", "before"])
  assert.equal(by("usetime=true earlier=false"), ["after", "same"])
  assert.equal(by("earlier=false"), ["after", "same", "before"])
})

test("an event that is joined several times is several events", () => {
  const input = [
    { t: "a", id: 1 },
    { t: "b", id: 1, m: 1 },
    { t: "b", id: 1, m: 2 },
  ]
  assert.equal(run("t=a | join max=0 id [search t=b | fields id m] | eval n=m*10 | table n", input), [{ n: 10 }, { n: 20 }])
})

test("the same: options and fields in any order", () =>
  assert.equal(
    withoutRanges(parseSearch("a=1 | join type=left max=2 usetime=t host, id [search b=1]")),
    withoutRanges(parseSearch("a=1 | join host usetime=true id max=2 type=outer [search b=1]")),
  ))

const mistakes: readonly Mistake[] = [
  ["a=1 | join id", "syntax", /needs a search in brackets/],
  ["a=1 | join type=full id [search b=1]", "syntax", /no type "full"/],
  ["a=1 | join max=-1 id [search b=1]", "syntax", /"max" cannot be -1/],
  ["a=1 | join where L.a=R.a [search b=1]", "syntax", /needs names for both sides/],
  ["a=1 | join left=L right=R where L.a=L.b [search b=1]", "syntax", /does not compare the two sides/],
  ["a=1 | join id savedsearch:x", "unsupported", /saved search "x" cannot be run/],
]
testMistakes(parseSearch, mistakes)

test.run()
