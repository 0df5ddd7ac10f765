import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, runPipeline, testMistakes } from "../harness.ts"

const columns: [spl: string, column: string, values: readonly Value[], expected: readonly Value[]][] = [
  ["accum n", "n", [1, "2", 3], [1, 3, 6]],
  ["accum n as t", "t", [1, "x", null, 3], [1, null, null, 4]],
  ["accum n as n", "n", [1, 2], [1, 3]],
  ["accum n as t", "t", [0.1, 0.1, 0.1], [0.1, 0.2, 0.3]],
  ["delta n", "delta(n)", [2, 5, 9], [null, 3, 4]],
  ["delta n as d", "d", [2, "x", 9, 4], [null, null, null, -5]],
  ["delta n as d p=2", "d", [1, 2, 4, 8], [null, null, 3, 6]],
  ["delta p=2 n as d", "d", [1, null, 4], [null, null, 3]],
  ["delta n p=3 as d", "d", [1, 2, 4, 8], [null, null, null, 7]],
  ["autoregress n", "n_p1", [1, 2, 3], [null, 1, 2]],
  ["autoregress n as before", "before", [1, "b", 3], [null, 1, "b"]],
  ["autoregress n p=3", "n_p3", [1, 2, 3, 4, 5], [null, null, null, 1, 2]],
  ["autoregress n AS b p=2", "b", [1, null, 3, 4], [null, null, 1, null]],
  ["autoregress n p=2-4", "n_p4", [1, 2, 3, 4, 5], [null, null, null, null, 1]],
  ["autoregress p=2-4 n", "n_p2", [1, 2, 3, 4, 5], [null, null, 1, 2, 3]],
]
for (const [spl, column, values, expected] of columns)
  test(`${spl} over ${JSON.stringify(values)}`, () => {
    const rows = values.map((n, k): Row => (n === null ? { k } : { n, k }))
    const got = runPipeline(parseSplStages(spl), rows).map(row => row[column] ?? null)
    assert.equal(
      got.map(value => (typeof value === "number" ? Math.round(value * 1e9) / 1e9 : value)),
      expected,
    )
  })

test("a range leaves out what lies before it", () =>
  assert.equal(runPipeline(parseSplStages("autoregress n p=2-3"), [{ n: 1 }, { n: 2 }, { n: 3 }]), [{ n: 1 }, { n: 2 }, { n: 3, n_p2: 1 }]))

const wrong: readonly Mistake[] = [
  ["accum", "syntax"],
  ["accum a b", "syntax"],
  ["delta", "syntax"],
  ["delta a p=x", "syntax"],
  ["delta a p=0", "wrong_argument"],
  ["autoregress", "syntax"],
  ["autoregress a p=0", "wrong_argument"],
  ["autoregress a p=3-1", "wrong_argument"],
  ["autoregress a p=1-x", "wrong_argument"],
  ["autoregress a as b p=1-3", "wrong_argument"],
  ["autoregress a p=99999", "wrong_argument"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test.run()
