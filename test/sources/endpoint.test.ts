import { test } from "uvu"
import * as assert from "uvu/assert"
import { type Expectation, read } from "./log-events.ts"

const sensor = { aid: "a1", cid: "c1", timestamp: "1704164645000", event_platform: "Win", ComputerName: "pc1" }

const cases: readonly [title: string, log: string | object, expected: Expectation][] = [
  [
    "a process of the Falcon sensor",
    {
      ...sensor,
      event_simpleName: "ProcessRollup2",
      CommandLine: "cmd /c x",
      ImageFileName: "\\Device\\HarddiskVolume1\\Windows\\System32\\cmd.exe",
      ParentBaseFileName: "explorer.exe",
      TargetProcessId: "7",
      ParentProcessId: "6",
      IntegrityLevel: "12288",
      TokenType: "1",
      UserName: "ann",
      SHA256HashData: "h",
    },
    {
      source: "CrowdStrike ProcessRollup2",
      fields: {
        _time: 1704164645,
        source: "crowdstrike",
        sourcetype: "crowdstrike:events:sensor",
        "Processes.process_name": "cmd.exe",
        "Processes.process": "cmd /c x",
        "Processes.parent_process_name": "explorer.exe",
        "Processes.user": "ann",
        "Processes.dest": "pc1",
        "Processes.process_integrity_level": "high",
        IntegrityLevel_meaning: "HIGH",
        TokenType_meaning: "PRIMARY",
        process_hash: "h",
        os: "Windows",
      },
      datasets: ["Endpoint.Processes"],
    },
  ],
  [
    "a value of the registry that the sensor saw",
    {
      ...sensor,
      event_simpleName: "AsepValueUpdate",
      RegObjectName: "\\REGISTRY\\MACHINE\\SOFTWARE\\Run",
      RegValueName: "x",
      RegStringValue: "x.exe",
      ContextProcessId: "7",
    },
    {
      source: "CrowdStrike ProcessRollup2",
      fields: {
        "Registry.registry_path": "\\REGISTRY\\MACHINE\\SOFTWARE\\Run",
        "Registry.registry_value_name": "x",
        "Registry.registry_value_data": "x.exe",
        "Registry.action": "modified",
        "Registry.process_id": "7",
      },
      datasets: ["Endpoint.Registry"],
    },
  ],
  [
    "a name that a process asked for",
    { ...sensor, event_simpleName: "DnsRequest", DomainName: "a.b", RequestType: "1", IP4Records: "192.0.2.1;192.0.2.2;" },
    {
      source: "CrowdStrike ProcessRollup2",
      fields: { "DNS.query": "a.b", "DNS.answer": ["192.0.2.1", "192.0.2.2"], "DNS.src": "pc1" },
      datasets: ["Network_Resolution.DNS"],
    },
  ],
  [
    "a detection of the event stream",
    {
      metadata: { eventType: "DetectionSummaryEvent", customerIDString: "c", offset: 1, eventCreationTime: 1704164645000 },
      event: {
        DetectName: "Malware",
        DetectId: "d",
        SeverityName: "High",
        Severity: 4,
        ComputerName: "pc1",
        UserName: "ann",
        EndpointIp: "10.0.0.5",
      },
    },
    {
      source: "CrowdStrike Event Streams",
      fields: {
        _time: 1704164645,
        sourcetype: "CrowdStrike:Event:Streams:JSON",
        "event.EndpointIp": "10.0.0.5",
        "Alerts.signature": "Malware",
        "Alerts.severity": "high",
        "Alerts.dest": "pc1",
      },
      datasets: ["Alerts.Alerts"],
    },
  ],
  [
    "an identity and its risk",
    {
      primaryDisplayName: "admin ann",
      riskScore: 0.8,
      riskScoreSeverity: "HIGH",
      riskFactors: [{ type: "WEAK_PASSWORD_POLICY", severity: "HIGH" }],
      accounts: [{ samAccountName: "ann", domain: "x", dn: "CN=ann" }],
      roles: [{ type: "AdminAccountRole" }],
    },
    {
      source: "CrowdStrike Identities",
      fields: { sourcetype: "crowdstrike:identities", "riskFactors{}.type": "WEAK_PASSWORD_POLICY", user: "ann", severity: "high" },
    },
  ],
  [
    "a process of Carbon Black EDR",
    {
      type: "ingress.event.procstart",
      timestamp: 1704164645,
      computer_name: "pc1",
      path: "c:\\windows\\cmd.exe",
      command_line: "cmd /c x",
      username: "x\\ann",
      pid: 7,
      process_guid: "g",
      parent_path: "c:\\windows\\explorer.exe",
      parent_pid: 6,
      parent_guid: "p",
      sha256: "h",
    },
    {
      source: "VMware Carbon Black EDR",
      fields: {
        _time: 1704164645,
        "Processes.process_name": "cmd.exe",
        "Processes.process": "cmd /c x",
        "Processes.parent_process_name": "explorer.exe",
        "Processes.dest": "pc1",
        "Processes.process_guid": "g",
      },
      datasets: ["Endpoint.Processes"],
    },
  ],
  [
    "an alert of Carbon Black Cloud",
    {
      type: "CB_ANALYTICS",
      org_key: "o",
      device_id: 1,
      device_name: "pc1",
      id: "a1",
      severity: 7,
      reason: "Bad",
      process_name: "c:\\x.exe",
      backend_timestamp: "2024-01-02T03:04:05Z",
      process_username: "x\\ann",
    },
    {
      source: "VMware Carbon Black Cloud",
      fields: {
        _time: 1704164645,
        "Alerts.severity": "high",
        "Alerts.signature": "Bad",
        "Alerts.dest": "pc1",
        process_name: "x.exe",
        user: "ann",
      },
      datasets: ["Alerts.Alerts"],
    },
  ],
  [
    "a process of osquery",
    {
      name: "es_process_events",
      hostIdentifier: "mac1",
      calendarTime: "Tue Jan  2 03:04:05 2024 UTC",
      unixTime: 1704164645,
      columns: { cmdline: "plutil x", path: "/usr/bin/plutil", pid: "7", parent: "6", username: "ann", uid: "501", cwd: "/tmp" },
      action: "added",
    },
    {
      source: "osquery",
      fields: {
        _time: 1704164645,
        sourcetype: "osquery:results",
        eventtype: ["osquery", "osquery-process"],
        "columns.path": "/usr/bin/plutil",
        process_id: "7",
        parent_process_id: "6",
        dest: "mac1",
        "Processes.process_name": "plutil",
        "Processes.process": "plutil x",
      },
      datasets: ["Endpoint.Processes"],
    },
  ],
  [
    "an execution of auditd",
    'type=SYSCALL msg=audit(1704164645.500:92): arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=6 pid=7 auid=1000 uid=0 comm="insmod" exe="/usr/bin/kmod" key="rootcmd" SYSCALL=execve AUID="ann" UID="root"\n',
    {
      source: "Linux Auditd",
      fields: {
        _time: 1704164645.5,
        source: "/var/log/audit/audit.log",
        sourcetype: "linux:audit",
        type: "SYSCALL",
        SYSCALL: "execve",
        UID: "root",
        exe: "/usr/bin/kmod",
        host: "unknown",
        "Processes.process_name": "kmod",
        "Processes.process_id": "7",
      },
      datasets: ["Endpoint.Processes"],
    },
  ],
  [
    "a user that auditd sees added, with the node's name",
    `node=h1 type=ADD_USER msg=audit(1704164645.500:93): pid=7 uid=0 auid=1000 ses=1 msg='op=adding user id=1002 exe="/usr/sbin/useradd" hostname=h1 addr=? terminal=pts/1 res=success'\n`,
    {
      source: "Linux Auditd",
      fields: {
        host: "h1",
        type: "ADD_USER",
        res: "success",
        exe: "/usr/sbin/useradd",
        "All_Changes.action": "created",
        "All_Changes.object_category": "user",
        "All_Changes.status": "success",
      },
      datasets: ["Change.Account_Management"],
    },
  ],
  [
    "a password that sshd refuses",
    "Jan  2 03:04:05 h1 sshd[7]: Failed password for invalid user admin from 198.51.100.7 port 4022 ssh2\n",
    {
      source: "Linux Secure",
      fields: {
        source: "/var/log/secure",
        sourcetype: "linux_secure",
        user: "admin",
        src: "198.51.100.7",
        src_port: "4022",
        action: "failure",
        app: "sshd",
        dest: "h1",
        pid: "7",
      },
      datasets: ["Authentication.Failed_Authentication"],
    },
  ],
  [
    "a command with sudo",
    "Jan  2 03:04:05 h1 sudo:    ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/bin/cat /etc/shadow\n",
    {
      source: "Linux Secure",
      fields: { src_user: "ann", user: "root", command: "/bin/cat /etc/shadow", action: "success" },
      datasets: ["Authentication.Successful_Authentication"],
    },
  ],
  [
    "a user that may not use sudo",
    "Jan  2 03:04:05 h1 sudo[7]: eve : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/eve ; USER=root ; COMMAND=/bin/ls\n",
    {
      source: "Linux Secure",
      fields: { src_user: "eve", reason: "user NOT in sudoers", action: "failure" },
      datasets: ["Authentication.Failed_Authentication"],
    },
  ],
  [
    "a session that su opens",
    "Jan  2 03:04:05 h1 su[7]: pam_unix(su:session): session opened for user root(uid=0) by ann(uid=1000)\n",
    {
      source: "Linux Secure",
      fields: { user: "root", src_user: "ann", action: "success" },
      datasets: ["Authentication.Successful_Authentication"],
    },
  ],
  [
    "a user that is made",
    "Jan  2 03:04:05 h1 useradd[7]: new user: name=mallory, UID=1002, GID=1002, home=/home/mallory, shell=/bin/bash\n",
    { source: "Linux Secure", fields: { user: "mallory", action: "created", change_type: "AAA" }, datasets: ["Change.Accounts_Created"] },
  ],
  [
    "another program's line",
    "Jan  2 03:04:05 h1 cron[7]: (root) CMD (true)\n",
    { source: "Syslog", fields: { sourcetype: "syslog", dest: "h1", app: "cron" } },
  ],
  [
    "a packet that the kernel logs",
    "Jan  2 03:04:05 h1 kernel: [12.3] [UFW BLOCK] IN=eth0 OUT= SRC=198.51.100.7 DST=10.0.0.5 LEN=40 TTL=244 PROTO=TCP SPT=1 DPT=22\n",
    {
      source: "Linux Netfilter",
      fields: { src: "198.51.100.7", dest_port: "22", transport: "tcp", action: "blocked" },
      datasets: ["Network_Traffic.Blocked_Traffic"],
    },
  ],
]
for (const [title, log, expected] of cases)
  test(title, async () => {
    assert.equal(await read(log, expected), expected)
  })

test.run()
