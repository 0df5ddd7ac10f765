import { test } from "uvu"
import * as assert from "uvu/assert"
import { wineventlogText } from "../../engine/readers/wineventlog_text.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const logon = `09/04/2020 03:08:02 AM
LogName=Security
SourceName=Microsoft Windows security auditing.
EventCode=4624
EventType=0
Type=Information
ComputerName=dc1.example.com
TaskCategory=Logon
OpCode=Info
RecordNumber=1234
Keywords=Audit Success
Message=An account was successfully logged on.

Subject:
	Security ID:		S-1-5-18
	Account Name:		DC1$
	Logon ID:		0x3E7

Logon Information:
	Logon Type:		3
	Restricted Admin Mode:	-

New Logon:
	Security ID:		EXAMPLE\\bob
	Account Name:		bob
	Logon ID:		0x1F00

Process Information:
	Process ID:		0x2f4
	Process Name:		C:\\Windows\\System32\\lsass.exe

Detailed Authentication Information:
	Package Name (NTLM only):	-
	Key Length:		0

This event is generated when a logon session is created. See: https://example.com`
const logonMessage = logon.slice(logon.indexOf("Message=") + 8)
const logonData = {
  timestamp: "09/04/2020 03:08:02 AM",
  LogName: "Security",
  SourceName: "Microsoft Windows security auditing.",
  EventCode: "4624",
  EventType: "0",
  Type: "Information",
  ComputerName: "dc1.example.com",
  TaskCategory: "Logon",
  OpCode: "Info",
  RecordNumber: "1234",
  Keywords: "Audit Success",
  Message: logonMessage,
  Security_ID: ["S-1-5-18", "EXAMPLE\\bob"],
  Account_Name: ["DC1$", "bob"],
  Logon_ID: ["0x3E7", "0x1F00"],
  Logon_Type: "3",
  Restricted_Admin_Mode: "-",
  Process_ID: "0x2f4",
  Process_Name: "C:\\Windows\\System32\\lsass.exe",
  Package_Name__NTLM_only_: "-",
  Key_Length: "0",
  "This_event_is_generated_when_a_logon_session_is_created._See": "https://example.com",
  Subject_Security_ID: "S-1-5-18",
  Subject_Account_Name: "DC1$",
  Subject_Logon_ID: "0x3E7",
  New_Logon_Security_ID: "EXAMPLE\\bob",
  New_Logon_Account_Name: "bob",
  New_Logon_Logon_ID: "0x1F00",
}
const service = `09/04/2020 03:09:00 PM
LogName=System
SourceName=Service Control Manager
EventCode=7036
ComputerName=dc1.example.com
Message=The Foo service entered the running state.`
const serviceData = {
  timestamp: "09/04/2020 03:09:00 PM",
  LogName: "System",
  SourceName: "Service Control Manager",
  EventCode: "7036",
  ComputerName: "dc1.example.com",
  Message: "The Foo service entered the running state.",
}

const cases: readonly [string, string, readonly unknown[], readonly string[], readonly string[]][] = [
  ["an event", logon, [logonData], [logon], []],
  ["two events", `${logon}\n${service}\n`, [logonData, serviceData], [logon, service], []],
  ["two events with blank lines around them", `\n${service}\n\n\n${logon}\n \n`, [serviceData, logonData], [service, logon], []],
  [
    "lines that end in CRLF",
    `${logon}\n${service}\n`.replaceAll("\n", "\r\n"),
    [logonData, serviceData],
    [logon.replaceAll("\n", "\r\n"), service.replaceAll("\n", "\r\n")],
    [],
  ],
  ["a byte order mark", `\uFEFF${service}`, [serviceData], [service], []],
  ["a date on the line of the first field", service.replace("PM\n", "PM "), [serviceData], [service.replace("PM\n", "PM ")], []],
  [
    "no date",
    `${service.slice(service.indexOf("\n") + 1)}\n${service.slice(service.indexOf("\n") + 1)}`,
    Array(2).fill(Object.fromEntries(Object.entries(serviceData).slice(1))),
    Array(2).fill(service.slice(service.indexOf("\n") + 1)),
    [],
  ],
  [
    "a message that quotes an event and a date",
    `${service}\n\nLogName=Forged\n09/04/2020 03:10:00 PM\nx`,
    [{ ...serviceData, Message: `${serviceData.Message}\n\nLogName=Forged\n09/04/2020 03:10:00 PM\nx` }],
    [`${service}\n\nLogName=Forged\n09/04/2020 03:10:00 PM\nx`],
    [],
  ],
  [
    "a list over several lines",
    `${service.replace("Message=", "Message=Special privileges assigned.\n\nSubject:\n\tAccount Name:\tbob\n\nPrivileges:\t\tSeSecurityPrivilege\n\t\t\tSeDebugPrivilege\n\n\tno value\n")}`,
    [
      {
        ...serviceData,
        Message:
          "Special privileges assigned.\n\nSubject:\n\tAccount Name:\tbob\n\nPrivileges:\t\tSeSecurityPrivilege\n\t\t\tSeDebugPrivilege\n\n\tno value\nThe Foo service entered the running state.",
        Account_Name: "bob",
        Privileges: ["SeSecurityPrivilege", "SeDebugPrivilege"],
        Subject_Account_Name: "bob",
      },
    ],
    [
      service.replace(
        "Message=",
        "Message=Special privileges assigned.\n\nSubject:\n\tAccount Name:\tbob\n\nPrivileges:\t\tSeSecurityPrivilege\n\t\t\tSeDebugPrivilege\n\n\tno value\n",
      ),
    ],
    [],
  ],
  [
    "labels without sections, an empty value, members of a prototype",
    `${service}\nRuleName: -\nImage: C:\\a: b.exe\nUser:\t\n\tconstructor:\tx\n:\tnothing`,
    [
      {
        ...serviceData,
        Message: `${serviceData.Message}\nRuleName: -\nImage: C:\\a: b.exe\nUser:\t\n\tconstructor:\tx\n:\tnothing`,
        RuleName: "-",
        Image: "C:\\a: b.exe",
        constructor: "x",
      },
    ],
    [`${service}\nRuleName: -\nImage: C:\\a: b.exe\nUser:\t\n\tconstructor:\tx\n:\tnothing`],
    [],
  ],
  ["lines before the first event", `hello\n${service}`, [serviceData], [service], ["1: the line belongs to no event"]],
  ["a date alone", "09/04/2020 03:09:00 PM\n", [], [], ["1: the line belongs to no event"]],
  [
    "a line among the fields that is none",
    service.replace("EventCode", "what is this\nEventCode"),
    [serviceData],
    [service.replace("EventCode", "what is this\nEventCode")],
    ["4: a line is no field of the event, and left out of its data"],
  ],
  [
    "several such lines",
    service.replace("EventCode", "what\n is this\nEventCode"),
    [serviceData],
    [service.replace("EventCode", "what\n is this\nEventCode")],
    ["4: 2 lines are no fields of the event, and left out of its data"],
  ],
]
for (const [title, log, data, texts, problems] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`wineventlog_text: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(wineventlogText, log, { chunkBytes })
      assert.equal(plainData(reading), data)
      assert.equal(textOf(reading), texts)
      assert.equal(problemsOf(reading), problems)
    })

test("wineventlog_text: the line of a record, whose time says no zone", async () => {
  const { records } = await readAll(wineventlogText, `${service}\n\n${logon}\n`)
  assert.equal(
    records.map(({ position, hints }) => [position, hints]),
    [
      [{ line: 1 }, {}],
      [{ line: 8 }, {}],
    ],
  )
})

test("wineventlog_text: an event that is too long is left out, and the next one read", async () => {
  const long = `${service}\n${"x\n".repeat(200)}${service}\n`
  const reading = await readAll(wineventlogText, long, { maxRecordBytes: 300 })
  assert.equal(plainData(reading), [serviceData])
  assert.equal(problemsOf(reading), ["1: the event is longer than the limit of 300 bytes, and is left out"])
})

test.run()
