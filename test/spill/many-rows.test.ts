import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline } from "../harness.ts"

const count = 50_000

/** Most keys stand in one row, some in several that are far apart. */
const input: readonly Row[] = Array.from({ length: count }, (_, index) => ({
  _time: 1_700_000_000 - Math.floor(index / 3),
  k: `key${(index * 7919) % 40_000}`,
  host: `host${index % 7}`,
  x: (index * 31) % 1_000,
}))

const partners = `[ | makeresults count=${count} | streamstats count as n | eval k="key".(n*3), y=n | table k y ]`

/** What the search is, and which stage says that it wrote to disk. */
const searches: readonly (readonly [search: string, stage: string, what: "events" | "groups"])[] = [
  ["stats count, sum(x) by k", "stats", "groups"],
  ["eventstats count, sum(x) as total by k", "eventstats", "groups"],
  ["eventstats count by host", "eventstats", "events"],
  ["dedup k", "dedup", "groups"],
  ["dedup 2 k keepevents=t", "dedup", "groups"],
  ["sort 0 x, -k", "sort", "events"],
  [`join type=left k ${partners}`, "join", "groups"],
  [`join max=0 k ${partners}`, "a subsearch", "events"],
  ["selfjoin k keepsingle=t", "selfjoin", "groups"],
  ["transaction k maxopentxn=100000 maxopenevents=1000000", "transaction", "events"],
  ["transaction host maxevents=-1 maxpause=10s | fields - x", "transaction", "events"],
  ["transaction k maxopentxn=1000 keepevicted=t", "transaction", "events"],
  ["chart count over k", "chart", "groups"],
  ["chart sum(x) over k by host limit=3", "chart", "groups"],
  ["timechart count by host", "timechart", "events"],
  ["timechart span=1s count by host", "timechart", "groups"],
  ["top limit=20 k", "top", "groups"],
  ["rare limit=0 k by host", "rare", "groups"],
  ["fields k, host | mvcombine host", "mvcombine", "groups"],
]

for (const [search, stage, what] of searches)
  test(`${search}: ${count} rows in 300 kB`, () => {
    const run = (memoryBytes: number): { readonly rows: string[]; readonly notes: string[] } => {
      const warnings: string[] = []
      const limits = { memoryBytes, joinRows: count }
      const rows = runPipeline(parseSplStages(search), input, { limits, warnings }).map(row => JSON.stringify(row))
      return { rows, notes: warnings.filter(warning => warning.includes(" to disk: ")) }
    }
    const inMemory = run(Number.POSITIVE_INFINITY)
    assert.ok(inMemory.rows.length > 0)
    assert.equal(inMemory.notes, [])
    const onDisk = run(300_000)
    assert.equal(onDisk.rows.length, inMemory.rows.length)
    // A difference among so many rows is shown by the first of them.
    const different = onDisk.rows.findIndex((row, index) => row !== inMemory.rows[index])
    assert.is(different === -1 ? undefined : onDisk.rows[different], different === -1 ? undefined : inMemory.rows[different])
    const note = new RegExp(`^${stage} wrote [\\d.]+ [kM]B to disk: its ${what} took more memory than the limit$`)
    assert.ok(
      onDisk.notes.some(each => note.test(each)),
      onDisk.notes.join("\n"),
    )
  })

test.run()
