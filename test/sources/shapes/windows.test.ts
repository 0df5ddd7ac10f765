import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Event } from "../../../engine/event.ts"
import type { JsonObject } from "../../../engine/readers/reader.ts"
import { bindJson, bindText, bundled, jsonRecord, pick } from "../bind.ts"

/** A process creation, as its XML has it. */
const system = {
  Name: "Microsoft-Windows-Sysmon",
  Guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
  EventID: 1,
  Version: 5,
  Level: 4,
  Task: 1,
  Opcode: 0,
  Keywords: "0x8000000000000000",
  SystemTime: "2020-09-04T07:08:02.123Z",
  EventRecordID: 4711,
  ProcessID: 3120,
  ThreadID: 820,
  Channel: "Microsoft-Windows-Sysmon/Operational",
  Computer: "WORKSTATION5.theshire.local",
  UserID: "S-1-5-18",
}
const eventData = {
  RuleName: "-",
  UtcTime: "2020-09-04 07:08:02.120",
  ProcessGuid: "{42c2e005-e3dd-5f80-2108-000000000400}",
  ProcessId: "8524",
  Image: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
  FileVersion: "",
  OriginalFileName: "PowerShell.EXE",
  CommandLine: 'powershell.exe -c "Get-Process & whoami"',
  User: "THESHIRE\\pgustavo",
  IntegrityLevel: "High",
  Hashes: "SHA1=AA,MD5=BB,SHA256=CC,IMPHASH=DD",
  ParentProcessId: "676",
  ParentImage: "C:\\Windows\\explorer.exe",
  ParentCommandLine: "C:\\Windows\\Explorer.EXE",
}
const escapeXml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
const xml =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" +
  `<Provider Name='${system.Name}' Guid='${system.Guid}'/><EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task>` +
  `<Opcode>0</Opcode><Keywords>${system.Keywords}</Keywords><TimeCreated SystemTime='${system.SystemTime}'/>` +
  "<EventRecordID>4711</EventRecordID><Correlation/><Execution ProcessID='3120' ThreadID='820'/>" +
  `<Channel>${system.Channel}</Channel><Computer>${system.Computer}</Computer><Security UserID='S-1-5-18'/></System><EventData>` +
  Object.entries(eventData)
    .map(([name, value]) => `<Data Name='${name}'>${escapeXml(value)}</Data>`)
    .join("") +
  "</EventData></Event>"

const attributes = (element: JsonObject): JsonObject => ({ "#attributes": element })
const evtxDump: JsonObject = {
  Event: {
    ...attributes({ xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" }),
    System: {
      Provider: attributes({ Name: system.Name, Guid: "5770385F-C22A-43E0-BF4C-06F5698FFBD9" }),
      EventID: 1,
      Version: 5,
      Level: 4,
      Task: 1,
      Opcode: 0,
      Keywords: system.Keywords,
      TimeCreated: attributes({ SystemTime: system.SystemTime }),
      EventRecordID: 4711,
      Correlation: null,
      Execution: attributes({ ProcessID: 3120, ThreadID: 820 }),
      Channel: system.Channel,
      Computer: system.Computer,
      Security: attributes({ UserID: "S-1-5-18" }),
    },
    EventData: { ...eventData, ProcessId: 8524, ParentProcessId: 676 },
  },
}
const xmltodict: JsonObject = {
  Event: {
    "@xmlns": "http://schemas.microsoft.com/win/2004/08/events/event",
    System: {
      Provider: { "@Name": system.Name, "@Guid": system.Guid },
      EventID: { "@Qualifiers": "0", "#text": "1" },
      Version: "5",
      Level: "4",
      Task: "1",
      Opcode: "0",
      Keywords: system.Keywords,
      TimeCreated: { "@SystemTime": system.SystemTime },
      EventRecordID: "4711",
      Correlation: null,
      Execution: { "@ProcessID": "3120", "@ThreadID": "820" },
      Channel: system.Channel,
      Computer: system.Computer,
      Security: { "@UserID": "S-1-5-18" },
    },
    EventData: { Data: Object.entries(eventData).map(([name, value]) => ({ "@Name": name, "#text": value })) },
  },
}
const evtx: JsonObject = {
  System: {
    Provider: system.Name,
    Guid: system.Guid,
    EventID: 1,
    Version: 5,
    Level: 4,
    Task: 1,
    Opcode: 0,
    Keywords: system.Keywords,
    TimeCreated: system.SystemTime,
    EventRecordID: 4711,
    ProcessID: 3120,
    ThreadID: 820,
    Channel: system.Channel,
    Computer: system.Computer,
    UserID: "S-1-5-18",
  },
  EventData: { ...eventData, ProcessId: 8524, ParentProcessId: 676 },
}
const nxlog: JsonObject = {
  ...eventData,
  EventTime: "2020-09-04 07:08:02.123",
  Hostname: system.Computer,
  Keywords: "-9223372036854775808",
  EventType: "INFO",
  SeverityValue: 2,
  Severity: "INFO",
  EventID: 1,
  SourceName: system.Name,
  ProviderGuid: system.Guid,
  Version: 5,
  Task: 1,
  OpcodeValue: 0,
  Opcode: "Info",
  RecordNumber: 4711,
  ExecutionProcessID: 3120,
  ThreadID: 820,
  Channel: system.Channel,
  Domain: "NT AUTHORITY",
  AccountName: "SYSTEM",
  UserID: "S-1-5-18",
  Category: "Process Create (rule: ProcessCreate)",
  host: "wec.internal.cloudapp.net",
}
const winlogbeat: JsonObject = {
  "@timestamp": system.SystemTime,
  host: { name: "collector" },
  agent: { type: "winlogbeat", version: "7.9.0" },
  message: "Process Create:",
  winlog: {
    provider_name: system.Name,
    provider_guid: system.Guid,
    event_id: 1,
    version: 5,
    task: "Process Create (rule: ProcessCreate)",
    opcode: "Info",
    record_id: 4711,
    process: { pid: 3120, thread: { id: 820 } },
    channel: system.Channel,
    computer_name: system.Computer,
    user: { identifier: "S-1-5-18", name: "SYSTEM", domain: "NT AUTHORITY", type: "User" },
    event_data: eventData,
  },
}
const winlogbeat6: JsonObject = {
  "@timestamp": system.SystemTime,
  source_name: system.Name,
  provider_guid: system.Guid,
  event_id: 1,
  version: 5,
  level: "Information",
  task: "Process Create (rule: ProcessCreate)",
  opcode: "Info",
  record_number: "4711",
  process_id: 3120,
  thread_id: 820,
  log_name: system.Channel,
  computer_name: system.Computer,
  user: { identifier: "S-1-5-18", name: "SYSTEM", domain: "NT AUTHORITY", type: "User" },
  event_data: eventData,
  host: { name: "collector" },
}

const expected = {
  _time: 1599203282.123,
  host: "WORKSTATION5.theshire.local",
  source: "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational",
  sourcetype: "XmlWinEventLog",
  Name: "Microsoft-Windows-Sysmon",
  Guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
  EventID: "1",
  EventCode: "1",
  Version: "5",
  EventRecordID: "4711",
  RecordNumber: "4711",
  ProcessID: "3120",
  ThreadID: "820",
  Channel: "Microsoft-Windows-Sysmon/Operational",
  Computer: "WORKSTATION5.theshire.local",
  ComputerName: "WORKSTATION5.theshire.local",
  dest: "WORKSTATION5.theshire.local",
  UserID: "S-1-5-18",
  user_id: "S-1-5-18",
  User: "THESHIRE\\pgustavo",
  user: "pgustavo",
  FileVersion: null,
  ProcessId: "8524",
  process_id: "8524",
  process_name: "powershell.exe",
  process: 'powershell.exe -c "Get-Process & whoami"',
  process_integrity_level: "high",
  parent_process_name: "explorer.exe",
  parent_process_id: "676",
  original_file_name: "PowerShell.EXE",
  MD5: "BB",
  IMPHASH: "DD",
  "Processes.process_name": "powershell.exe",
  "Processes.action": "allowed",
}

const forms: readonly [string, () => Event][] = [
  ["XML", () => bindText(xml)],
  ["an export of Splunk that kept only _raw", () => bindJson({ _raw: xml })],
  ["sections, as readers of EVTX and XML give them", () => bindJson(evtx)],
  ["evtx_dump", () => bindJson(evtxDump)],
  ["XML converted with attributes marked by @", () => bindJson(xmltodict)],
  ["nxlog", () => bindJson(nxlog)],
  ["Winlogbeat 7", () => bindJson(winlogbeat)],
  ["Winlogbeat 6", () => bindJson(winlogbeat6)],
]
for (const [title, bind] of forms)
  test(`one event, one view: ${title}`, () => {
    const event = bind()
    assert.equal(pick(event, Object.keys(expected)), expected)
    assert.ok(event.inDataset("Endpoint.Processes"))
    assert.not(event.inDataset("Endpoint.Registry"))
  })

for (const [title, bind] of forms.filter(([name]) => !name.startsWith("Winlogbeat")))
  test(`level, opcode and keywords are numbers: ${title}`, () => {
    assert.equal(pick(bind(), ["Level", "Opcode", "Keywords", "Task"]), {
      Level: "4",
      Opcode: "0",
      Keywords: "0x8000000000000000",
      Task: "1",
    })
  })

test("classic text of Sysmon", () => {
  const lines = Object.entries(eventData).map(([name, value]) => `${name}: ${value}`)
  const event = bindJson({
    LogName: system.Channel,
    SourceName: system.Name,
    EventCode: "1",
    Type: "Information",
    ComputerName: system.Computer,
    RecordNumber: "4711",
    TaskCategory: "Process Create (rule: ProcessCreate)",
    Sid: "S-1-5-18",
    Message: `Process Create:\n${lines.join("\n")}`,
  })
  const names = [
    "EventCode",
    "host",
    "user",
    "user_id",
    "process_name",
    "process_id",
    "parent_process_name",
    "MD5",
    "Level",
    "Processes.process_name",
  ]
  assert.equal(pick(event, names), {
    EventCode: "1",
    host: "WORKSTATION5.theshire.local",
    user: "pgustavo",
    user_id: "S-1-5-18",
    process_name: "powershell.exe",
    process_id: "8524",
    parent_process_name: "explorer.exe",
    MD5: "BB",
    Level: "4",
    "Processes.process_name": "powershell.exe",
  })
  assert.is(event.get("source"), "WinEventLog:Microsoft-Windows-Sysmon/Operational")
  assert.is(event.get("sourcetype"), "WinEventLog")
})

test("classic text of an audit event: names of both forms", () => {
  const event = bindJson({
    LogName: "Security",
    EventCode: "4625",
    ComputerName: "dc.corp",
    Keywords: "Audit Failure",
    Message: [
      "An account failed to log on.",
      "",
      "Subject:",
      "\tSecurity ID:\t\tNULL SID",
      "\tAccount Name:\t\t-",
      "\tAccount Domain:\t\t-",
      "\tLogon ID:\t\t0x0",
      "",
      "Logon Type:\t\t\t3",
      "",
      "Account For Which Logon Failed:",
      "\tSecurity ID:\t\tNULL SID",
      "\tAccount Name:\t\tbob",
      "\tAccount Domain:\t\tCORP",
      "",
      "Failure Information:",
      "\tFailure Reason:\t\tUnknown user name or bad password.",
      "\tStatus:\t\t\t0xC000006D",
      "\tSub Status:\t\t0xC000006A",
      "",
      "Network Information:",
      "\tWorkstation Name:\tWS1",
      "\tSource Network Address:\t10.0.0.5",
      "\tSource Port:\t\t49152",
    ].join("\r\n"),
  })
  const fields = {
    Account_Name: ["-", "bob"],
    Subject_Account_Name: "-",
    Logon_Type: "3",
    TargetUserName: "bob",
    SubjectUserName: "-",
    user: "bob",
    src_user: null,
    src: "10.0.0.5",
    src_port: "49152",
    action: "failure",
    status: "failure",
    app: "win:remote",
    Sub_Status: "0xC000006A",
    signature: "An account failed to log on",
    "Authentication.user": "bob",
    nodename: ["Signatures", "Authentication", "Authentication.Failed_Authentication"],
  }
  assert.equal(pick(event, Object.keys(fields)), fields)
})

test("classic text of a group's event: the group, and the member that joins it", () => {
  const event = bindJson({
    LogName: "Security",
    EventCode: "4732",
    ComputerName: "dc.corp",
    Keywords: "Audit Success",
    Message: [
      "A member was added to a security-enabled local group.",
      "",
      "Subject:",
      "\tSecurity ID:\t\tS-1-5-21-1-500",
      "\tAccount Name:\t\tadmin",
      "\tAccount Domain:\t\tCORP",
      "\tLogon ID:\t\t0x3e7",
      "",
      "Member:",
      "\tSecurity ID:\t\tS-1-5-21-1-1105",
      "\tAccount Name:\t\tCN=Ann Lee,CN=Users,DC=corp",
      "",
      "Group:",
      "\tSecurity ID:\t\tS-1-5-21-1-1101",
      "\tGroup Name:\t\tDnsAdmins",
      "\tGroup Domain:\t\tCORP",
    ].join("\r\n"),
  })
  const fields = { user: "Ann Lee", src_user: "admin", Group_Name: "DnsAdmins", Group_Domain: "CORP", TargetUserName: "DnsAdmins" }
  assert.equal(pick(event, Object.keys(fields)), fields)
})

test("classic text of a registry value", () => {
  const event = bindJson({
    LogName: "Security",
    EventCode: "4657",
    ComputerName: "dc.corp",
    Message: [
      "A registry value was modified.",
      "",
      "Object:",
      "\tObject Name:\t\t\\REGISTRY\\MACHINE\\SOFTWARE\\Run",
      "\tObject Value Name:\tUpdater",
      "",
      "Change Information:",
      "\tNew Value Type:\t\tREG_SZ",
    ].join("\r\n"),
  })
  const fields = { registry_path: "\\REGISTRY\\MACHINE\\SOFTWARE\\Run", registry_value_name: "Updater", registry_value_type: "REG_SZ" }
  assert.equal(pick(event, Object.keys(fields)), fields)
})

test("Get-WinEvent | ConvertTo-Json: the message names the data", () => {
  const event = bindJson({
    Id: 4688,
    Version: 2,
    Level: 0,
    Keywords: "-9214364837600034816",
    RecordId: 99,
    ProviderName: "Microsoft-Windows-Security-Auditing",
    LogName: "Security",
    ProcessId: 4,
    ThreadId: 160,
    MachineName: "ws1.corp",
    TimeCreated: "/Date(1599203282123)/",
    Message:
      "A new process has been created.\r\n\r\nCreator Subject:\r\n\tAccount Name:\t\tbob\r\n\r\nProcess Information:\r\n" +
      "\tNew Process ID:\t\t0xa44\r\n\tNew Process Name:\tC:\\Windows\\System32\\cmd.exe\r\n\tCreator Process ID:\t0x7a0\r\n" +
      "\tCreator Process Name:\tC:\\Windows\\explorer.exe\r\n\tProcess Command Line:\tcmd /c dir\r\n",
  })
  const fields = {
    _time: 1599203282.123,
    EventCode: "4688",
    host: "ws1.corp",
    Keywords: "0x8020000000000000",
    ProcessID: "4",
    SubjectUserName: "bob",
    TargetUserName: null,
    process: "cmd /c dir",
    process_name: "cmd.exe",
    process_id: "2628",
    parent_process_id: "1952",
    parent_process_name: "explorer.exe",
  }
  assert.equal(pick(event, Object.keys(fields)), fields)
})

test("XML that is cut off or damaged keeps the fields that are whole", () => {
  const cut = bindText(xml.slice(0, xml.indexOf("SHA2") + 4))
  assert.equal(pick(cut, ["EventCode", "process_name", "Hashes", "ParentImage"]), {
    EventCode: "1",
    process_name: "powershell.exe",
    Hashes: "SHA1=AA,MD5=BB,SHA2",
    ParentImage: null,
  })
  const damaged = bindText(xml.replace("<Level>", "<Le>"))
  assert.equal(pick(damaged, ["EventCode", "Level", "process_name"]), { EventCode: "1", Level: null, process_name: "powershell.exe" })
})

test("members of UserData are fields, whatever element they stand in", () => {
  const event = bindJson({
    System: {
      Provider: "Microsoft-Windows-WMI-Activity",
      EventID: 5860,
      Channel: "Microsoft-Windows-WMI-Activity/Operational",
      Computer: "ws1",
    },
    UserData: {
      Operation_TemporaryEssStarted: { NamespaceName: "ROOT\\CIMV2", Query: "SELECT * FROM X", Processid: 12, PossibleCause: "Temporary" },
    },
  })
  assert.equal(pick(event, ["NamespaceName", "Query", "PossibleCause", "Processid"]), {
    NamespaceName: "ROOT\\CIMV2",
    Query: "SELECT * FROM X",
    PossibleCause: "Temporary",
    Processid: "12",
  })
})

test("names with blanks are cleaned", () => {
  const event = bindJson({
    System: { EventID: 1121, Channel: "Microsoft-Windows-Windows Defender/Operational", Computer: "ws1" },
    EventData: { "Product Name": "Microsoft Defender Antivirus", "Process Name": "C:\\a\\WINWORD.EXE" },
  })
  assert.equal(pick(event, ["Product_Name", "Process_Name", "process_name"]), {
    Product_Name: "Microsoft Defender Antivirus",
    Process_Name: "C:\\a\\WINWORD.EXE",
    process_name: "WINWORD.EXE",
  })
  assert.ok(event.names().includes("Product_Name"))
  assert.not(event.names().includes("Product Name"))
})

test("keywords search the values of records in JSON, and XML as it stands", () => {
  assert.ok(bindJson(nxlog).text().includes("C:\\Windows\\explorer.exe\n"))
  assert.not(bindJson(nxlog).text().includes("ParentImage"))
  assert.is(bindText(xml).text(), xml)
})

test("sections as XML", () => {
  assert.ok(String(bindText(xml).get("EventData_Xml")).startsWith("<Data Name='RuleName'>-</Data>"))
  assert.ok(String(bindText(xml).get("System_Props_Xml")).startsWith("<Provider Name='Microsoft-Windows-Sysmon'"))
  assert.is(
    bindJson({ System: { EventID: 1, Channel: "X" }, EventData: { a: "<&>" } }).get("EventData_Xml"),
    "<Data Name='a'>&lt;&amp;&gt;</Data>",
  )
  assert.is(bindJson(nxlog).get("EventData_Xml"), null)
})

test("paths into the record", () => {
  const event = bindJson(winlogbeat)
  assert.is(event.get("$.winlog.event_data.User"), "THESHIRE\\pgustavo")
  assert.is(event.get("winlog.event_data.User"), "THESHIRE\\pgustavo")
  assert.is(event.get("agent.type"), "winlogbeat")
})

test("names of members of objects are ordinary fields", () => {
  const hostile: JsonObject = JSON.parse('{"EventID":1,"Channel":"Security","__proto__":{"user":"x"},"constructor":"c"}')
  const event = bindJson(hostile)
  assert.is(event.get("constructor"), "c")
  assert.is(event.get("toString"), null)
  assert.is(event.get("hasOwnProperty"), null)
  assert.is(event.get("user"), null)
})

const recognised: readonly [string, JsonObject, string | null][] = [
  ["a channel that no source knows", { EventID: 17, Channel: "Microsoft-Windows-Whatever/Operational" }, "Windows"],
  ["the channel in another case", { EventID: 1, Channel: "microsoft-windows-sysmon/operational" }, "Sysmon"],
  ["an event without a channel", { EventID: 1, Image: "x" }, null],
  ["a record that only looks alike", { System: "Linux", EventData: {} }, null],
]
for (const [title, data, source] of recognised)
  test(`recognition: ${title}`, () => {
    assert.is(bundled.recognise(jsonRecord(data)), source)
  })

test.run()
