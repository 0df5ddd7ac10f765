import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { readEvents } from "../../engine/api/input-events.ts"
import { compileRules } from "../../engine/api/rule-check.ts"
import { runRules } from "../../engine/api/run.ts"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { bundledFolder } from "../../engine/load.ts"
import { sharedPath } from "../shared.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { agree, chunksOf, rulesOf, type Way, ways } from "./ways.ts"

const workspace = openWorkspace({ rules: [bundledFolder()] })

// Few texts, many ways to write them: what matters must happen often.
const words = [
  "cmd.exe",
  "CMD.EXE",
  "powershell",
  "whoami /all",
  "C:\\Windows\\System32\\cmd.exe",
  "c:\\temp\\a b.exe",
  "\u212aey",
  "İx",
  "straße",
  "4688",
  "1",
  "10.0.0.5",
  "",
  "-",
  "*",
  "a\nb",
  '"q"',
  "\u0000",
  "😀",
  "/etc/passwd",
  "key",
]
const keys = [
  "Image",
  "CommandLine",
  "ParentImage",
  "TargetObject",
  "User",
  "Message",
  "n",
  "o",
  "a.b",
  "weird key",
  "__proto__",
  "constructor",
  "_time",
  "source",
  "host",
  "clé",
  "NewProcessName",
]
const word = fc.constantFrom(...words)

const escaped = (text: string, every: number): string => {
  let index = 0
  return JSON.stringify(text).replace(/[a-z\\/]/gi, (c, at: number, all: string) => {
    if (c === "\\" || all[at - 1] === "\\" || all.slice(Math.max(0, at - 5), at).includes("\\u")) return c
    index++
    return every > 0 && index % every === 0 ? (c === "/" ? "\\/" : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`) : c
  })
}
const string = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: "binary" }) }),
    fc.constantFrom(0, 0, 0, 1, 3),
  )
  .map(([text, every]) => escaped(text, every))
const scalar = fc.oneof(
  { weight: 8, arbitrary: string },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "0",
      "1",
      "-0",
      "4688",
      "1.0",
      "1e3",
      "1E+2",
      "0.1",
      "12345678901234567890",
      "-9214364837600034816",
      "10000000000000000",
      "1e16",
      "true",
      "false",
      "null",
    ),
  },
)
const value = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map(items => `[${items.join(", ")}]`) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom("a", "b", "Image"), scalar), { maxLength: 3 })
      .map(list => `{${list.map(([key, item]) => `"${key}":${item}`).join(",")}}`),
  },
)
const time = fc
  .integer({ min: 0, max: 99 })
  .map(seconds => `2020-09-04 03:${String(8 + (seconds % 3)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`)

interface Kind {
  readonly keys: readonly string[]
  readonly channel: string
  readonly code: string
  readonly space: string
}
const kind: fc.Arbitrary<Kind> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 6 }),
  channel: fc.constantFrom("Security", "Microsoft-Windows-Sysmon/Operational", "x", ""),
  code: fc.constantFrom("1", "4688", '"1"', "11", "null"),
  space: fc.constantFrom("", "", " ", "\t"),
})
const odd = fc.oneof(
  fc.constantFrom(
    "",
    "{",
    "[1]",
    "null",
    "{}",
    '{"a":1}x',
    '{"a":01}',
    '{"a":"\\x"}',
    '{"a":"\t"}',
    '{"Image":"cmd.exe","Image":"x"}',
    '{"\\u0049mage":"cmd.exe"}',
    '\ufeff{"Image":"cmd.exe"}',
    '\u001e{"Image":"cmd.exe"}',
    '{"result":{"Image":"cmd.exe","_raw":"cmd.exe"},"preview":false}',
    '{"event":{"Image":"cmd.exe"},"sourcetype":"s"}',
    '{"Records":[{"Image":"cmd.exe"},{"n":1}]}',
    '\u0000\u0000{"Image":"cmd.exe"}',
    "   ",
    '{"Image":"cmd.exe"',
    `{"Image":"${"x".repeat(3_000)}cmd.exe"}`,
    '{"Channel":"Security","EventID":4688,"n":{"a":[{"b":"cmd.exe"}]}}',
    '{"n":[[[]],{}],"Image":"cmd.exe"}',
    '{"Image" : "cmd.exe" , "n":tru}',
  ),
  fc.tuple(fc.constantFrom(...keys), value).map(([key, item]) => `{"${key}":${item}}`),
)
const line = (kinds: readonly Kind[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .tuple(fc.constantFrom(...kinds), fc.array(value, { minLength: 6, maxLength: 6 }), time)
        .map(([{ keys: names, channel, code, space }, values, at]) => {
          const members = names.map((name, index) => `"${name}":${space}${values[index]}`)
          return `{${[...members.slice(0, 1), `"Channel":${space}${JSON.stringify(channel)}`, `"EventID":${code}`, ...members.slice(1), `"EventTime":"${at}"`].join(`,${space}`)}}${space}`
        }),
    },
    { weight: 1, arbitrary: odd },
  )

const pattern = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom("*", ""), word, fc.constantFrom("*", "")).map(parts => parts.join("")) },
  { weight: 1, arbitrary: fc.tuple(word, word).map(([a, b]) => `*${a}*${b}*`) },
  { weight: 1, arbitrary: fc.constantFrom("*", "10.0.0.0/8", "1.0", "k*", "*K*", "?", "*.exe") },
)
// Quotes and line breaks cannot stand in a search.
const quoted = (text: string): string => `"${text.replace(/["\n]/g, "").replaceAll("\u0000", "")}"`
const fieldName = fc.constantFrom(
  ...[
    "Image",
    "CommandLine",
    "ParentImage",
    "TargetObject",
    "User",
    "Message",
    "n",
    "o",
    "EventCode",
    "EventID",
    "Channel",
    "process_name",
    "process",
    "parent_process_name",
    "user",
    "dest",
    "source",
    "sourcetype",
    "index",
    "eventtype",
    "host",
    "o.a",
    "n{}",
    "o.Image",
    "_raw",
    "_time",
    "tag",
    "signature_id",
    "vendor_product",
  ],
)
const term = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fieldName, fc.constantFrom("=", "=", "=", "!=", "<", ">="), pattern)
      .map(([name, op, text]) => `'${name}'${op}${quoted(text)}`.replace(/'/g, "")),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fieldName, fc.array(pattern, { minLength: 1, maxLength: 4 }))
      .map(([name, list]) => `${name} IN (${list.map(quoted).join(", ")})`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "cmd",
      "whoami",
      "*owersh*",
      '"whoami /all"',
      "TERM(cmd.exe)",
      "CASE(CMD)",
      "key",
      "system32",
      "CommandLine",
      "*",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("EventCode=4688", "EventCode=1", "Channel=Security", 'source="XmlWinEventLog:*"') },
)
const { condition } = fc.letrec<{ condition: string }>(tie => ({
  condition: fc.oneof(
    { depthSize: "small" },
    { weight: 4, arbitrary: term },
    { weight: 2, arbitrary: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }).map(list => `(${list.join(" ")})`) },
    { weight: 2, arbitrary: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }).map(list => `(${list.join(" OR ")})`) },
    { weight: 1, arbitrary: tie("condition").map(inner => `NOT ${inner.startsWith("(") ? inner : `(${inner})`}`) },
  ),
}))
const search = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        condition,
        fc.constantFrom("", "", "", " | stats count by Image", " | head 3", " | table Image, process_name, _time", " | dedup Image"),
      )
      .map(parts => parts.join("")),
  },
  { weight: 1, arbitrary: condition.map(text => `earliest=-1m ${text}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("process_name", "process", "user", "parent_process_name"), pattern)
      .map(
        ([name, text]) =>
          `| tstats count min(_time) as t from datamodel=Endpoint.Processes where Processes.${name}=${quoted(text)} by Processes.dest Processes.process_name`,
      ),
  },
  { weight: 1, arbitrary: condition.map(text => `${text} [search EventCode=1 | head 2 | fields Image]`) },
)

const scenario = fc.array(kind, { minLength: 1, maxLength: 4 }).chain(kinds =>
  fc.record({
    searches: fc.array(search, { minLength: 1, maxLength: 8 }),
    lines: fc.array(line(kinds), { minLength: 60, maxLength: 200, size: "max" }),
    end: fc.constantFrom("\n", "\n", "\r\n"),
    last: fc.boolean(),
    chunk: fc.constantFrom(65_536, 1_000, 77),
    range: fc.constantFrom({}, {}, {}, { from: 1_599_188_900, to: 1_599_189_000 }, { now: 1_599_189_000 }),
  }),
)

test("the scanner finds what testing every rule against every event finds", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ searches, lines, end, last, chunk, range }) => {
      await agree(workspace, searches, lines.join(end) + (last ? end : ""), { chunk, ...range })
    }),
    { numRuns: 1500 },
  )
})

test("records that are no lines of their own are scanned as well", async () => {
  const isRecord = (text: string): boolean => {
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === "object" && value !== null && !Array.isArray(value)
    } catch {
      return false
    }
  }
  await fc.assert(
    fc.asyncProperty(scenario, async ({ searches, lines, range }) => {
      const records = lines.map(text => text.replace(/^\ufeff/, "")).filter(isRecord)
      await agree(workspace, searches, `[${records.join(",\n")}]`, { format: "json", ...range })
      await agree(workspace, searches, records.map(record => `{"event":${record},"sourcetype":"s","time":1599188900}`).join("\n"), range)
      await agree(workspace, searches, records.map(record => `{"Event":{"System":${record},"EventData":${record}}}`).join("\n"), range)
    }),
    { numRuns: 30 },
  )
})

/** Every n-th line of a compressed log, so that all kinds of lines are among them. */
const sampleOf = (path: string, lines: number): string => {
  const all = gunzipSync(readFileSync(path)).toString("utf8").split("\n")
  const step = Math.max(1, Math.floor(all.length / lines))
  return all.filter((_, index) => index % step === 0).join("\n")
}

test("of several logs without any structure each is known by its own name", async () => {
  const folder = temporaryFolder({ "a.log": "one line\nand another\n", "b.log": "one line\nand another\n" })
  const searches = ['source="*b.log"', 'source="*a.log" another', "line | stats count by source"]
  const found = async (way: Way): Promise<string[]> => {
    const findings: string[] = []
    for await (const { fields } of runRules(rulesOf(workspace, searches), readEvents([folder], workspace), way))
      findings.push(JSON.stringify(fields))
    return findings
  }
  const plain = await found(ways.plain)
  assert.is(plain.length, 5)
  assert.equal(await found(ways.scanned), plain)
})

test("published detections find the same in real events", async () => {
  const detections = sharedPath("corpus", "security_content", "detections")
  const folder = sharedPath("corpus", "events")
  if (detections === null || folder === null) return
  const published = openWorkspace({ rules: [detections] })
  const { compiled } = compileRules(published)
  const samples = readdirSync(folder)
    .filter(name => name.endsWith(".ndjson.gz"))
    .map(name => sampleOf(join(folder, name), 400))
  const findings = async (way: Way): Promise<string[]> => {
    const input = readEvents(["-"], published, { format: "ndjson", stdin: chunksOf(Buffer.from(samples.join("\n")), 1 << 20) })
    const found: string[] = []
    for await (const finding of runRules(compiled, input, way)) found.push(JSON.stringify(finding))
    return found
  }
  const plain = await findings(ways.plain)
  assert.ok(plain.length > 0)
  assert.equal(await findings(ways.scanned), plain)
  assert.equal(await findings(ways["without WebAssembly"]), plain)
})

test.run()
