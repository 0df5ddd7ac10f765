import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { runSpl } from "./run-spl.ts"

const cases: [title: string, spl: string, input: Row[], output: Row[]][] = [
  [
    "events keep their order",
    "eventstats max(x) as m",
    [{ x: 2 }, { x: 9 }, { x: 1 }],
    [
      { x: 2, m: 9 },
      { x: 9, m: 9 },
      { x: 1, m: 9 },
    ],
  ],
  ["no events", "eventstats count", [], []],
  [
    "all fields of a form",
    "eventstats avg(*) as mean_*",
    [
      { a: 1, b: 4 },
      { a: 3, b: 6 },
    ],
    [
      { a: 1, b: 4, mean_a: 2, mean_b: 5 },
      { a: 3, b: 6, mean_a: 2, mean_b: 5 },
    ],
  ],
  [
    "an event in several groups gets the aggregates of the first",
    "eventstats count as n by tag",
    [{ tag: ["a", "b"] }, { tag: "b" }],
    [
      { tag: ["a", "b"], n: 1 },
      { tag: "b", n: 2 },
    ],
  ],
  [
    "several aggregations with commas",
    "eventstats avg(n) as mean , count as total by user",
    [
      { user: "a", n: 1 },
      { user: "a", n: 3 },
    ],
    [
      { user: "a", n: 1, mean: 2, total: 2 },
      { user: "a", n: 3, mean: 2, total: 2 },
    ],
  ],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(runSpl(spl, input), output))

test.run()
