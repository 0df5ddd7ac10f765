import { test } from "uvu"
import * as assert from "uvu/assert"
import type { JsonObject } from "../../engine/readers/reader.ts"
import { bindJson, pick } from "./bind.ts"

const sysmon = (EventID: number, data: JsonObject): JsonObject => ({
  EventID,
  Channel: "Microsoft-Windows-Sysmon/Operational",
  Hostname: "ws1.corp.local",
  EventTime: "2020-09-04 07:08:02",
  ...data,
})
const security = (EventID: number, data: JsonObject): JsonObject => ({
  EventID,
  Channel: "Security",
  Hostname: "dc1.corp.local",
  EventTime: "2020-09-04 07:08:02",
  EventType: "AUDIT_SUCCESS",
  ...data,
})

const cases: readonly [title: string, record: JsonObject, expected: Record<string, unknown>][] = [
  [
    "every Windows event",
    {
      EventID: 7,
      Channel: "Some/Channel",
      Hostname: "ws1.corp.local",
      EventTime: "2020-09-04 07:08:02",
      SeverityValue: 3,
      host: "collector",
    },
    {
      _time: 1599203282,
      host: "ws1.corp.local",
      dest: "ws1.corp.local",
      dvc: "ws1.corp.local",
      dvc_nt_host: "ws1",
      source: "XmlWinEventLog:Some/Channel",
      sourcetype: "XmlWinEventLog",
      EventCode: "7",
      signature_id: "7",
      signature: "EventID 7",
      severity: "medium",
      vendor_product: "Microsoft Windows",
      eventtype: "wineventlog_windows",
      tag: ["os", "windows", "track_event_signatures"],
    },
  ],
  [
    "Sysmon: a registry value",
    sysmon(13, {
      EventType: "SetValue",
      Image: "C:\\Windows\\reg.exe",
      TargetObject: "HKLM\\Software\\Run\\Updater",
      Details: "DWORD (0x00000001)",
    }),
    {
      action: "modified",
      registry_path: "HKLM\\Software\\Run\\Updater",
      registry_hive: "HKLM",
      registry_key_name: "HKLM\\Software\\Run",
      registry_value_name: "Updater",
      registry_value_data: "0x00000001",
      registry_value_type: "REG_DWORD",
      "Registry.registry_value_data": "0x00000001",
      "Registry.registry_path": "HKLM\\Software\\Run\\Updater",
      "Registry.process_name": "reg.exe",
      "Registry.no_such_field": null,
      "Processes.process_name": null,
      "tag::object_category": "registry",
    },
  ],
  [
    "Sysmon: a value that is no number",
    sysmon(13, { TargetObject: "HKLM\\A\\B", Details: "C:\\x (0x1)" }),
    { registry_value_data: "C:\\x (0x1)", registry_value_type: "REG_SZ" },
  ],
  [
    "Sysmon: a registry key",
    sysmon(12, { EventType: "DeleteKey", TargetObject: "HKU\\S-1-5\\Software\\Evil" }),
    {
      action: "deleted",
      registry_key_name: "HKU\\S-1-5\\Software\\Evil",
      registry_value_name: null,
      "Registry.registry_value_name": "Evil",
    },
  ],
  [
    "Sysmon: a key that is made",
    sysmon(12, { EventType: "CreateKey", TargetObject: "HKLM\\A" }),
    { action: "created", "Registry.action": "created" },
  ],
  [
    "Sysmon: a connection",
    sysmon(3, {
      Image: "C:\\a\\b.exe",
      User: "CORP\\ann",
      Protocol: "tcp",
      Initiated: "true",
      SourceIp: "10.0.0.1",
      SourcePort: "50000",
      DestinationIp: "8.8.8.8",
      DestinationPort: "443",
      SourceIsIpv6: "false",
    }),
    {
      user: "ann",
      dest: "ws1.corp.local",
      dest_ip: "8.8.8.8",
      "All_Traffic.dest": "8.8.8.8",
      "All_Traffic.src": "10.0.0.1",
      "All_Traffic.dest_port": "443",
      "All_Traffic.app": "C:\\a\\b.exe",
      "All_Traffic.transport": "tcp",
      "All_Traffic.action": "allowed",
      "All_Traffic.direction": "outbound",
      protocol_version: "ipv4",
    },
  ],
  [
    "Sysmon: a question to a name server",
    sysmon(22, { QueryName: "evil.example", QueryStatus: "0", QueryResults: "type: 5 a.example;::ffff:10.0.0.9;", Image: "C:\\a.exe" }),
    {
      "DNS.query": "evil.example",
      "DNS.answer": "type: 5 a.example;::ffff:10.0.0.9;",
      "DNS.reply_code_id": "0",
      "DNS.src": "ws1.corp.local",
      answer_count: 2,
    },
  ],
  [
    "Sysmon: a file",
    sysmon(11, { TargetFilename: "C:\\Users\\a\\x.ps1", CreationUtcTime: "2020-09-04 07:08:01.000" }),
    {
      "Filesystem.file_name": "x.ps1",
      "Filesystem.file_path": "C:\\Users\\a\\x.ps1",
      "Filesystem.file_create_time": "2020-09-04 07:08:01.000",
      "Filesystem.action": "created",
    },
  ],
  [
    "Sysmon: a file that is removed",
    sysmon(23, { TargetFilename: "C:\\x", Hashes: "MD5=AA" }),
    { "Filesystem.action": "deleted", "Filesystem.file_hash": "MD5=AA" },
  ],
  [
    "Sysmon: a stream is no event of Filesystem",
    sysmon(15, { TargetFilename: "C:\\x", Hash: "MD5=AA" }),
    { MD5: "AA", "Filesystem.file_name": null },
  ],
  [
    "Sysmon: an image that is loaded",
    sysmon(7, { Image: "C:\\a\\p.exe", ImageLoaded: "C:\\b\\l.dll", ProcessId: "7", Signed: "true", SignatureStatus: "Valid" }),
    {
      process_name: "p.exe",
      loaded_file: "l.dll",
      loaded_file_path: "C:\\b\\l.dll",
      parent_process_name: "p.exe",
      service_dll_signature_verified: "true",
    },
  ],
  [
    "Sysmon: access to another process",
    sysmon(10, {
      SourceImage: "C:\\a\\s.exe",
      SourceProcessGUID: "{1}",
      SourceProcessId: "5",
      TargetImage: "C:\\Windows\\lsass.exe",
      TargetProcessGUID: "{2}",
    }),
    {
      process_name: "s.exe",
      process_id: "5",
      process_guid: "{1}",
      SourceProcessGuid: "{1}",
      TargetProcessGuid: "{2}",
      target_process_name: "lsass.exe",
    },
  ],
  [
    "Security: a process",
    security(4688, {
      SubjectUserName: "ann",
      TargetUserName: "-",
      NewProcessName: "C:\\Windows\\cmd.exe",
      NewProcessId: "0xa44",
      ProcessId: "0x7a0",
      ParentProcessName: "C:\\Windows\\explorer.exe",
      CommandLine: "cmd /c dir",
      MandatoryLabel: "S-1-16-12288",
    }),
    {
      user: "ann",
      process_name: "cmd.exe",
      process_id: "2628",
      new_process_id: "2628",
      process: "cmd /c dir",
      parent_process: "C:\\Windows\\explorer.exe",
      parent_process_id: "1952",
      parent_process_name: "explorer.exe",
      process_integrity_level: "high",
      "Processes.process": "cmd /c dir",
      "Processes.process_integrity_level": null,
      "Processes.parent_process_name": "explorer.exe",
      signature: "A new process has been created",
    },
  ],
  [
    "Security: a process that is started for another account is one of the account that starts it",
    security(4688, { SubjectUserName: "WS1$", TargetUserName: "ann", NewProcessName: "C:\\a b\\c.exe", CommandLine: "c.exe -x" }),
    { user: "WS1$", src_user: "WS1$", process: "c.exe -x", "Processes.user": "WS1$", "Processes.process": "c.exe -x" },
  ],
  [
    "Security: process ids that are decimal or none",
    security(4689, { ProcessId: "4321", CallerProcessId: "0x10" }),
    { process_id: "4321", parent_process_id: null },
  ],
  ["Security: the process id of a caller", security(4798, { CallerProcessId: "0x10" }), { process_id: "16" }],
  ["Security: a process id that is no number", security(4689, { ProcessId: "0xzz" }), { process_id: null }],
  [
    "Security: a process whose command line was not logged",
    security(4688, { NewProcessName: "C:\\cmd.exe" }),
    { process: null, "Processes.process": null, process_name: "cmd.exe" },
  ],
  [
    "Security: a logon over the network",
    security(4624, {
      SubjectUserName: "-",
      SubjectDomainName: "-",
      TargetUserName: "ann",
      IpAddress: "10.0.0.5",
      WorkstationName: "WS1",
      IpPort: "1",
      LogonType: "3",
      TargetLogonId: "0x1",
    }),
    {
      user: "ann",
      src_user: null,
      src_user_name: null,
      src_nt_domain: null,
      Caller_User_Name: "-",
      Caller_Domain: "-",
      src: "10.0.0.5",
      app: "win:remote",
      action: "success",
      Logon_Type: "3",
      "Authentication.action": "success",
      "Authentication.user": "ann",
      "Successful_Authentication.user": "ann",
      "Failed_Authentication.user": null,
    },
  ],
  [
    "Security: a logon that failed",
    security(4625, {
      EventType: "AUDIT_FAILURE",
      TargetUserName: "ann",
      SubjectUserName: "WS$",
      WorkstationName: "WS1",
      IpAddress: "-",
      LogonType: "2",
    }),
    { action: "failure", status: "failure", src: "WS1", app: "win:local", "Failed_Authentication.user": "ann", "tag::action": "failure" },
  ],
  [
    "Security: a failure told by its keywords",
    security(4768, { EventType: null, Keywords: "0x8010000000000000", Status: "0x12" }),
    { action: "failure", Error_Code: "0x12" },
  ],
  [
    "Security: explicit credentials for a server",
    security(4648, { SubjectUserName: "ann", TargetUserName: "bob", TargetServerName: "fs1.corp.local", IpAddress: "-" }),
    {
      dest: "fs1.corp.local",
      dest_nt_host: "fs1",
      dvc: "dc1.corp.local",
      host: "dc1.corp.local",
      Computer: "dc1.corp.local",
      user: "bob",
      src_user: "ann",
    },
  ],
  [
    "Security: explicit credentials for this machine",
    security(4648, { TargetUserName: "bob", TargetServerName: "LOCALHOST" }),
    { dest: "dc1.corp.local", Target_Server_Name: "LOCALHOST" },
  ],
  [
    "Security: explicit credentials for a server that is not said",
    security(4648, { TargetServerName: "-" }),
    { dest: "dc1.corp.local", dest_nt_host: null },
  ],
  ["Security: explicit credentials without a server", security(4648, {}), { dest: "dc1.corp.local" }],
  [
    "Security: the server of other events is not what they are about",
    security(4624, { TargetServerName: "fs1" }),
    { dest: "dc1.corp.local" },
  ],
  [
    "Security: a registry value",
    security(4657, {
      ObjectName: "\\REGISTRY\\MACHINE\\SOFTWARE\\Run",
      ObjectValueName: "Updater",
      NewValueType: "%%1873",
      NewValue: "C:\\a.exe",
    }),
    {
      registry_path: "\\REGISTRY\\MACHINE\\SOFTWARE\\Run",
      registry_value_name: "Updater",
      registry_value_type: "%%1873",
      "Registry.registry_path": null,
    },
  ],
  [
    "Security: other objects are no registry values",
    security(4663, { ObjectName: "C:\\a.txt", ObjectType: "File" }),
    { registry_path: null, registry_value_name: null, registry_value_type: null },
  ],
  [
    "Security: a member that is added to a group",
    security(4728, {
      SubjectUserName: "admin",
      TargetUserName: "Domain Admins",
      TargetDomainName: "CORP",
      MemberName: "CN=Ann Lee,CN=Users,DC=corp,DC=local",
      MemberSid: "S-1-5-21-1-1105",
    }),
    {
      user: "Ann Lee",
      user_name: "Ann Lee",
      src_user: "admin",
      Group_Name: "Domain Admins",
      Group_Domain: "CORP",
      user_group: "Domain Admins",
      object: "Domain Admins",
      member_dn: "CN=Ann Lee,CN=Users,DC=corp,DC=local",
      "All_Changes.user": "Domain Admins",
    },
  ],
  [
    "Security: a member whose name has a comma",
    security(4733, { TargetUserName: "DnsAdmins", MemberName: "cn=Lee\\, Ann,OU=Staff,DC=corp" }),
    { user: "Lee, Ann", Group_Name: "DnsAdmins" },
  ],
  [
    "Security: a member that is known by its number",
    security(4732, { TargetUserName: "Administrators", TargetDomainName: "Builtin", MemberName: "-", MemberSid: "S-1-5-21-1-1001" }),
    { user: "S-1-5-21-1-1001", Group_Name: "Administrators", Group_Domain: "Builtin" },
  ],
  [
    "Security: a member whose number the collector has resolved",
    security(4756, { TargetUserName: "Ops", MemberName: "-", MemberSid: "CORP\\ann" }),
    { user: "ann" },
  ],
  [
    "Security: the members of a group are listed",
    security(4799, { SubjectUserName: "ann", TargetUserName: "Administrators", TargetDomainName: "Builtin", CallerProcessId: "0x1f0" }),
    { user: "Administrators", src_user: "ann", Group_Name: "Administrators", Group_Domain: "Builtin", process_id: "496" },
  ],
  [
    "Security: the first of the group's events",
    security(4727, { TargetUserName: "Ops", TargetDomainName: "CORP" }),
    { Group_Name: "Ops", Group_Domain: "CORP", user: "Ops" },
  ],
  ["Security: the last of them", security(4764, { TargetUserName: "Ops" }), { Group_Name: "Ops", Group_Domain: null }],
  ["Security: a group that was changed", security(4737, { TargetUserName: "Ops" }), { Group_Name: "Ops" }],
  ...[4726, 4736, 4738, 4743, 4765, 4798].map((id): [string, JsonObject, Record<string, unknown>] => [
    `Security: ${id} is about no group`,
    security(id, { TargetUserName: "ann", TargetDomainName: "CORP" }),
    { Group_Name: null, Group_Domain: null, user: "ann" },
  ]),
  [
    "Security: an account that is renamed",
    security(4781, { SubjectUserName: "admin", OldTargetUserName: "WS1$", NewTargetUserName: "dc1", TargetDomainName: "CORP" }),
    { user: "dc1", user_name: "dc1", object: "dc1", src_user: "admin", "All_Changes.user": "dc1", "All_Changes.object": "dc1" },
  ],
  [
    "Security: an account that is locked",
    security(4740, { TargetUserName: "ann", TargetSid: "S-1-5-21-1", SubjectUserName: "DC1$" }),
    {
      "All_Changes.action": "lockout",
      "All_Changes.result": "lockout",
      "All_Changes.user": "ann",
      "All_Changes.result_id": "4740",
      "All_Changes.status": "success",
      "All_Changes.Account_Management.src_user": "DC1$",
      "Account_Management.src_user": "DC1$",
      "Auditing_Changes.user": null,
      nodename: [
        "Signatures",
        "All_Changes",
        "All_Changes.Account_Management",
        "All_Changes.Account_Management.Accounts_Modified",
        "All_Changes.Account_Management.Account_Lockouts",
      ],
    },
  ],
  [
    "Security: the log was cleared",
    security(1102, { SubjectUserName: "ann" }),
    { "All_Changes.action": "cleared", "Auditing_Changes.action": "cleared", action: "success" },
  ],
  [
    "System: a service",
    {
      EventID: 7045,
      Channel: "System",
      Hostname: "ws1",
      ServiceName: "evil",
      ImagePath: "C:\\a\\b.exe",
      StartType: "auto start",
      AccountName: "CORP\\svc",
    },
    { service: "evil", start_mode: "auto start", "Services.service_name": "evil", "Services.service_exec": "b.exe" },
  ],
  [
    "System: a service that stopped",
    { EventID: 7036, Channel: "System", param1: "sppsvc", param2: "stopped" },
    { ServiceName: "sppsvc", status: "stopped" },
  ],
  [
    "Defender",
    {
      System: { EventID: 1117, Channel: "Microsoft-Windows-Windows Defender/Operational", Computer: "ws1" },
      EventData: { "Threat Name": "Trojan:X", "Action ID": "2", Path: "file:_C:\\a\\x.exe; file:_C:\\b", "Detection User": "CORP\\ann" },
    },
    {
      "Malware_Attacks.signature": "Trojan:X",
      "Malware_Attacks.action": "deferred",
      "Malware_Attacks.file_name": "x.exe",
      "Malware_Attacks.user": "ann",
    },
  ],
]
for (const [title, record, expected] of cases)
  test(title, () => {
    assert.equal(pick(bindJson(record), Object.keys(expected)), expected)
  })

const searched: readonly [string, "source" | "sourcetype", readonly string[]][] = [
  ["Security", "source", ["XmlWinEventLog:Security", "WinEventLog:Security"]],
  ["Security", "sourcetype", ["XmlWinEventLog", "XmlWinEventLog:Security", "WinEventLog:Security", "WinEventLog"]],
  ["Linux-Sysmon/Operational", "source", ["Syslog:Linux-Sysmon/Operational"]],
]
for (const [channel, name, names] of searched)
  test(`searches know an event of ${channel} by each ${name}`, () => {
    assert.equal([...bindJson({ EventID: 1, Channel: channel }).knownAs(name)], names)
  })

test.run()
