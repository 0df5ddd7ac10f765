import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { type Mistake, parseSearch, runPipeline, testMistakes } from "../harness.ts"

const rows: readonly Row[] = [
  { _time: 40, t: "a", n: 1 },
  { _time: 30, t: "b", m: 2 },
  { _time: 20, t: "a", n: 3 },
  { _time: 10, t: "b", m: 4 },
]
const run = (spl: string, input = rows, warnings: string[] = []): Row[] =>
  runPipeline(parseSearch(spl), input, { lookup: name => memoryLookup(name, [{ m: "7" }]), warnings })

const cases: [spl: string, expected: readonly Row[]][] = [
  [
    "t=a | fields n | append [search t=b | fields m]",
    [
      { _time: 40, n: 1 },
      { _time: 20, n: 3 },
      { _time: 30, m: 2 },
      { _time: 10, m: 4 },
    ],
  ],
  ["t=a | stats count | append [search t=b | stats sum(m) as count]", [{ count: 2 }, { count: 6 }]],
  ["t=a | table n | append [inputlookup x]", [{ n: 1 }, { n: 3 }, { m: "7" }]],
  ["t=a | table n | append maxout=1 [search t=b | table m]", [{ n: 1 }, { n: 3 }, { m: 2 }]],
  ["t=a | table n | append [search t=b | table m] | head 3", [{ n: 1 }, { n: 3 }, { m: 2 }]],
  [
    "t=a | table n | append [search t=b | table m | append [search t=a n=1 | eval deep=1 | table deep]]",
    [{ n: 1 }, { n: 3 }, { m: 2 }, { m: 4 }, { deep: 1 }],
  ],
  ["t=a | table n | appendpipe [stats sum(n) as n | eval total=1]", [{ n: 1 }, { n: 3 }, { n: 4, total: 1 }]],
  ["t=a | table n | appendpipe [stats count] | appendpipe [stats count as all]", [{ n: 1 }, { n: 3 }, { count: 2 }, { all: 3 }]],
  ["t=a | table n | appendpipe [head 1 | eval n=n*10] | eval n=n+1", [{ n: 2 }, { n: 4 }, { n: 11 }]],
  ["t=c | stats count | appendpipe [where count=0 | eval none=1]", [{ count: 0 }, { count: 0, none: 1 }]],
  [
    "t=a | table n | appendcols [search t=b | table m]",
    [
      { n: 1, m: 2 },
      { n: 3, m: 4 },
    ],
  ],
  [
    "t=a | head 1 | table n t | appendcols [search t=b | table m t]",
    [
      { n: 1, t: "a", m: 2 },
      { m: 4, t: "b" },
    ],
  ],
  [
    "t=a | table n t | appendcols override=t [search t=b | head 1 | fields m t]",
    [
      { n: 1, t: "b", m: 2 },
      { n: 3, t: "a" },
    ],
  ],
  ["| multisearch [search t=a | eval k=n] [search t=b | eval k=m] | table k", [{ k: 1 }, { k: 2 }, { k: 3 }, { k: 4 }]],
  ["| union [search t=b] [search t=a] | table _time", [{ _time: 40 }, { _time: 30 }, { _time: 20 }, { _time: 10 }]],
  ["t=a | union [search t=b] | table _time", [{ _time: 40 }, { _time: 30 }, { _time: 20 }, { _time: 10 }]],
  ["t=a | stats count | union [search t=b | stats count as c2], inputlookup:x", [{ count: 2 }, { c2: 2 }, { m: "7" }]],
  ["| set union [search t=a | table t] [search t=* | table t]", [{ t: "a" }, { t: "b" }]],
  ["| set intersect [search t=a | table t] [search t=* | table t]", [{ t: "a" }]],
  ["| set diff [search t=* | table t n] [search t=a | table t n]", [{ t: "b" }]],
]
for (const [spl, expected] of cases) test(spl, () => assert.equal(run(spl), expected))

test("what follows appendpipe does not change what its stages see", () => {
  assert.equal(
    run("t=a | table n | appendpipe [eval copy=1] | eval n=0 | table n copy").map(row => row.copy ?? null),
    [null, null, 1, 1],
  )
  assert.equal(run("n=1 | fields n | appendpipe [where n=1 | eval copy=1] | eval n=9 | table n copy"), [{ n: 9 }, { n: 9, copy: 1 }])
})
test("an event that two searches find is two events", () => {
  assert.equal(run("| multisearch [search n=1 | eval k=1] [search t=a n=1] | table n k"), [{ n: 1, k: 1 }, { n: 1 }])
})
test("results that are left out are told of", () => {
  const warnings: string[] = []
  run("t=a | append maxout=1 [search t=b]", rows, warnings)
  assert.equal(warnings, ["a subsearch gave more than 1 results; the others were left out"])
})

const mistakes: readonly Mistake[] = [
  ["a=1 | append", "syntax", /"append" needs a search in brackets/],
  ["a=1 | append maxout=x [search b=1]", "syntax", /expected a whole number/],
  ["a=1 | append foo=1 [search b=1]", "syntax", /unknown option "foo"/],
  ["a=1 | appendpipe", "syntax", /"appendpipe" needs commands in brackets/],
  ["a=1 | appendcols", "syntax", /"appendcols" needs a search in brackets/],
  ["| multisearch [search a=1]", "syntax", /two or more searches/],
  ["| union", "syntax", /needs a dataset or a search/],
  ["| set minus [search a=1] [search b=1]", "syntax", /needs union, diff or intersect/],
  ["| set diff [search a=1]", "syntax", /combines two searches, not 1/],
  ["| union savedsearch:x", "unsupported", /saved search "x" cannot be run/],
]
testMistakes(parseSearch, mistakes)

test.run()
