import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { bundledFolder, compileRules, openWorkspace, type Row, readEvents, run } from "../../engine/index.ts"
import type { JsonObject } from "../../engine/readers/reader.ts"
import { readLog } from "../readers/evtx/read-evtx.ts"
import { ChunkWriter, file as evtxFile, type Markup } from "../readers/evtx/write-evtx.ts"
import { sharedPath } from "../shared.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { evtxDump, nxlog, type OriginalEvent, objectOf, splunkExport, winlogbeat } from "./windows-forms.ts"

const logs = sharedPath("corpus", "evtx", "attack_samples")
const detections = sharedPath("corpus", "security_content", "detections")
const shipped = join(bundledFolder(), "detections")

const jsonLines = (convert: (event: OriginalEvent) => JsonObject) => (events: readonly OriginalEvent[]) =>
  events.map(event => `${JSON.stringify(convert(event))}\n`).join("")
const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`
const exportColumns = ["_raw", "_time", "host", "source", "sourcetype"]
function exportCsv(events: readonly OriginalEvent[]): string {
  const rows = events.map(event => objectOf(splunkExport(event).result))
  return [exportColumns, ...rows.map(row => exportColumns.map(name => row[name]))].map(row => `${row.map(cell).join(",")}\n`).join("")
}

const forms: Readonly<Record<string, (events: readonly OriginalEvent[]) => string>> = {
  "event XML, one a line": events => events.map(({ xml }) => `${xml}\n`).join(""),
  "an XML document": events => `<?xml version="1.0" encoding="utf-8"?>\n<Events>${events.map(({ xml }) => xml).join("")}</Events>`,
  "JSON of evtx_dump": jsonLines(evtxDump),
  "JSON of Winlogbeat": jsonLines(winlogbeat),
  "JSON of nxlog": jsonLines(nxlog),
  "a JSON export of Splunk": jsonLines(splunkExport),
  "a CSV export of Splunk": exportCsv,
}

/** Fields of a finding that say in what form the event came, and the text of the event itself where a rule keeps whole events. */
const ofTheForm = new Set(["_raw", "source", "sourcetype", "index", "punct", "linecount", "timestartpos", "timeendpos"])
const comparable = (row: Row): [string, unknown][] =>
  Object.entries(row)
    .filter(([name]) => !ofTheForm.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))

/** Findings over logs, each as its rule and its result. */
function finder(rules: readonly string[]) {
  const workspace = openWorkspace({ rules })
  const { compiled } = compileRules(workspace)
  return async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> => {
    const input = readEvents([temporaryFolder(files)], workspace)
    const found: string[] = []
    for await (const { rule, fields, risk } of run(compiled, input, { now: 2_000_000_000 }))
      found.push(`${rule.name} ${rule.id} ${JSON.stringify([comparable(fields), risk])}`)
    assert.equal(input.summary.problems, [])
    return found.sort()
  }
}

const rulesOf = (findings: readonly string[]): ReadonlySet<string> =>
  new Set(findings.map(finding => /^(.*) [\da-f-]{36} /.exec(finding)?.[1] ?? ""))

if (logs !== null && detections !== null) {
  const binaries: Record<string, Uint8Array> = {}
  const originals: Record<string, readonly OriginalEvent[]> = {}
  for (const file of readdirSync(logs).filter(name => name.endsWith(".evtx"))) {
    const bytes = readFileSync(join(logs, file))
    const { records } = await readLog(bytes, 1 << 20, 1 << 24)
    const events = records.map(record => ({ data: record.data ?? {}, xml: record.text() }))
    const channels = new Set(events.map(({ data }) => String(objectOf(data.System).Channel)))
    if (![...channels].every(channel => channel === "Security" || channel === "Microsoft-Windows-Sysmon/Operational")) continue
    binaries[file] = bytes
    originals[file] = events
  }
  const findings = finder([detections, shipped])
  const expected = await findings(binaries)

  test("many detections find something in the binary logs of Sysmon and Security", () => {
    assert.is(Object.keys(binaries).length, 74)
    assert.ok(expected.length > 200, `${expected.length} findings`)
    const rules = rulesOf(expected)
    assert.ok(rules.size > 40, `${rules.size} rules`)
    // One that reads events of Sysmon, two of Security, one a data model, one that counts over all.
    for (const rule of [
      "Spoolsv Writing a DLL - Sysmon",
      "Detect Computer Changed with Anonymous Account",
      "WinEvent Scheduled Task Created to Spawn Shell",
      "Detect Rundll32 Inline HTA Execution",
      "Detect Rare Executables",
    ])
      assert.ok(rules.has(rule), rule)
  })

  for (const [title, write] of Object.entries(forms))
    test(`the same events give the same findings as ${title}`, async () => {
      assert.equal(
        await findings(Object.fromEntries(Object.entries(originals).map(([file, events]) => [`${file}.log`, write(events)]))),
        expected,
      )
    })
}

const queries = [
  "SELECT * FROM __InstanceCreationEvent WITHIN 5",
  "SELECT * FROM Win32_ProcessStartTrace WHERE ProcessName = 'wsmprovhost.exe'",
]
const provider = "Microsoft-Windows-WMI-Activity"
const channel = `${provider}/Operational`
/** A temporary subscription as Windows logs it: the data of the event, without a message. */
const subscriptions: readonly OriginalEvent[] = queries.map((query, i) => {
  const subscription = {
    NamespaceName: "ROOT\\CIMV2",
    Query: query,
    User: "LAB\\ann",
    Processid: 4120,
    ClientMachine: "WS1",
    PossibleCause: "Temporary",
  }
  const system = {
    Provider: provider,
    EventID: 5860,
    Level: 0,
    TimeCreated: `2024-03-05T08:01:1${i}.250000Z`,
    EventRecordID: 7 + i,
    Channel: channel,
    Computer: "ws1.lab",
  }
  const elements = Object.entries(subscription).map(([name, value]) => `<${name}>${value}</${name}>`)
  return {
    data: { System: system, UserData: { Operation_TemporaryEssStarted: subscription } },
    xml:
      `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>5860</EventID><Level>0</Level>` +
      `<TimeCreated SystemTime='${system.TimeCreated}'/><EventRecordID>${system.EventRecordID}</EventRecordID><Channel>${channel}</Channel>` +
      `<Computer>ws1.lab</Computer></System><UserData><Operation_TemporaryEssStarted>${elements.join("")}</Operation_TemporaryEssStarted></UserData></Event>`,
  }
})

/** The same as a binary log. */
function binaryLog(events: readonly OriginalEvent[]): Buffer {
  const chunk = new ChunkWriter()
  const element = (name: string, value: unknown): Markup => ({ name, children: [String(value)] })
  events.forEach(({ data }, i) => {
    const { Provider, TimeCreated, ...system } = objectOf(data.System)
    const [[name, members] = ["", {}]] = Object.entries(objectOf(data.UserData))
    const markup = [
      {
        name: "Event",
        children: [
          {
            name: "System",
            children: [
              { name: "Provider", attributes: { Name: [String(Provider)] } },
              { name: "TimeCreated", attributes: { SystemTime: [String(TimeCreated)] } },
              ...Object.entries(system).map(([key, value]) => element(key, value)),
            ],
          },
          {
            name: "UserData",
            children: [{ name, children: Object.entries(objectOf(members)).map(([key, value]) => element(key, value)) }],
          },
        ],
      },
    ]
    chunk.event(i + 1, { id: i + 1, markup }, [])
  })
  return evtxFile([chunk.finish()])
}

const shippedFindings = finder([shipped])
for (const [title, write] of Object.entries({ ...forms, "a binary log": binaryLog }))
  test(`the shipped detection of WMI subscriptions finds them as ${title}`, async () => {
    const found = await shippedFindings({ "wmi.log": write(subscriptions) })
    assert.is(found.length, 1)
    const [, fields] = /^WMI Temporary Event Subscription [\da-f-]{36} (.*)$/.exec(found[0] ?? "") ?? []
    assert.equal(JSON.parse(fields ?? "null"), [
      [
        ["ComputerName", "ws1.lab"],
        ["count", 1],
        ["firstTime", "2024-03-05T08:01:10"],
        ["lastTime", "2024-03-05T08:01:10"],
        ["query", queries[0]],
      ],
      [
        {
          object: "ws1.lab",
          type: "system",
          score: 25,
          message: `Temporary WMI event subscription on ws1.lab waits for "${queries[0]}"`,
        },
      ],
    ])
  })

test.run()
