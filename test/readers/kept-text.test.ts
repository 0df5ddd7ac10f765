import { test } from "uvu"
import * as assert from "uvu/assert"
import { readRecords } from "../../engine/readers/input.ts"
import type { RawRecord } from "../../engine/readers/reader.ts"

/** The records of an export, and what is said of it. */
async function readExport(content: string): Promise<{ records: RawRecord[]; problems: string[] }> {
  const records: RawRecord[] = []
  const problems: string[] = []
  const input = {
    name: "export",
    async *chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(content)
    },
  }
  for await (const batch of readRecords(input, { onProblem: ({ message }) => problems.push(message) })) records.push(...batch)
  return { records, problems }
}

const result = (row: object): string =>
  `${JSON.stringify({ preview: false, result: { _time: "2023-10-05T10:11:12Z", host: "h", ...row } })}\n`
const classic = [
  "10/05/2023 10:11:12 AM",
  "LogName=Security",
  "SourceName=Microsoft Windows security auditing.",
  "EventCode=4625",
  "ComputerName=pc1",
  "Message=An account failed to log on.",
  "",
  "Account For Which Logon Failed:",
  "\tAccount Name:\t\tann",
].join("\n")
const xml =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P'/><EventID>1</EventID>" +
  "<Channel>C</Channel></System><EventData><Data Name='A'>x</Data></EventData></Event>"

/** What an export holds, and some fields of its only event. */
const texts: readonly [title: string, content: string, format: string, fields: Readonly<Record<string, unknown>>][] = [
  ["JSON", result({ _raw: '{"a":{"b":1}}', sourcetype: "s" }), "ndjson", { a: { b: 1 } }],
  ["JSON over several lines", result({ _raw: '{\n "a": 1\n}', sourcetype: "s" }), "json", { a: 1 }],
  ["syslog", result({ _raw: "Oct  5 10:11:12 fw1 sshd[7]: Failed password", sourcetype: "s" }), "syslog", { process: "sshd", pid: "7" }],
  ["pairs", result({ _raw: 'user=ann action="log on"', sourcetype: "s" }), "kv", { user: "ann", action: "log on" }],
  [
    "a record of auditd",
    result({ _raw: 'type=SYSCALL msg=audit(1.5:2): arch=c000003e syscall=59 exe="/bin/a"', sourcetype: "linux:audit" }),
    "auditd",
    { type: "SYSCALL", exe: "/bin/a" },
  ],
  ["CEF", result({ _raw: "CEF:0|V|P|1.0|100|worm|10|src=10.0.0.1", sourcetype: "cef" }), "cef", { src: "10.0.0.1" }],
  ["a classic event of Windows", result({ _raw: classic, sourcetype: "WinEventLog" }), "wineventlog_text", { EventCode: "4625" }],
  ["an event of Windows in XML", result({ _raw: xml, sourcetype: "XmlWinEventLog" }), "winevent_xml", { EventData: { A: "x" } }],
  ["text in CSV", `_raw,_time,host,sourcetype\n"user=ann action=""log on""",1696500672,h,s\n`, "kv", { user: "ann", action: "log on" }],
  ["an event of the collector", `${JSON.stringify({ sourcetype: "s", event: "user=ann action=logon" })}\n`, "kv", { user: "ann" }],
]
for (const [title, content, format, fields] of texts)
  test(`${title} in an export is read as what it is`, async () => {
    const { records, problems } = await readExport(content)
    assert.equal(problems, [])
    assert.is(records.length, 1)
    const [record] = records
    assert.is(record?.format, format)
    const data = JSON.parse(JSON.stringify(record?.data ?? null))
    assert.equal(Object.fromEntries(Object.keys(fields).map(name => [name, Reflect.get(Object(data), name)])), fields)
  })

test("what an export says of an event goes before what its text says, and its text stays", async () => {
  const { records } = await readExport(result({ _raw: '{"host":"own","a":1}', host: "h1", source: "x", sourcetype: "s", index: "main" }))
  assert.equal(records[0]?.hints, { host: "h1", source: "x", sourcetype: "s", index: "main", time: 1696500672 })
  assert.is(records[0]?.text(), '{"host":"own","a":1}')
  // A member of the record itself is the record's own.
  assert.is(records[0]?.data?.host, "own")
})

test("fields that Splunk has extracted stay beside those of the text", async () => {
  const { records } = await readExport(result({ _raw: "user=ann", user: "ann", src_from_a_lookup: "10.0.0.1", sourcetype: "s" }))
  assert.is(records[0]?.data?.src_from_a_lookup, "10.0.0.1")
  assert.is(records[0]?.data?.user, "ann")
})

test("a text of no structure is a record of text", async () => {
  const { records } = await readExport(result({ _raw: "the quick brown fox", sourcetype: "s" }))
  assert.is(records[0]?.data, null)
  assert.is(records[0]?.text(), "the quick brown fox")
})

test("events of several sourcetypes are each read by their own format, in their order", async () => {
  const rows = Array.from({ length: 300 }, (_, i) =>
    i % 3 === 0
      ? { _raw: `{"n":${i}}`, sourcetype: "a" }
      : i % 3 === 1
        ? { _raw: `n=${i} m=1`, sourcetype: "b" }
        : { _raw: `Oct  5 10:11:12 h p[${i}]: x`, sourcetype: "c" },
  )
  const { records } = await readExport(rows.map(result).join(""))
  assert.equal(
    records.map(({ data }) => Number(data?.n ?? data?.pid)),
    rows.map((_, i) => i),
  )
})

test("an event that is not what the others are keeps its text, and nothing is reported", async () => {
  const texts = ['{"n":1}', "{broken", '{"n":2}']
  const { records, problems } = await readExport(texts.map(_raw => result({ _raw, sourcetype: "s" })).join(""))
  assert.equal(problems, [])
  assert.equal(
    records.map(record => record.text()),
    texts,
  )
  assert.equal(
    records.map(({ data }) => data?.n ?? null),
    [1, null, 2],
  )
})

test("names that mean something to JavaScript are ordinary", async () => {
  const { records } = await readExport(result({ _raw: '{"__proto__":{"x":1},"constructor":"c"}', sourcetype: "s" }))
  const [record] = records
  assert.is(record?.data?.constructor, "c")
  assert.ok(Object.hasOwn(record?.data ?? {}, "__proto__"))
})

test.run()
