import { test } from "uvu"
import * as assert from "uvu/assert"
import { syslog } from "../../engine/readers/syslog.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

/** Title, line, data. */
const cases: readonly [string, string, Record<string, unknown> | null][] = [
  [
    "RFC 3164 without a priority",
    "May 27 09:28:36 ip-172-31-24-46 sshd[5617]: Accepted password for mikael from 84.202.159.161 port 63487 ssh2",
    {
      timestamp: "May 27 09:28:36",
      host: "ip-172-31-24-46",
      process: "sshd",
      pid: "5617",
      message: "Accepted password for mikael from 84.202.159.161 port 63487 ssh2",
    },
  ],
  [
    "the first example of RFC 3164",
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    {
      timestamp: "Oct 11 22:14:15",
      host: "mymachine",
      process: "su",
      priority: 34,
      facility: "auth",
      severity: "critical",
      message: "'su root' failed for lonvick on /dev/pts/8",
    },
  ],
  [
    "a day of one digit, a path as tag, pairs in the message",
    'Sep  4 03:08:02 mx postfix/smtpd[12]: connect client=a.b[10.0.0.1], sasl="x y"',
    {
      timestamp: "Sep  4 03:08:02",
      host: "mx",
      process: "postfix/smtpd",
      pid: "12",
      message: 'connect client=a.b[10.0.0.1], sasl="x y"',
      client: "a.b[10.0.0.1]",
      sasl: "x y",
    },
  ],
  [
    "sudo, whose message begins with blanks",
    "Sep  4 03:08:02 web sudo:     root : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls -la",
    {
      timestamp: "Sep  4 03:08:02",
      host: "web",
      process: "sudo",
      message: "root : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls -la",
      TTY: "pts/0",
      PWD: "/root",
      USER: "root",
      COMMAND: "/bin/ls",
    },
  ],
  [
    "no tag",
    "Sep  4 03:08:02 web last message repeated 2 times",
    { timestamp: "Sep  4 03:08:02", host: "web", message: "last message repeated 2 times" },
  ],
  ["no host", "Sep  4 03:08:02 sshd[7]: bye", { timestamp: "Sep  4 03:08:02", process: "sshd", pid: "7", message: "bye" }],
  ["no host and no process", "Sep  4 03:08:02 action=drop", { timestamp: "Sep  4 03:08:02", message: "action=drop", action: "drop" }],
  [
    "a host of capitals is no zone",
    "Sep  4 03:08:02 WEB su: x",
    { timestamp: "Sep  4 03:08:02", host: "WEB", process: "su", message: "x" },
  ],
  [
    "Cisco: a sequence number, fractions and a zone",
    "<189>2947: *Sep  4 2020 03:08:02.123 UTC: %SYS-5-CONFIG_I: Configured from console",
    {
      timestamp: "Sep  4 2020 03:08:02.123 UTC",
      process: "%SYS-5-CONFIG_I",
      priority: 189,
      facility: "local7",
      severity: "notice",
      message: "Configured from console",
    },
  ],
  [
    "Cisco ASA: a year, and a colon behind the address",
    "<166>Sep 04 2020 03:08:02 10.1.1.1: %ASA-6-302013: Built outbound TCP connection",
    {
      timestamp: "Sep 04 2020 03:08:02",
      host: "10.1.1.1",
      process: "%ASA-6-302013",
      priority: 166,
      facility: "local4",
      severity: "informational",
      message: "Built outbound TCP connection",
    },
  ],
  [
    "an ISO 8601 time",
    "2020-09-04T03:08:02.123456+02:00 web systemd[1]: Started x.",
    {
      timestamp: "2020-09-04T03:08:02.123456+02:00",
      host: "web",
      process: "systemd",
      pid: "1",
      message: "Started x.",
    },
  ],
  [
    "the first example of RFC 5424",
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8",
    {
      timestamp: "2003-10-11T22:14:15.003Z",
      host: "mymachine.example.com",
      process: "su",
      msgid: "ID47",
      priority: 34,
      facility: "auth",
      severity: "critical",
      message: "'su root' failed for lonvick on /dev/pts/8",
    },
  ],
  [
    "the third example of RFC 5424: structured data",
    '<165>1 2003-10-11T22:14:15.003Z m evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Appl\\"i\\]c" eventID="1011"][p@32473 class="high"] An event',
    {
      timestamp: "2003-10-11T22:14:15.003Z",
      host: "m",
      process: "evntslog",
      msgid: "ID47",
      priority: 165,
      facility: "local4",
      severity: "notice",
      message: "An event",
      iut: "3",
      eventSource: 'Appl"i]c',
      eventID: "1011",
      class: "high",
      sd_id: ["exampleSDID@32473", "p@32473"],
    },
  ],
  [
    "structured data only, and a process id",
    '<165>1 2003-10-11T22:14:15Z m app 12 - [a b="c"]',
    {
      timestamp: "2003-10-11T22:14:15Z",
      host: "m",
      process: "app",
      pid: "12",
      priority: 165,
      facility: "local4",
      severity: "notice",
      message: "",
      b: "c",
      sd_id: "a",
    },
  ],
  [
    "structured data that is not well-formed is message",
    "<13>1 - - - - - [a b=1] x",
    { priority: 13, facility: "user", severity: "notice", message: "[a b=1] x", b: "1" },
  ],
  [
    "RFC 5424 without a priority",
    "1 2003-10-11T22:14:15Z m app - - - hi",
    { timestamp: "2003-10-11T22:14:15Z", host: "m", process: "app", message: "hi" },
  ],
  [
    "an octet count",
    "46 <34>Oct 11 22:14:15 mymachine su: x",
    { timestamp: "Oct 11 22:14:15", host: "mymachine", process: "su", priority: 34, facility: "auth", severity: "critical", message: "x" },
  ],
  [
    "a priority and nothing else",
    '<189>date=2020-09-04 devname="fw 1"',
    {
      priority: 189,
      facility: "local7",
      severity: "notice",
      message: 'date=2020-09-04 devname="fw 1"',
      date: "2020-09-04",
      devname: "fw 1",
    },
  ],
  [
    "header fields win over pairs",
    "Sep  4 03:08:02 web app: host=other message=x __proto__=y constructor=z",
    {
      timestamp: "Sep  4 03:08:02",
      host: "web",
      process: "app",
      message: "host=other message=x __proto__=y constructor=z",
      proto__: "y",
      constructor: "z",
    },
  ],
  ["an impossible priority", "<192>Oct 11 22:14:15 m su: x", null],
  ["a line that goes on", "    at java.lang.Thread.run(Thread.java:748)", null],
  ["an application's own time and level", "2020-09-04T03:08:02Z INFO main: started", null],
]
for (const [title, line, expected] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`syslog: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(syslog, `${line}\n`, { chunkBytes })
      assert.equal(plainData(reading), [expected])
      assert.equal(textOf(reading), [line])
      assert.equal(problemsOf(reading), [])
    })

test("syslog: time, host and line of a record", async () => {
  const { records } = await readAll(syslog, "\n<34>1 2003-10-11T22:14:15.003Z m su - - - x\nno header\n<13>x\n")
  assert.equal(
    records.map(({ position, hints }) => [position, hints]),
    [
      [{ line: 2 }, { host: "m", time: 1065910455.003 }],
      [{ line: 3 }, {}],
      [{ line: 4 }, {}],
    ],
  )
})

test("syslog: a time without a zone is a field only, since the user may know the zone", async () => {
  const { records } = await readAll(
    syslog,
    "Sep  4 2020 03:08:02 m su: x\n2020-09-04T03:08:02 m su: x\n2020-09-04T03:08:02+01:00 m su: x\n",
  )
  assert.equal(
    records.map(({ data, hints }) => [data?.timestamp, hints]),
    [
      ["Sep  4 2020 03:08:02", { host: "m" }],
      ["2020-09-04T03:08:02", { host: "m" }],
      ["2020-09-04T03:08:02+01:00", { host: "m", time: 1599185282 }],
    ],
  )
})

test.run()
