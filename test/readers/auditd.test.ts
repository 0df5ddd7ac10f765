import { test } from "uvu"
import * as assert from "uvu/assert"
import { auditd, auditdJoined } from "../../engine/readers/auditd/index.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const msg = "audit(1722950859.266:6994)"
const id = { msg, event_id: "1722950859.266:6994" }
const line = (type: string, body: string): string => `type=${type} msg=${msg}: ${body}`

/** Title, line, data. */
const cases: readonly [string, string, Record<string, unknown>][] = [
  [
    "a system call with resolved fields behind a separator",
    line(
      "SYSCALL",
      'arch=c000003e syscall=59 success=yes a0=556a6d69 tty=(none) comm="lsmod" exe="/usr/bin/k mod" key="root"\x1dARCH=x86_64 AUID="ubuntu"',
    ),
    {
      type: "SYSCALL",
      ...id,
      arch: "c000003e",
      syscall: "59",
      success: "yes",
      a0: "556a6d69",
      tty: "(none)",
      comm: "lsmod",
      exe: "/usr/bin/k mod",
      key: "root",
      ARCH: "x86_64",
      AUID: "ubuntu",
    },
  ],
  [
    "a message in quotes, and resolved fields right behind it",
    line(
      "ADD_USER",
      `pid=1788 uid=0 subj=unconfined msg='op=adding user id=1002 exe="/usr/sbin/user'add" hostname=ar addr=? res=success'UID="root" ID="unknown(1002)"`,
    ),
    {
      type: "ADD_USER",
      ...id,
      pid: "1788",
      uid: "0",
      subj: "unconfined",
      op: "adding",
      id: "1002",
      exe: "/usr/sbin/user'add",
      hostname: "ar",
      addr: "?",
      res: "success",
      UID: "root",
      ID: "unknown(1002)",
    },
  ],
  [
    "a title in hexadecimal",
    line("PROCTITLE", "proctitle=63686D6F640037373700312E7368"),
    { type: "PROCTITLE", ...id, proctitle: "63686D6F640037373700312E7368", decoded: { proctitle: "chmod 777 1.sh" } },
  ],
  ["a title in quotes", line("PROCTITLE", 'proctitle="sshd"'), { type: "PROCTITLE", ...id, proctitle: "sshd" }],
  [
    "a title that ausearch has interpreted",
    line("PROCTITLE", "proctitle=chmod 777 1.sh"),
    { type: "PROCTITLE", ...id, proctitle: "chmod 777 1.sh" },
  ],
  [
    "arguments, one of which is encoded",
    line("EXECVE", 'argc=3 a0="sh" a1="-c" a2=6C73202D6C61'),
    { type: "EXECVE", ...id, argc: "3", a0: "sh", a1: "-c", a2: "6C73202D6C61", decoded: { a2: "ls -la" } },
  ],
  [
    "registers are numbers, digits with control characters no text",
    line("SYSCALL", "a0=6C73 comm=1000 name=C3A9"),
    { type: "SYSCALL", ...id, a0: "6C73", comm: "1000", name: "C3A9", decoded: { name: "é" } },
  ],
  [
    "an access vector",
    line("AVC", 'avc:  denied  { read write } for  pid=1 comm="x" scontext=a:b:c tclass=file'),
    { type: "AVC", ...id, seresult: "denied", seperms: ["read", "write"], pid: "1", comm: "x", scontext: "a:b:c", tclass: "file" },
  ],
  ["the end of an event", `type=EOE msg=${msg}: `, { type: "EOE", ...id }],
  [
    "an unknown type, and a node",
    `node=web.example ${line("UNKNOWN[1334]", "prog-id=1 op=LOAD")}`,
    { node: "web.example", type: "UNKNOWN[1334]", ...id, "prog-id": "1", op: "LOAD" },
  ],
  ["a syslog header", `Aug  6 13:27:39 web audisp-syslog[7]: ${line("CWD", 'cwd="/root"')}`, { type: "CWD", ...id, cwd: "/root" }],
  [
    "the kernel's own line",
    `Aug  6 13:27:39 web kernel: [12.3] audit: type=1400 ${msg}: apparmor="DENIED" name="/etc/x"`,
    { type: "1400", ...id, apparmor: "DENIED", name: "/etc/x" },
  ],
  ["the first of fields with one name", line("X", "a=1 a=2 =3 b= __proto__=4"), { type: "X", ...id, a: "1", ["__proto__"]: "4" }],
]
for (const [title, text, expected] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`auditd: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(auditd, `${text}\n`, { chunkBytes })
      assert.equal(
        plainData(reading).map(data => Object.entries(data ?? {})),
        [Object.entries(expected)],
      )
      assert.equal(textOf(reading), [text])
      assert.equal(problemsOf(reading), [])
      assert.is(reading.records[0]?.hints?.time, 1722950859.266)
    })

test("auditd: a record has the host of its node or syslog header", async () => {
  const { records } = await readAll(
    auditd,
    `node=n1 ${line("X", "a=1")}\nAug  6 13:27:39 web audisp: ${line("X", "a=1")}\n${line("X", "a=1")}\n`,
  )
  assert.equal(
    records.map(record => record.hints?.host),
    ["n1", "web", undefined],
  )
})

test("auditd: what ausearch writes between events is no problem, anything else is", async () => {
  const log = `----\ntime->Tue Aug  6 13:27:39 2024\n${line("X", "a=1")}\nwhat is this\ntype=X msg=audit(\n`
  const reading = await readAll(auditd, log)
  assert.is(reading.records.length, 1)
  assert.equal(problemsOf(reading), ["4: the line is no audit record", "5: the line is no audit record"])
})

test("auditd: a calendar time, as ausearch interprets it", async () => {
  const { records } = await readAll(auditd, "type=CWD msg=audit(08/06/2024 13:27:39.266:6994) : cwd=/root\n")
  assert.equal(records[0]?.hints, { time: 1722950859.266 })
})

test("auditd_joined: the lines of an event are one record, in the order in which events began", async () => {
  const other = (type: string, body: string): string => line(type, body).replace("6994", "6995")
  const log = [
    line("SYSCALL", 'a0=1f syscall=59 comm="sh"'),
    other("SYSCALL", "a0=2f syscall=2"),
    line("EXECVE", 'a0="sh" a1="-c"'),
    line("PATH", 'item=0 name="/bin/sh" nametype=NORMAL'),
    line("PATH", 'item=1 name="/lib/x" nametype=NORMAL'),
    other("PROCTITLE", "proctitle=6C7300"),
    "junk",
  ].join("\n")
  const reading = await readAll(auditdJoined, log)
  assert.equal(plainData(reading), [
    {
      type: ["SYSCALL", "EXECVE", "PATH"],
      ...id,
      a0: ["1f", "sh"],
      syscall: "59",
      comm: "sh",
      a1: "-c",
      item: ["0", "1"],
      name: ["/bin/sh", "/lib/x"],
      nametype: "NORMAL",
    },
    {
      type: ["SYSCALL", "PROCTITLE"],
      msg: msg.replace("6994", "6995"),
      event_id: "1722950859.266:6995",
      a0: "2f",
      syscall: "2",
      proctitle: "6C7300",
      decoded: { proctitle: "ls" },
    },
  ])
  assert.equal(
    reading.records.map(({ position }) => position),
    [{ line: 1 }, { line: 2 }],
  )
  assert.is(textOf(reading)[1], `${other("SYSCALL", "a0=2f syscall=2")}\n${other("PROCTITLE", "proctitle=6C7300")}`)
  assert.equal(problemsOf(reading), ["7: the line is no audit record"])
})

test("auditd_joined: an event ends with EOE, with the limit, or when others are two seconds newer", async () => {
  const at = (time: string, serial: number, type: string): string => `type=${type} msg=audit(${time}:${serial}): a="${"x".repeat(40)}"`
  const types = async (lines: readonly string[], maxRecordBytes = 1 << 20) => {
    const reading = await readAll(auditdJoined, lines.join("\n"), { maxRecordBytes })
    return [reading.records.map(({ data }) => data?.type), reading.problems.length]
  }
  assert.equal(await types([at("1.0", 1, "A"), at("1.0", 1, "EOE"), at("1.0", 1, "B")]), [[["A", "EOE"], "B"], 0])
  assert.equal(await types([at("1.0", 1, "A"), at("3.5", 2, "B"), at("1.0", 1, "C")]), [["A", "B", "C"], 0])
  assert.equal(await types([at("1.0", 1, "A"), at("1.0", 1, "B")], 100), [["A", "B"], 1])
})

test("auditd_joined is never chosen by itself", () => {
  assert.is(auditdJoined.recognise(Buffer.from(line("X", "a=1")), "audit.log"), 0)
})

test.run()
