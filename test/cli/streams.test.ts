import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { documents, sluice } from "./sluice.ts"

const lines = (count: number, from = 0): string => Array.from({ length: count }, (_, i) => `{"action": "run", "n": ${from + i}}\n`).join("")
const folder = temporaryFolder({
  "runs.yml": ruleText("Runs", "- match: {action: run}\n- table: [n]"),
  "counts.yml": ruleText("Counts", "- match: {action: run}\n- stats: count"),
  "events.ndjson": lines(3),
})
const rule = join(folder, "runs.yml")
const counts = join(folder, "counts.yml")

test("events over standard input, compressed or not", async () => {
  const plain = await sluice(["run", "-q", "-r", rule, "-"], { input: lines(3) })
  const packed = await sluice(["run", "-q", "-r", rule, "-"], { input: gzipSync(lines(3)) })
  const both = await sluice(["run", "-q", "-r", rule, "-", join(folder, "events.ndjson")], { input: lines(2) })
  assert.equal(
    [plain, packed, both].map(({ code, stdout }) => [code, documents(stdout).length]),
    [
      [0, 3],
      [0, 3],
      [0, 5],
    ],
  )
})

test("empty standard input is named", async () => {
  const { code, stdout, stderr } = await sluice(["run", "-r", rule, "-"])
  assert.equal([code, stdout], [0, ""])
  assert.match(stderr, "    -: the input is empty")
})

for (const [title, args] of [
  ["run", ["run", "-r", rule]],
  ["search", ["search", "action=run | fields n"]],
] as const)
  test(`a reader that has seen enough ends ${title} quietly`, async () => {
    const log = temporaryFolder({ "events.ndjson": lines(200_000) })
    const { code, stderr } = await sluice([...args, log], { started: child => child.stdout?.once("data", () => child.stdout?.destroy()) })
    assert.equal([code, stderr], [0, ""])
  })

test("a reader that takes its time gets everything, and no word of it", async () => {
  const log = temporaryFolder({ "events.ndjson": lines(50_000) })
  const { code, stdout, stderr } = await sluice(["run", "-q", "-r", rule, log], {
    started(child) {
      child.stdout?.on("data", () => {
        child.stdout?.pause()
        setTimeout(() => child.stdout?.resume(), 1)
      })
    },
  })
  assert.equal([code, documents(stdout).length, stderr], [0, 50_000, ""])
})

test("Ctrl-C stops reading, writes what there is, and exits with 130", async () => {
  const { code, stdout, stderr } = await sluice(["run", "-r", rule, "-r", counts, "-"], {
    openInput: true,
    started(child) {
      // Lines come until the first results show that the program is at work.
      const feeding = setInterval(() => child.stdin?.write(lines(20_000)), 20)
      child.stdout?.once("data", () => {
        clearInterval(feeding)
        child.kill("SIGINT")
      })
      child.on("close", () => clearInterval(feeding))
    },
  })
  assert.is(code, 130)
  const found = documents(stdout)
  const [last] = found.slice(-1)
  const count = typeof last?.fields === "object" && last.fields !== null && "count" in last.fields ? last.fields.count : null
  assert.is(count, found.length - 1, "the count is that of the events that were read")
  assert.match(stderr, "stopping; press Ctrl-C again to stop at once")
  assert.match(stderr, `${(found.length - 1).toLocaleString("en-US")} events read from 1 input`)
})

test("Ctrl-C while nothing comes", async () => {
  const { code, stdout, stderr } = await sluice(["run", "-v", "-r", counts, "-"], {
    openInput: true,
    started(child) {
      child.stdin?.write(lines(5_000))
      // The format is told once there is enough to tell it by: from then on nothing comes.
      child.stderr?.on("data", (text: string) => {
        if (text.includes("confidence")) child.kill("SIGINT")
      })
    },
  })
  assert.is(code, 130)
  assert.is(documents(stdout).length, 1)
  assert.match(stderr, / events read from 1 input, 0 unreadable, /)
})

test.run()
