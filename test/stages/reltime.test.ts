import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseSplStages, runPipeline } from "../harness.ts"

const now = 1_700_000_000
const day = 86_400

const ages: [seconds: number, text: string][] = [
  [0, "now"],
  [1, "1 second ago"],
  [59, "59 seconds ago"],
  [60, "1 minute ago"],
  [3599, "59 minutes ago"],
  [3600, "1 hour ago"],
  [day, "1 day ago"],
  [29 * day, "29 days ago"],
  [30 * day, "1 month ago"],
  [364 * day, "12 months ago"],
  [800 * day, "2 years ago"],
  [-120, "in 2 minutes"],
]
for (const [seconds, text] of ages)
  test(`${seconds} seconds`, () => assert.is(runPipeline(parseSplStages("reltime"), [{ _time: now - seconds }], { now })[0]?.reltime, text))

test("names of the new fields", () => {
  const row = { a: now - 60, b: String(now - 120), c: "never" }
  const run = (spl: string) => runPipeline(parseSplStages(spl), [row], { now })[0]
  assert.equal(run("reltime timefield=a"), { ...row, reltime: "1 minute ago" })
  assert.equal(run("reltime timefield=a prefix=x_"), { ...row, x_a: "1 minute ago" })
  assert.equal(run('reltime timefield="a, b, c"'), { ...row, reltime_a: "1 minute ago", reltime_b: "2 minutes ago" })
})

test.run()
