import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parse } from "yaml"
import { readers, recogniseFormat } from "../../engine/readers/index.ts"
import { sharedPath } from "../shared.ts"
import { readAll } from "./reading.ts"

const access = '10.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /a?x=1&y=2 HTTP/1.0" 200 2326 "-" "curl/7.0 (X, Y)"\n'
const audit = 'type=SYSCALL msg=audit(1604994496.155:92733): arch=c000003e syscall=59 comm="arp" key=(null)\n'
const cefLine = "CEF:0|Security|threatmanager|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2\n"
const leefLine = "LEEF:1.0|Microsoft|MSExchange|4.0 SP1|15345|src=192.0.2.0\tsev=5\tcat=anomaly\n"
const flow = "2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n"
const event =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P'/><EventID>1</EventID></System>" +
  "<EventData><Data Name='A'>x</Data></EventData></Event>\n"
const classic =
  "09/04/2020 03:09:00 PM\nLogName=System\nSourceName=SCM\nEventCode=7036\nEventType=4\nType=Information\nComputerName=dc1\nMessage=Hi: x\n\n"
const rfc3164 = "Sep  4 03:08:02 web sshd[7]: Accepted password for bob, port 22\n"
const rfc5424 = '<34>1 2003-10-11T22:14:15.003Z m su - ID47 [a b="c"] hi\n'
const zeek = "#separator \\x09\n#set_separator\t,\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n1.5\tC1\n"
const iis = "#Software: Microsoft IIS\n#Version: 1.0\n#Fields: date time c-ip\n2020-09-04 03:08:02 10.0.0.1\n"

/** Title, head of an input, the format that it is recognised as. */
const cases: readonly [string, string, string][] = [
  ["Windows events, one a line", event.repeat(3), "winevent_xml"],
  ["a document of Windows events", `\uFEFF<?xml version="1.0"?>\n<Events>\n${event.replaceAll("><", ">\n  <")}</Events>`, "winevent_xml"],
  ["Windows events behind syslog headers", `Aug  9 10:42:47 m sysmon: ${event}`.repeat(2), "winevent_xml"],
  ["a Windows event that is cut off", event.slice(0, 120), "winevent_xml"],
  ["other XML", '<?xml version="1.0"?>\n<events>\n<event/>\n</events>\n', "text"],
  ["Windows events in Splunk's classic form", classic.repeat(3), "wineventlog_text"],
  ["the same with CRLF", classic.replaceAll("\n", "\r\n"), "wineventlog_text"],
  ["Linux audit lines", audit.repeat(3), "auditd"],
  ["Linux audit lines from ausearch", `----\ntime->Tue Aug  6 13:27:39 2024\n${audit}`.repeat(2), "auditd"],
  ["Linux audit lines with nodes", `node=web ${audit}`.repeat(2), "auditd"],
  ["Linux audit lines behind syslog headers", `Aug  6 13:27:39 web audisp: ${audit}`.repeat(2), "auditd"],
  ["CEF", cefLine.repeat(2), "cef"],
  ["CEF behind syslog headers", `<134>Sep  4 03:08:02 fw ${cefLine}`.repeat(2), "cef"],
  ["LEEF", leefLine.repeat(2), "leef"],
  ["LEEF behind syslog headers", `Sep  4 03:08:02 fw ${leefLine}`.repeat(2), "leef"],
  ["Zeek", zeek, "zeek_tsv"],
  ["IIS", iis, "w3c"],
  ["VPC flows", flow.repeat(2), "vpcflow"],
  ["VPC flows with a header", `version account-id interface-id srcaddr dstaddr srcport dstport\n${flow}`, "vpcflow"],
  ["VPC flows from CloudWatch", `2014-12-14T04:07:50.000Z ${flow}`.repeat(2), "vpcflow"],
  ["access log lines", access.repeat(2), "ncsa"],
  ["access log lines with a virtual host", `example.com:80 ${access}`.repeat(2), "ncsa"],
  ["syslog", rfc3164.repeat(3), "syslog"],
  ["syslog of RFC 5424", rfc5424.repeat(3), "syslog"],
  ["syslog with pairs", '<189>Sep  4 03:08:02 fw date=2020-09-04 devname="fw" srcip=10.0.0.1 action=accept\n'.repeat(2), "syslog"],
  ["syslog with lines that go on", `${rfc3164}${rfc3164}    at x.y(Z.java:1)\n`, "syslog"],
  ["pairs with a priority", '<189>date=2020-09-04 devname="fw" srcip=10.0.0.1\n'.repeat(2), "syslog"],
  ["pairs", 'date=2020-09-04 devname="fw" srcip=10.0.0.1\n'.repeat(2), "kv"],
  ["pairs, separated by commas", "user=root, action=login, ok=true\nuser=root, action=logout, ok=true\n", "kv"],
  ["application logs", "2020-09-04T03:08:02Z INFO main: started\n2020-09-04T03:08:03Z WARN main: slow\n", "text"],
  ["a date alone", "09/04/2020 03:09:00 PM\n", "text"],
  ["lines of JSON that hold other formats", `${JSON.stringify({ a: event, b: audit })}\n`.repeat(2), "ndjson"],
  ["CSV that holds other formats", `_time,_raw\n1,"${event.trim()}"\n2,"${classic.replaceAll('"', '""')}"\n`, "csv"],
  ["CSV with equal signs", "time,query\n1,a=1&b=2\n2,c=3&d=4\n", "csv"],
  ["prose", "The quick brown fox.\nJumps over the lazy dog, x=1.\n", "text"],
]
for (const [title, head, expected] of cases)
  test(`recognises ${title} as ${expected}`, () => {
    const choice = recogniseFormat(Buffer.from(head), "x.log")
    assert.is(choice?.reader.name, expected)
    const second = choice?.runnersUp[0]?.confidence ?? 0
    assert.ok((choice?.confidence ?? 0) > second, "another reader is as sure")
  })

test("a head that ends inside a line is recognised by the lines before", () => {
  for (const [line, expected] of [
    [audit, "auditd"],
    [cefLine, "cef"],
    [access, "ncsa"],
    [rfc3164, "syslog"],
    [event, "winevent_xml"],
    [flow, "vpcflow"],
  ] as const)
    assert.is(recogniseFormat(Buffer.from(line.repeat(70_000 / line.length)).subarray(0, 65_536), "x")?.reader.name, expected)
})

/** Readers for which every line that is not blank, and no header or separator, is a record or a problem of that line. */
const lineReaders = ["auditd", "cef", "leef", "kv", "ncsa", "syslog", "vpcflow", "text"]
const piece = fc.oneof(
  fc.constantFrom(access, audit, cefLine, leefLine, flow, event, classic, rfc3164, rfc5424, zeek, iis),
  fc.constantFrom(..."\n=\"'\\|[]<>&;,:#\t \0\x1d-"),
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "__proto__=x ",
    "constructor=y ",
    'a="',
    "msg='",
    "CEF:0|",
    "<34>",
    "#fields\t",
    "#Fields: ",
    "LogName=",
    "</Event>",
    "audit(",
  ),
)
const hostile = fc.array(piece, { maxLength: 10 }).map(pieces => pieces.join(""))

for (const name of lineReaders)
  test(`${name}: whatever the text is, no line gets lost`, async () => {
    const reader = readers.get(name)
    await fc.assert(
      fc.asyncProperty(hostile, async log => {
        const { records, problems } = await readAll(reader, log)
        const seen = new Set([...records, ...problems].map(({ position }) => position.line))
        const lines = log.split("\n")
        for (const [index, line] of lines.entries())
          if (/[^\0-\x20\uFEFF]/.test(line) && !/^-{4}|^time->|^[a-z-]+( [a-z-]+)+\s*$/.test(line))
            assert.ok(seen.has(index + 1), JSON.stringify(line))
        for (const record of records) assert.ok(log.includes(record.text()))
      }),
      { numRuns: 200 },
    )
  })

for (const name of [...lineReaders, "auditd_joined", "w3c", "zeek_tsv", "wineventlog_text", "winevent_xml"])
  test(`${name}: whatever the text is and however it arrives, the records are the same`, async () => {
    const reader = readers.get(name)
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 1, max: 99 }), async (log, chunkBytes) => {
        const whole = await readAll(reader, log)
        const parts = await readAll(reader, log, { chunkBytes })
        const plain = ({ records, problems }: typeof whole) => [
          records.map(record => [JSON.stringify(record.data), record.text(), record.position]),
          problems.map(({ position, message }) => [position.line, message]),
        ]
        assert.equal(plain(parts), plain(whole))
        for (const { reader: other, confidence } of recogniseFormat(Buffer.from(log), "x")?.runnersUp ?? [])
          assert.ok(confidence > 0 && confidence <= 1, other.name)
      }),
      { numRuns: 100 },
    )
  })

const sources = sharedPath("corpus", "security_content", "data_sources")
/** What a sourcetype's example is, where it is not JSON; "text" where it is nothing but a date or of a product's own form. */
const formats: Readonly<Record<string, string>> = {
  "aws:cloudfront:accesslogs": "w3c",
  "aws:cloudwatchlogs:vpcflow": "vpcflow",
  "crushftp:sessionlogs": "text",
  ivanti_vtm_audit: "kv",
  "linux:audit": "auditd",
  linux_secure: "syslog",
  "pan:threat": "syslog",
  "Pwsh:InstalledIISModules": "kv",
  "stream:ip": "kv",
}
if (sources !== null)
  test("the example of every data source is recognised as the format that it is in", async () => {
    let count = 0
    for (const file of readdirSync(sources)) {
      const { example_log: example, sourcetype } = parse(readFileSync(join(sources, file), "utf8"))
      if (typeof example !== "string") continue
      count++
      const isDate = /^\d\d\/\d\d\/\d{4} [\d:]+ [AP]M$/.test(example)
      const expected = example.startsWith("{")
        ? "json"
        : example.startsWith("<Event")
          ? "winevent_xml"
          : isDate
            ? "text"
            : formats[sourcetype]
      const choice = recogniseFormat(Buffer.from(example), "log")
      const name = choice?.reader.name === "ndjson" ? "json" : choice?.reader.name
      assert.is(name, expected, file)
      if (choice === null) continue
      const { records, problems } = await readAll(choice.reader, example)
      assert.ok(records.length > 0 || problems.length > 0, file)
    }
    assert.ok(count > 50)
  })

const auditLog = sharedPath("corpus", "events", "sh_arp_cache.auditd.log")
if (auditLog !== null)
  test("an audit log of a real host", async () => {
    const log = readFileSync(auditLog)
    const choice = recogniseFormat(log, "sh_arp_cache.auditd.log")
    assert.is(choice?.reader.name, "auditd")
    const { records, problems } = await readAll(readers.get("auditd"), log)
    assert.equal(problems, [])
    assert.equal(
      records.map(({ data }) => data?.type),
      ["SYSCALL", "EXECVE", "CWD", "PATH", "PATH", "PROCTITLE", "SYSCALL", "EXECVE", "CWD", "PATH", "PATH", "PROCTITLE"],
    )
    assert.is(records[0]?.data?.exe, "/usr/sbin/arp")
    assert.is(JSON.stringify(records[11]?.data?.decoded), '{"proctitle":"grep -v ^?"}')
    const joined = await readAll(readers.get("auditd_joined"), log)
    assert.is(joined.records.length, 2)
  })

test.run()
