import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline, testMistakes } from "../harness.ts"

const n = (...list: readonly (number | string)[]): Row[] => list.map(value => ({ n: value }))

// Of 1 to 5 the median is 3 and the quartiles are 2 and 4.
const cases: [spl: string, rows: readonly Row[], expected: readonly Row[]][] = [
  ["outlier param=0.5", n(1, 2, 3, 4, 5), n(1, 2, 3, 4, 4)],
  ["outlier param=0.5 uselower=true n", n(1, 2, 3, 4, 5), n(2, 2, 3, 4, 4)],
  ["outlier action=tf param=0.5 mark=true n", n(1, 2, 3, 4, 5), n(1, 2, 3, 4, "0004")],
  ["outlier action=rm param=0.5 mark=true n", n(1, 2, 3, 4, 5), n(1, 2, 3, 4)],
  ["outlier action=remove param=0.5 uselower=true", n(1, 2, 3, 4, 5), n(2, 3, 4)],
  ["outlier n param=0.5 type=iqr", n("x", 1, "2", 3, 4, 5), n("x", 1, "2", 3, 4, 4)],
  ["outlier n", n(1, 2, 3, 4, 5), n(1, 2, 3, 4, 5)],
  ["outlier", [{ _time: 9, a: 1 }], [{ _time: 9, a: 1 }]],
  [
    "concurrency duration=d start=s",
    [
      { s: 0, d: 10 },
      { s: 10, d: 0 },
      { s: 11, d: 5 },
    ],
    [
      { s: 0, d: 10, concurrency: 1 },
      { s: 10, d: 0, concurrency: 2 },
      { s: 11, d: 5, concurrency: 1 },
    ],
  ],
  [
    "concurrency duration=d start=s output=n",
    [{ s: 5, d: 0 }, { s: 5, d: 0 }, { s: 5 }],
    [{ s: 5, d: 0, n: 2 }, { s: 5, d: 0, n: 2 }, { s: 5 }],
  ],
  [
    "fieldsummary a*",
    [{ _time: 1, a1: "x", a2: ["p", "q"], b: 1 }],
    [
      { field: "a1", count: 1, distinct_count: 1, is_exact: 1, numeric_count: 0, values: '[{"value":"x","count":1}]' },
      {
        field: "a2",
        count: 1,
        distinct_count: 2,
        is_exact: 1,
        numeric_count: 0,
        values: '[{"value":"p","count":1},{"value":"q","count":1}]',
      },
    ],
  ],
  [
    "fieldsummary maxvals=0",
    [{ n: 3 }, { n: 3 }, { n: "1" }],
    [
      {
        field: "n",
        count: 3,
        distinct_count: 2,
        is_exact: 1,
        max: 3,
        mean: 7 / 3,
        min: 1,
        numeric_count: 3,
        stdev: Math.sqrt(4 / 3),
        values: '[{"value":"3","count":2},{"value":"1","count":1}]',
      },
    ],
  ],
  ["fieldsummary", [], []],
]
for (const [spl, rows, expected] of cases)
  test(`${spl} over ${JSON.stringify(rows)}`, () => {
    const round = (row: Row): Row =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === "number" ? Math.round(v * 1e9) / 1e9 : v]))
    assert.equal(runPipeline(parseSplStages(spl), rows).map(round), expected.map(round))
  })

testMistakes(
  parseSplStages,
  ["outlier action=keep n", "outlier type=z n", "outlier param=x n", "concurrency", "concurrency start=a", "fieldsummary maxvals=-1"].map(
    spl => [spl, "syntax"],
  ),
)

test.run()
