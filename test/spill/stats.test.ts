import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline } from "../harness.ts"
import { rows, smallRows } from "./rows.ts"

const searches: readonly string[] = [
  "stats count by k",
  "stats count, sum(x), avg(x), min(x), max(x), range(x) by k",
  "stats values(x), list(x), dc(x), mode(x) by k, l",
  "stats first(x), last(x), earliest(x), latest(x), list(l) by k",
  "stats median(x), perc90(x), sumsq(x), rate(x) by l",
  "stats sum(x*), values(*) by k",
  "stats dedup_splitvals=t count, list(x) by k",
  "stats allnum=t sum(x), values(x) by l",
  "stats count, sparkline(count) by k, l, x",
  "stats list(x), dc(k)",
  "stats count by k | stats dc(k), list(k) by count",
]

const run = (search: string, input: readonly Row[], memoryBytes: number, warnings: string[] = []): Row[] =>
  runPipeline(parseSplStages(search), input, { limits: { memoryBytes }, warnings })

for (const search of searches)
  test(`${search}: groups on disk give what groups in memory give`, () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 1_000, 5_000), (input, memoryBytes) => {
        assert.equal(run(search, input, memoryBytes), run(search, input, Number.POSITIVE_INFINITY))
      }),
      { numRuns: 50 },
    )
  })

test("keys that are one number in several spellings leave in the order in which they were first seen", () => {
  const input = ["1.0", "2", "1", "01", "1.0", "1", "2.0", "02", "2"].map(k => ({ k }))
  const expected = [
    { k: "1.0", count: 2 },
    { k: "1", count: 2 },
    { k: "01", count: 1 },
    { k: "2", count: 2 },
    { k: "2.0", count: 1 },
    { k: "02", count: 1 },
  ]
  assert.equal(run("stats count by k", input, 1), expected)
})

test("infinite numbers keep their places and the values beside them count", () => {
  const input = ["1e999", "x", "-1e999", "5", "1e999"].map((k, index) => ({ k, l: 5 - index }))
  const expected = [
    { k: "-1e999", l: 3, count: 1 },
    { k: "5", l: 2, count: 1 },
    { k: "1e999", l: 1, count: 1 },
    { k: "1e999", l: 5, count: 1 },
    { k: "x", l: 4, count: 1 },
  ]
  assert.equal(run("stats count by k, l", input, 1), expected)
})

test("more runs than are merged at once", () => {
  const input = Array.from({ length: 300 }, (_, index) => ({ k: `k${index % 150}`, x: index }))
  const results = run("stats count, first(x) as f, last(x) as l, list(x) as all by k", input, 1)
  assert.equal(results.length, 150)
  assert.equal(results[0], { k: "k0", count: 2, f: 0, l: 150, all: [0, 150] })
  assert.equal(results, run("stats count, first(x) as f, last(x) as l, list(x) as all by k", input, Number.POSITIVE_INFINITY))
})

test("a note says how much went to disk, once", () => {
  const warnings: string[] = []
  run("stats count by k", smallRows, 1, warnings)
  assert.equal(warnings, ["stats wrote 0.1 kB to disk: its groups took more memory than the limit"])
  const quiet: string[] = []
  run("stats count by k", smallRows, 1_000_000, quiet)
  assert.equal(quiet, [])
})

test.run()
