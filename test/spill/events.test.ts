import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { eventsOf } from "../../engine/api/input-events.ts"
import { runSearch } from "../../engine/api/search.ts"
import { openWorkspace } from "../../engine/api/workspace.ts"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline } from "../harness.ts"
import { rows, smallRows } from "./rows.ts"

const run = (search: string, input: readonly Row[], memoryBytes: number, warnings: string[] = []): Row[] =>
  runPipeline(parseSplStages(search), input, { limits: { memoryBytes }, warnings })

const searches: readonly string[] = [
  "sort 0 k, -x",
  "sort 0 -str(k), ip(l)",
  "sort 3 num(x)",
  "sort - _time",
  "sort 0 k | streamstats count by l | sort 0 -count",
  "head 7",
  "tail 5",
  "where x > 1",
  "streamstats sum(x) as total by k",
  "dedup k",
  "dedup 2 k, l sortby -x",
  "dedup k keepevents=t keepempty=t",
  "dedup 2 k l keepempty=t | streamstats count",
  "dedup k consecutive=t",
  "dedup 2 k consecutive=t keepevents=t",
  "eventstats count, list(x) as all by k",
  "search 1 | head 5 | search a OR k=1",
  "join k [ | makeresults count=3 | streamstats count as k | eval y=k*2 ]",
  "join type=left max=0 [ | makeresults count=2 | eval k=mvappend(1,2), z=5 | mvexpand k | fields - _time ]",
]

for (const search of searches)
  test(`${search}: events on disk give what events in memory give`, () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 3_000, 10_000), (input, memoryBytes) => {
        assert.equal(run(search, input, memoryBytes), run(search, input, Number.POSITIVE_INFINITY))
      }),
      { numRuns: 30 },
    )
  })

test("a note says how much went to disk", () => {
  const warnings: string[] = []
  run("sort 0 k", smallRows, 1, warnings)
  assert.ok(warnings.some(warning => /^sort wrote [\d.]+ kB to disk: its events took more memory than the limit$/.test(warning)))
})

const records = Array.from({ length: 60 }, (_, index) => ({
  _time: 1_700_000_000 + ((index * 7) % 13),
  user: `user${index % 5}`,
  message: index % 3 === 0 ? "Access DENIED" : "granted",
  nested: { port: index, list: ["a", index] },
  "10": "ten",
  "9": index,
}))

const logSearches: readonly string[] = [
  "user=* | head 20",
  "denied | head 50 | search denied user=user1",
  "user=user1 OR user=user2 | dedup nested.port | head 9 | search sourcetype=* | table _time user source sourcetype host tag::host index",
  "user=* | sort 0 user, -nested.port | search granted",
  "user=* | streamstats count by user | fields - _raw",
]

for (const search of logSearches)
  test(`${search}: events of a log come back from disk as they were`, async () => {
    const results = async (memoryBytes: number): Promise<Row[]> => {
      const workspace = openWorkspace({ rules: [], limits: { memoryBytes } })
      const found: Row[] = []
      for await (const row of runSearch(search, workspace, { batches: eventsOf(records, workspace, true) })) found.push(row)
      return found
    }
    const inMemory = await results(Number.POSITIVE_INFINITY)
    assert.ok(inMemory.length > 0)
    assert.equal(await results(1), inMemory)
    assert.equal(JSON.stringify(await results(20_000)), JSON.stringify(inMemory))
  })

test.run()
