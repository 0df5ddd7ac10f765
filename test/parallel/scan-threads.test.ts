import { closeSync, existsSync, openSync, readdirSync, readlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { RunOptions } from "../../engine/api/feed.ts"
import { readEvents } from "../../engine/api/input-events.ts"
import { compileRules } from "../../engine/api/rule-check.ts"
import { runRules } from "../../engine/api/run.ts"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { piecesOf } from "../../engine/parallel/piece.ts"
import type { ScannedPiece } from "../../engine/parallel/piece-scan.ts"
import { ScanThreads } from "../../engine/parallel/scan-threads.ts"
import type { ScanSettings } from "../../engine/parallel/settings.ts"
import { unpackSurvivors } from "../../engine/parallel/survivors.ts"
import { program } from "../cli/sluice.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"

const count = 200
const log = Array.from({ length: count }, (_, n) => `{"action":"${n % 10 === 0 ? "run" : "rest"}","n":${n}}\n`).join("")
const folder = temporaryFolder({ "rules/runs.yml": ruleText("Runs", "- match: {action: run}\n- table: [n]"), "logs/events.json": log })
const workspace = openWorkspace({ rules: [join(folder, "rules")] })
const { compiled } = compileRules(workspace)
const file = join(folder, "logs/events.json")

const settings: ScanSettings = {
  branches: [{ dataset: null, predicate: { kind: "compare", field: "action", op: "=", value: "run" }, filter: null }],
  written: [],
  lookups: null,
  sources: workspace.content.dataSources,
  models: workspace.content.dataModels,
  timeZone: "UTC",
  time: "nothing",
  range: {},
  wasm: true,
}

const entries: readonly (readonly [string, { file: URL } | undefined])[] = [
  ["from its sources", undefined],
  ["as it is built", { file: pathToFileURL(join(dirname(program), "scan-worker.js")) }],
]
for (const [title, entry] of entries)
  test(`a thread ${title} scans pieces and says which lines are wanted`, async () => {
    const threads = new ScanThreads(settings, 1, entry)
    const descriptor = openSync(file, "r")
    try {
      const facts = { name: file }
      const found: (ScannedPiece | null)[] = await Promise.all(
        [...piecesOf(log.length, 1_000)].map(part =>
          threads.scan({ ...part, facts, format: "ndjson", descriptor, maxRecordBytes: 10_000 }),
        ),
      )
      const pieces = found.filter(piece => piece !== null)
      const sum = (of: (piece: ScannedPiece) => number): number => pieces.reduce((total, piece) => total + of(piece), 0)
      assert.ok(pieces.length > 4)
      assert.is(
        sum(({ bytes }) => bytes),
        log.length,
      )
      assert.is(
        sum(({ lines }) => lines),
        count,
      )
      assert.is(
        sum(({ left }) => left),
        180,
      )
      const texts = pieces.flatMap(({ survivors }) => [...unpackSurvivors(survivors)].flat().map(({ text }) => text))
      assert.equal(
        texts,
        Array.from({ length: 20 }, (_, n) => `{"action":"run","n":${10 * n}}`),
      )
    } finally {
      await threads.close()
      closeSync(descriptor)
    }
  })

test("what was asked of threads that are ended is given up", async () => {
  const threads = new ScanThreads(settings, 1)
  const found = threads.scan({
    start: 0,
    end: null,
    chunkBytes: 1_000,
    facts: { name: file },
    format: "ndjson",
    descriptor: -1,
    maxRecordBytes: 1_000,
  })
  await threads.close()
  assert.is(await found, null)
})

const parallelRun = (startThreads: NonNullable<RunOptions["parallel"]>["startThreads"], signal?: AbortSignal) => {
  const parallel = {
    leastBytes: 0,
    leastMilliseconds: 0,
    leastGain: 0,
    pieceBytes: 100,
    ...(startThreads === undefined ? {} : { startThreads }),
  }
  return runRules(compiled, readEvents([file], workspace, { signal }), { jobs: 2, parallel })
}

const failures: readonly (readonly [string, string, RegExp])[] = [
  ["dies at its work", "dying-worker.mjs", /^a thread that scans ended with exit code 3$/],
  ["cannot start", "failing-worker.mjs", /^this thread cannot start$/],
]
for (const [title, name, message] of failures)
  test(`a thread that ${title} is an error of the run`, async () => {
    const findings = parallelRun(async (told, threads) => {
      const started = new ScanThreads(told, threads, { file: new URL(name, import.meta.url) })
      await started.started().catch(() => {})
      return started
    })
    let error: unknown
    try {
      for await (const _ of findings);
    } catch (thrown) {
      error = thrown
    }
    assert.instance(error, Error)
    assert.match(error instanceof Error ? error.message : "", message)
  })

/** How often the process has the log open; where the system does not say it, that it has not is not seen. */
const timesOpen = (): number =>
  existsSync("/proc/self/fd")
    ? readdirSync("/proc/self/fd").filter(descriptor => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`) === file
        } catch {
          // Closed since it was listed.
          return false
        }
      }).length
    : 0

test("a run that is broken off ends its threads and closes its files", async () => {
  assert.is(timesOpen(), 0)
  const started: ScanThreads[] = []
  const findings = parallelRun((told, threads) => {
    const own = new ScanThreads(told, threads)
    started.push(own)
    return own
  })
  for await (const _ of findings) break
  const [threads] = started
  assert.is(
    await threads?.scan({ start: 0, end: null, chunkBytes: 1, facts: { name: "" }, format: "ndjson", descriptor: -1, maxRecordBytes: 1 }),
    null,
  )
  assert.is(timesOpen(), 0)
})

test("small inputs start no thread", async () => {
  let started = 0
  const startThreads = (): ScanThreads => {
    started++
    throw new Error("a thread was started")
  }
  const findings = runRules(compiled, readEvents([file], workspace), { jobs: 4, parallel: { startThreads } })
  for await (const _ of findings);
  assert.is(started, 0)
  assert.is(findings.summary.findings, 20)
})

test("a run that is stopped keeps what was read until then", async () => {
  const controller = new AbortController()
  const findings = parallelRun(undefined, controller.signal)
  let found = 0
  for await (const _ of findings) {
    found++
    controller.abort()
  }
  assert.ok(found >= 1 && found < 20, String(found))
  assert.ok(findings.summary.events < count)
})

test.run()
