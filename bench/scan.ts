/**
 * How fast a pack of rules runs over logs, against a bare JSON.parse loop over the same bytes and against the engine without its
 * scanner: `node --import tsx bench/scan.ts <file or folder>... [-r <rules>]... [-o <results.json>]`.
 *
 * Every way runs in a process of its own, in turns, `--runs` times; the table shows medians. Speed is counted from the first byte read, reading
 * included: loading and compiling rules is shown apart. "cpu" is by the processor time of the whole process, which other load disturbs less.
 * `-j` adds a run in which so many threads scan. `--repeat` puts the inputs so often into one file, `--plain-mb` cuts the input of the engine
 * without its scanner short, `--skip` leaves out rules whose search has that text in it.
 */
import { spawnSync } from "node:child_process"
import { appendFileSync, createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { listFiles } from "../engine/readers/files.ts"

// As it is built: run from its sources, the engine is slowed down by what makes them run.
const built = new URL("../dist/engine.js", import.meta.url)
const engine = async (): Promise<typeof import("../engine/index.ts")> => import(built.href)

type Way = "json" | "scan" | "jobs" | "plain"

interface Measured {
  readonly bytes: number
  readonly events: number
  readonly rules: number
  readonly findings: number
  /** Milliseconds until the first byte is read, and from then on. */
  readonly startup: number
  readonly wall: number
  readonly cpu: number
  /** Bytes of memory at the peak. */
  readonly rss: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: "string", short: "r", multiple: true },
    output: { type: "string", short: "o" },
    runs: { type: "string", default: "3" },
    repeat: { type: "string", default: "1" },
    "plain-mb": { type: "string", default: "16" },
    skip: { type: "string" },
    jobs: { type: "string", short: "j", default: "1" },
    way: { type: "string" },
  },
})

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3
}

async function inputs(): Promise<string[]> {
  const files: string[] = []
  for await (const { name } of listFiles(positionals, () => {})) files.push(name)
  return files
}

async function measureJson(): Promise<Measured> {
  const files = await inputs()
  let bytes = 0
  let events = 0
  const wallStart = performance.now()
  const cpuStart = cpuNow()
  for (const file of files) {
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const read: Buffer = chunk
      bytes += read.length
      const content = rest.length === 0 ? read : Buffer.concat([rest, read])
      let start = 0
      for (let end = content.indexOf(10, start); end !== -1; end = content.indexOf(10, start)) {
        if (end > start) {
          JSON.parse(content.toString("utf8", start, end))
          events++
        }
        start = end + 1
      }
      rest = content.subarray(start)
    }
    if (rest.length > 0) {
      JSON.parse(rest.toString("utf8"))
      events++
    }
  }
  const wall = performance.now() - wallStart
  const cpu = cpuNow() - cpuStart
  return { bytes, events, rules: 0, findings: 0, startup: 0, wall, cpu, rss: process.resourceUsage().maxRSS * 1024 }
}

async function measureEngine(way: Way): Promise<Measured> {
  const files = await inputs()
  const start = performance.now()
  const { bundledFolder, compileRules, loadRules, readEvents, run } = await engine()
  const { workspace } = loadRules(values.rules ?? [bundledFolder()])
  const { skip } = values
  const rules = compileRules(workspace).compiled.filter(({ rule }) => skip === undefined || !(rule.spl ?? "").includes(skip))
  let first: { readonly wall: number; readonly cpu: number } | null = null
  const limit = way === "plain" ? Number(values["plain-mb"]) * 1e6 : Number.POSITIVE_INFINITY
  const onProgress = (): void => {
    first ??= { wall: performance.now(), cpu: cpuNow() }
  }
  const isWhole = limit === Number.POSITIVE_INFINITY
  const input = readEvents(isWhole ? files : ["-"], workspace, { onProgress, ...(isWhole ? {} : { stdin: beginning(files, limit) }) })
  const result = run(rules, input, { scan: way !== "plain", jobs: way === "jobs" ? Number(values.jobs) : 1 })
  let findings = 0
  for await (const _ of result) findings++
  const { bytes } = input.summary
  const { events } = result.summary
  const { wall, cpu } = first ?? { wall: start, cpu: 0 }
  return {
    bytes,
    events,
    rules: rules.length,
    findings,
    startup: wall - start,
    wall: performance.now() - wall,
    cpu: cpuNow() - cpu,
    rss: process.resourceUsage().maxRSS * 1024,
  }
}

/** The first bytes of files. */
async function* beginning(files: readonly string[], limit: number): AsyncGenerator<Uint8Array> {
  let left = limit
  for (const file of files)
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const bytes: Buffer = chunk
      yield bytes.subarray(0, left)
      left -= bytes.length
      if (left <= 0) return
    }
}

const wayOf = (name: string): Way => (name === "scan" || name === "jobs" ? name : "plain")

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

async function compare(): Promise<void> {
  const ways: readonly Way[] = ["json", "scan", ...(Number(values.jobs) > 1 ? (["jobs"] as const) : []), "plain"]
  const results = new Map<Way, Measured[]>(ways.map(way => [way, []]))
  // An input that is given twice is read once.
  const joined = join(mkdtempSync(join(tmpdir(), "sluice-bench-")), "joined.log")
  const repeats = Number(values.repeat) > 1
  if (repeats) for (let i = 0; i < Number(values.repeat); i++) for (const file of await inputs()) appendFileSync(joined, readFileSync(file))
  const script = fileURLToPath(import.meta.url)
  for (let i = 0; i < Number(values.runs); i++)
    for (const way of ways) {
      const { rules = [], "plain-mb": plain, skip, jobs } = values
      const args = repeats ? [joined] : [...positionals]
      for (const rule of rules) args.push("-r", rule)
      if (skip !== undefined) args.push("--skip", skip)
      args.push("--plain-mb", plain, "-j", jobs, "--way", way)
      const child = spawnSync(process.execPath, [...process.execArgv, script, ...args], { encoding: "utf8" })
      if (child.status !== 0) throw new Error(child.stderr)
      const measured: Measured = JSON.parse(child.stdout)
      results.get(way)?.push(measured)
    }
  rmSync(dirname(joined), { recursive: true })
  const rows = ways.map(way => {
    const runs = results.get(way) ?? []
    const of = (value: (measured: Measured) => number): number => median(runs.map(value))
    return {
      way,
      "MB/s": of(m => m.bytes / 1e3 / m.wall),
      "MB/s cpu": of(m => m.bytes / 1e3 / m.cpu),
      "events/s": of(m => (m.events / m.wall) * 1e3),
      MB: of(m => m.bytes / 1e6),
      rules: of(m => m.rules),
      findings: of(m => m.findings),
      "start-up ms": of(m => m.startup),
      "peak MB": of(m => m.rss / 1e6),
    }
  })
  const [json] = rows
  const table = rows.map(row => ({
    ...row,
    "x json": row["MB/s"] / (json?.["MB/s"] ?? Number.NaN),
    "x json cpu": row["MB/s cpu"] / (json?.["MB/s cpu"] ?? Number.NaN),
  }))
  console.table(
    table.map(row =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? Number(value.toPrecision(4)) : value]),
      ),
    ),
  )
  if (values.output !== undefined)
    writeFileSync(values.output, `${JSON.stringify({ inputs: positionals, rows: table, runs: Object.fromEntries(results) }, null, 2)}\n`)
}

if (!existsSync(built)) {
  console.error("the engine is not built: npm run build")
  process.exitCode = 2
} else if (positionals.length === 0 || positionals.some(path => statSync(path, { throwIfNoEntry: false }) === undefined)) {
  console.error(
    "usage: bench/scan.ts <file or folder>... [-r <rules>]... [-o <results.json>] [--runs 3] [--repeat 1] [--jobs 1] [--plain-mb 16] [--skip text]",
  )
  process.exitCode = 2
} else if (values.way === undefined) await compare()
else console.log(JSON.stringify(values.way === "json" ? await measureJson() : await measureEngine(wayOf(values.way))))
