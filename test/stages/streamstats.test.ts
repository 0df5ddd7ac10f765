import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, withoutRanges } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

/** The `r` of each row. */
const results = (spl: string, rows: readonly Row[]): unknown[] => runSpl(spl, rows).map(row => row.r ?? null)
const numbers = (...xs: number[]): Row[] => xs.map(x => ({ x }))

const cases: [title: string, spl: string, input: Row[], expected: unknown[]][] = [
  ["a running total", "streamstats sum(x) as r", numbers(1, 2, 3), [1, 3, 6]],
  ["without the event itself", "streamstats current=f sum(x) as r", numbers(1, 2, 3), [null, 1, 3]],
  ["a count before the first event is 0", "streamstats current=f count as r", numbers(1, 2), [0, 1]],
  ["the value before", "streamstats current=f last(x) as r", numbers(5, 6, 7), [null, 5, 6]],
  ["the last of a window", "streamstats window=1 current=f last(x) as r", numbers(5, 6, 7), [null, 5, 6]],
  ["a field is read before it is replaced", "streamstats current=f sum(r) as r", [{ r: 1 }, { r: 2 }, { r: 4 }], [null, 1, 3]],
  ["a window", "streamstats window=2 sum(x) as r", numbers(1, 2, 3, 4), [1, 3, 5, 7]],
  [
    "a window in several blocks",
    "streamstats window=9 sum(x) as r",
    numbers(1, 1, 1, 1, 1, 1, 1, 1, 1, 10, 1, 1),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 18, 18],
  ],
  ["a window of nothing is no window", "streamstats window=0 count as r", numbers(1, 1, 1), [1, 2, 3]],
  [
    "one window for all groups: events of others push out",
    "streamstats window=2 count as r by u",
    [{ u: "a" }, { u: "b" }, { u: "a" }, { u: "a" }],
    [1, 1, 1, 2],
  ],
  [
    "a window for each group",
    "streamstats window=2 global=f sum(x) as r by u",
    [
      { u: "a", x: 1 },
      { u: "b", x: 5 },
      { u: "a", x: 2 },
      { u: "a", x: 4 },
    ],
    [1, 5, 3, 6],
  ],
  [
    "a window of time: its far edge is open",
    "streamstats time_window=10s count as r",
    [{ _time: 100 }, { _time: 91 }, { _time: 90 }, { _time: 85 }],
    [1, 2, 2, 3],
  ],
  [
    "a window of time and of events",
    "streamstats time_window=1h window=2 count as r",
    [{ _time: 100 }, { _time: 99 }, { _time: 98 }, { _time: 97 }],
    [1, 2, 2, 2],
  ],
  [
    "time windows work forwards too",
    "sort _time | streamstats time_window=10s count as r",
    [{ _time: 100 }, { _time: 95 }, { _time: 80 }],
    [1, 1, 2],
  ],
  ["what a later stage changes does not change a window", "streamstats window=3 sum(x) as r | eval x = 100", numbers(1, 2, 3), [1, 3, 6]],
  ["start anew before an event", "streamstats reset_before=(x=1) count as r", numbers(5, 1, 5, 5), [1, 1, 2, 3]],
  ["start anew after an event, by its new field", "streamstats reset_after=(r>=2) count as r", numbers(5, 5, 5, 5), [1, 2, 1, 2]],
  ["a condition in quotes", 'streamstats reset_after="x>1" count as r', numbers(1, 2, 1), [1, 2, 1]],
  ["parentheses in quotes", 'streamstats reset_after="("x>1")" count as r', numbers(1, 2, 1), [1, 2, 1]],
  [
    "start anew where the group changes; events without one change nothing",
    "streamstats reset_on_change=t count as r by u",
    [{ u: "a" }, { u: "a" }, {}, { u: "a" }, { u: "b" }, { u: "a" }],
    [1, 2, null, 3, 1, 1],
  ],
  ["only where all values are numbers", "streamstats allnum=t sum(x) as r", [{ x: 1 }, { x: "n/a" }, { x: 2 }], [1, null, null]],
  ["options between aggregations", "streamstats count as n window=2 sum(x) as r", numbers(1, 2, 3), [1, 3, 5]],
]
for (const [title, spl, input, expected] of cases) test(title, () => assert.equal(results(spl, input), expected))

test("all fields of a form", () => {
  assert.equal(runSpl("streamstats sum(x*) as t_*", [{ x1: 1 }, { x1: 2, x2: 5 }]), [
    { x1: 1, t_1: 1 },
    { x1: 2, x2: 5, t_1: 3, t_2: 5 },
  ])
})

const mistakes: [title: string, spl: string, message: RegExp][] = [
  ["a negative window", "streamstats window=-1 count", /option "window" cannot be negative, found -1/],
  ["a time window that is none", "streamstats time_window=abc count", /"abc" is no span/],
  ["an unknown option", "streamstats windw=1 count", /unknown option "windw"/],
  ["no aggregate", "streamstats window=1", /expected an aggregate/],
  ["by without a field", "streamstats count by", /expected a field name after "by"/],
]
for (const [title, spl, message] of mistakes) test(title, () => assert.throws(() => parseSplStages(spl), message))

test("defaults leave the node as it is", () => {
  assert.equal(
    withoutRanges(parseSplStages("streamstats current=t window=0 global=t allnum=f reset_on_change=f count")),
    withoutRanges(parseSplStages("streamstats count")),
  )
})

test.run()
