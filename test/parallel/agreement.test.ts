import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { RunOptions } from "../../engine/api/feed.ts"
import { type ParallelOptions, readEvents } from "../../engine/api/input-events.ts"
import { compileRules } from "../../engine/api/rule-check.ts"
import { type CompiledRule, runRules } from "../../engine/api/run.ts"
import { openWorkspace, type Workspace } from "../../engine/api/workspace.ts"
import { bundledFolder } from "../../engine/load.ts"
import { ScanThreads } from "../../engine/parallel/scan-threads.ts"
import { parseSpl } from "../../engine/spl/parse.ts"
import { sharedPath } from "../shared.ts"
import { temporaryFolder } from "../temporary-folder.ts"

const workspace = openWorkspace({ rules: [bundledFolder()] })
const [template] = workspace.content.rules

const rulesOf = (searches: readonly string[]): CompiledRule[] => {
  if (template === undefined) throw new Error("the package has no rule")
  return searches.map((spl, index) => {
    const rule = { ...template, id: `rule-${index}`, name: `rule ${index}`, pipeline: parseSpl({ text: spl, locate: () => undefined }) }
    const { plan, errors } = workspace.check(rule)
    if (plan === null) throw errors[0]
    return { rule, workspace, plan }
  })
}

interface Options extends RunOptions {
  readonly maxRecordBytes?: number
}
interface Inputs {
  readonly paths: readonly string[]
  readonly rules: readonly CompiledRule[]
  readonly own?: Workspace
}

/** Everything that a run gives, as lines of text. */
async function outcome({ paths, rules, own = workspace }: Inputs, { maxRecordBytes, ...options }: Options): Promise<string[]> {
  const formats: string[] = []
  const input = readEvents(paths, own, {
    ...(maxRecordBytes === undefined ? {} : { maxRecordBytes }),
    onInput: ({ name, format }) => formats.push(`${name}: ${format}`),
  })
  const run = runRules(rules, input, options)
  const lines: string[] = []
  for await (const finding of run) lines.push(JSON.stringify(finding))
  const { warnings, ...counts } = run.summary
  const { unreadableIn, recognised: _, ...read } = input.summary
  return [...lines, ...[counts, [...warnings], read, [...unreadableIn], formats].map(part => JSON.stringify(part))]
}

/** The first lines that differ. */
function difference(one: readonly string[], other: readonly string[]): string[] {
  const at = one.findIndex((line, index) => line !== other[index])
  return at === -1 && one.length === other.length ? [] : [`in pieces: ${one[at]}`, `plain: ${other[at]}`]
}

/** Threads that have all started before anything is scanned, so that they have their share of it. */
const startThreads: NonNullable<ParallelOptions["startThreads"]> = async (settings, count) => {
  const threads = new ScanThreads(settings, count)
  await threads.started()
  return threads
}

const searches = [
  'Image="*cmd.exe"',
  "whoami | stats count min(_time) as first max(_time) as last by Image",
  "EventCode=1 | head 3",
  "EventCode=4688 NOT Image=*x* | table _time, Image, process_name, _raw",
  "earliest=-1m Image=*",
  "Image=* | dedup Image | table Image, source",
  "Image=* [search EventCode=1 | head 2 | fields Image]",
  "| tstats count min(_time) as t from datamodel=Endpoint.Processes where Processes.process_name=cmd.exe by Processes.dest",
  "tag=* OR status=500 | table status, _raw",
  "NOT Image=*",
]
const rules = rulesOf(searches)

const time = fc
  .integer({ min: 0, max: 99 })
  .map(at => `2020-09-04 03:${String(8 + (at % 3)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`)
const image = fc.constantFrom("C:\\\\Windows\\\\cmd.exe", "cmd.exe", "c:\\/x.exe", "po\\u0077ershell.exe", "whoami", "straße 😀", "")
const member = fc.oneof(
  fc.constantFrom(
    '"n":[[1,{"a":"cmd.exe"}],[]]',
    '"o":{"Image":"cmd.exe"}',
    '"n":null',
    '"CommandLine":"whoami /all"',
    '"big":12345678901234567890',
  ),
  fc.nat(9).map(length => `"pad":"${"x".repeat(40 * length)}"`),
)
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(image, fc.constantFrom("1", "4688", "11"), fc.constantFrom("Security", "Microsoft-Windows-Sysmon/Operational"), time, member)
      .map(([text, code, channel, at, more]) => `{"Channel":"${channel}","EventID":${code},"Image":"${text}",${more},"EventTime":"${at}"}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "",
      "   ",
      "{",
      "[1]",
      "null",
      '{"Image":"cmd.exe"',
      '\ufeff{"Image":"cmd.exe"}',
      '\u001e{"Image":"cmd.exe"}',
      '\u0000\u0000{"Image":"cmd.exe"}\u0000',
      '{"result":{"Image":"cmd.exe","_time":"2020-09-04T03:08:00Z"},"preview":false}',
      '{"result":{"_raw":"status=500 Image=cmd.exe"},"preview":false}',
      '{"event":{"Image":"cmd.exe"},"sourcetype":"s"}',
      '{"event":"status=500 Image=cmd.exe","sourcetype":"t","time":1599188900}',
      '{"Records":[{"Image":"cmd.exe"},{"n":1},3,{"Image":"whoami"}]}',
      `{"Image":"cmd.exe","pad":"${"y".repeat(5_000)}"}`,
      `{"pad":"${"z".repeat(5_000)}"}`,
    ),
  },
)
const invalid = Buffer.from('{"Image":"\xff\xfecmd.exe"}', "latin1")
const log = fc
  .record({
    lines: fc.array(
      fc.oneof({ weight: 20, arbitrary: line.map(text => Buffer.from(text)) }, { weight: 1, arbitrary: fc.constant(invalid) }),
      {
        minLength: 1,
        maxLength: 60,
        size: "max",
      },
    ),
    end: fc.constantFrom("\n", "\n", "\r\n"),
    last: fc.constantFrom("\n", "", "\r", "\r\n\r\n"),
  })
  .map(({ lines, end, last }) =>
    Buffer.concat([Buffer.from(`{"Image":"first"}${end}`), ...lines.flatMap(text => [text, Buffer.from(end)]), Buffer.from(last)]),
  )

const cutFiles = (jobs: number, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.array(log, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(7, 64, 100, 1_000, 4_096, 100_000),
      fc.constantFrom(undefined, undefined, 1_000, 4_999),
      fc.constantFrom({}, {}, { from: 1_599_188_900, to: 1_599_189_000 }, { now: 1_599_189_000 }),
      async (logs, pieceBytes, maxRecordBytes, range) => {
        const folder = temporaryFolder(Object.fromEntries(logs.map((bytes, index) => [`${index}.json`, bytes])))
        const options = { ...range, ...(maxRecordBytes === undefined ? {} : { maxRecordBytes }) }
        const plain = await outcome({ paths: [folder], rules }, { ...options, scan: false })
        const parallel = { leastBytes: 0, leastMilliseconds: 0, leastGain: 0, pieceBytes, ...(jobs > 1 ? { startThreads } : {}) }
        assert.equal(difference(await outcome({ paths: [folder], rules }, { ...options, jobs, parallel }), plain), [])
      },
    ),
    { numRuns },
  )

test("however a file is cut, the findings are those of testing every rule against every event", () => cutFiles(1, 60))
test("the same where other threads scan the pieces", () => cutFiles(2, 20))

/** A log whose first texts of a sourcetype say another format than most of the others. */
function mixedTexts(): string {
  const lines: string[] = []
  for (let i = 0; i < 6_500; i++) {
    const event = i < 30 || i % 3 === 0 ? `key${i % 7}=value status=500` : `CEF:0|v|p|1|${i}|name|5|src=10.0.0.${i % 250} status=500`
    lines.push(JSON.stringify({ event, sourcetype: `mixed${i % 2}`, time: 1_599_188_900 + i }))
    lines.push(JSON.stringify({ Channel: "Security", EventID: 4688, NewProcessName: "c:\\cmd.exe", pad: "x".repeat(200), n: i }))
  }
  return lines.join("\n")
}

test("what records keep of other logs is read as where the file is not cut", async () => {
  const folder = temporaryFolder({ "export.json": mixedTexts() })
  const { length } = mixedTexts()
  assert.ok(length > 2 * 2 ** 20)
  const found = await outcome({ paths: [folder], rules }, {})
  assert.equal(
    difference(
      await outcome({ paths: [folder], rules }, { parallel: { leastBytes: 0, leastMilliseconds: 0, leastGain: 0, pieceBytes: 2 ** 20 } }),
      found,
    ),
    [],
  )
  for (const jobs of [2, 3])
    assert.equal(
      difference(
        await outcome(
          { paths: [folder], rules },
          { jobs, parallel: { leastBytes: 0, leastMilliseconds: 0, leastGain: 0, pieceBytes: 2 ** 20, startThreads } },
        ),
        found,
      ),
      [],
    )
})

/** Every n-th line of a compressed log, so that all kinds of lines are among them. */
const sampleOf = (path: string, lines: number): string => {
  const all = gunzipSync(readFileSync(path)).toString("utf8").split("\n")
  const step = Math.max(1, Math.floor(all.length / lines))
  return all.filter((_, index) => index % step === 0).join("\n")
}

test("published detections find the same in real events with 1, 2 and 4 threads", async () => {
  const detections = sharedPath("corpus", "security_content", "detections")
  const events = sharedPath("corpus", "events")
  if (detections === null || events === null) return
  const published = openWorkspace({ rules: [detections] })
  const { compiled } = compileRules(published)
  const files: Record<string, string | Uint8Array> = {}
  for (const name of readdirSync(events)) {
    if (name.endsWith(".ndjson.gz")) files[name.replace(/\.gz$/, "")] = sampleOf(join(events, name), 250)
    else files[name] = readFileSync(join(events, name))
  }
  // What cannot be cut stands between what can.
  files["empire.gz"] = gzipSync(sampleOf(join(events, "empire_wmic_add_user_backdoor.ndjson.gz"), 100))
  files["empty.json"] = ""
  const inputs = { paths: [temporaryFolder(files), "/nonexistent/log.json"], rules: compiled, own: published }
  const plain = await outcome(inputs, { scan: false })
  assert.ok(plain.length > 10, String(plain.length))
  for (const [jobs, pieceBytes] of [
    [1, 50_000],
    [2, 30_000],
    [4, 200_000],
  ] as const)
    assert.equal(
      difference(
        await outcome(inputs, { jobs, parallel: { leastBytes: 0, leastMilliseconds: 0, leastGain: 0, pieceBytes, startThreads } }),
        plain,
      ),
      [],
      `${jobs} threads`,
    )
})

test.run()
