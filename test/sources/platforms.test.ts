import { test } from "uvu"
import * as assert from "uvu/assert"
import { type Expectation, eventsOfLog, read } from "./log-events.ts"

const kubernetesRequest = {
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  auditID: "6f",
  stage: "ResponseComplete",
  requestURI: "/api/v1/namespaces/default/secrets?limit=5",
  verb: "list",
  user: { username: "ann", groups: ["g1", "g2"] },
  sourceIPs: ["198.51.100.7"],
  userAgent: "kubectl",
  objectRef: { resource: "secrets", namespace: "default", apiVersion: "v1" },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: "2024-01-18T10:11:12.500000Z",
}
const entraChange = {
  time: "2023-12-01T10:11:12.500000Z",
  resourceId: "/tenants/t1/providers/Microsoft.aadiam",
  operationName: "Update user",
  category: "AuditLogs",
  tenantId: "t1",
  callerIpAddress: "198.51.100.7",
  correlationId: "c1",
  properties: {
    id: "D",
    result: "success",
    activityDisplayName: "Update user",
    initiatedBy: { user: { userPrincipalName: "ann@x.org" } },
    targetResources: [{ id: "u2", type: "User", userPrincipalName: "bob@x.org" }],
  },
}
const falcoLine =
  "A shell was spawned in a container (evt_type=execve user=root process=bash parent=runc container_id=0ee k8s_pod_name=nginx)"

const cases: readonly [title: string, log: string | object, expected: Expectation][] = [
  [
    "a request to a cluster in Azure, whose audit event is text within the record",
    {
      category: "kube-audit",
      operationName: "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read",
      resourceId: "/SUBSCRIPTIONS/S/MANAGEDCLUSTERS/C",
      properties: { log: JSON.stringify(kubernetesRequest), stream: "stdout", pod: "kube-apiserver-x" },
      time: "2024-01-18T10:11:13Z",
    },
    {
      source: "Azure Kubernetes Audit",
      fields: {
        _time: 1705572672.5,
        source: "kubernetes",
        sourcetype: "mscs:storage:blob:json",
        host: "kube-apiserver-x",
        verb: "list",
        "user.username": "ann",
        "user.groups{}": ["g1", "g2"],
        "sourceIPs{}": "198.51.100.7",
        "objectRef.resource": "secrets",
        src_ip: "198.51.100.7",
        user: "ann",
        status: "success",
        uri_path: "/api/v1/namespaces/default/secrets",
      },
    },
  ],
  [
    "a change that an Event Hub of Azure carries in an array",
    { records: [entraChange] },
    {
      source: "Azure Active Directory",
      fields: { _time: 1701425472.5, operationName: "Update user", src_user: "ann@x.org", user: "bob@x.org" },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "one that it carries as the body of a message",
    { body: entraChange, "x-opt-sequence-number": 7, "x-opt-offset": "1", "x-opt-enqueued-time": 1701425480000 },
    {
      source: "Azure Active Directory",
      fields: { _time: 1701425472.5, operationName: "Update user", src_user: "ann@x.org", user: "bob@x.org" },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "an alert of Falco that Docker keeps as a line",
    { log: `10:11:12.123456789: Notice ${falcoLine}\n`, stream: "stdout", time: "2024-01-18T10:11:12.500Z" },
    {
      source: "Kubernetes Falco",
      fields: { _time: 1705572672.5, user: "root", process: "bash", parent: "runc", k8s_pod_name: "nginx", container_id: "0ee" },
      datasets: ["Alerts.Alerts"],
    },
  ],
  [
    "an alert of Falco that the runtime of Kubernetes keeps as a line",
    `2024-01-18T10:11:12.500Z stdout F {"output":"x","priority":"Notice","rule":"Terminal shell in container","time":"2024-01-18T10:11:12.250Z","output_fields":{"user.name":"root","proc.cmdline":"bash"}}\n`,
    {
      source: "Kubernetes Falco",
      fields: { _time: 1705572672.5, rule: "Terminal shell in container", user: "root", command: "bash", severity: "notice" },
      datasets: ["Alerts.Alerts"],
    },
  ],
  [
    "a request that the ingress controller of NGINX takes",
    '203.0.113.9 - - [10/Dec/2021:11:12:13 +0000] "GET /../etc/passwd HTTP/1.1" 404 153 "-" "curl/7.68" 350 0.003 [default-app-80] [] 10.1.1.1:80 612 0.003 404 0123abcd\n',
    {
      source: "Kubernetes Ingress NGINX",
      fields: {
        _time: 1639134733,
        sourcetype: "kube:container:controller",
        remote_addr: "203.0.113.9",
        request: "GET /../etc/passwd HTTP/1.1",
        proxy_upstream_name: "default-app-80",
        upstream_addr: "10.1.1.1:80",
        upstream_status: "404",
        req_id: "0123abcd",
        "Web.status": "404",
        "Web.url": "/../etc/passwd",
        "Web.dest": "10.1.1.1",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "a workflow of CircleCI",
    {
      completed_at: "2023-01-01T10:11:12Z",
      job_name: "build",
      workflow: { workflow_id: "w", workflow_name: "wf" },
      user: { login: "ann" },
      vcs_url: "https://github.com/a/b",
      status: "failed",
      reponame: "b",
    },
    {
      source: "CircleCI",
      fields: { _time: 1672567872, sourcetype: "circleci", user: "ann", object: "b", command: "build", result: "failed" },
    },
  ],
  [
    "a logon to a host of ESXi",
    "2023-10-05T10:11:12.500Z esx1 Hostd[2099]: info hostd[2099] [Originator@6876 sub=Vimsvc.ha-eventmgr opID=x user=root] Event 123 : User ann@198.51.100.7 logged in as VMware-client/6.5.0\n",
    {
      source: "VMWare ESXi Syslog",
      fields: {
        _time: 1696500672.5,
        sourcetype: "vmw-syslog",
        dest: "esx1",
        user: "ann",
        src: "198.51.100.7",
        action: "success",
        event_number: "123",
        component: "Vimsvc.ha-eventmgr",
      },
      datasets: ["Authentication.Successful_Authentication"],
    },
  ],
  [
    "a command in the shell of ESXi",
    "<14>2023-10-05T10:11:12.500Z esx1.x.org shell[2100]: [root]: esxcli system syslog config get\n",
    {
      source: "VMWare ESXi Syslog",
      fields: { user: "root", command: "esxcli system syslog config get", process_name: "esxcli", dest: "esx1.x.org" },
    },
  ],
  [
    "a request to Ollama",
    '[GIN] 2024/12/01 - 10:11:12 | 200 |  1.234567s |    198.51.100.7 | POST     "/api/generate"\n',
    {
      source: "Ollama Server",
      fields: {
        _time: 1733047872,
        sourcetype: "ollama:server",
        src: "198.51.100.7",
        status: "200",
        uri_path: "/api/generate",
        http_method: "POST",
        response_time: "1.234567s",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "what Ollama says of itself",
    'time=2024-12-01T10:11:12.500Z level=INFO source=server.go:127 msg="offload to cpu" layers.model=33\n',
    { source: "Ollama Server", fields: { _time: 1733047872.5, message: "offload to cpu", severity: "info" } },
  ],
  [
    "a tool that a client of the Model Context Protocol calls",
    {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "read_file", arguments: { path: "/etc/passwd" } },
      timestamp: "2024-12-01T10:11:12Z",
    },
    {
      source: "MCP Server",
      fields: { _time: 1733047872, tool_name: "read_file", file_path: "/etc/passwd", file_name: "passwd", status: "success" },
    },
  ],
  [
    "a session to BIG-IP that is written to its audit log",
    'Oct  5 10:11:12 bigip1 notice httpd[123]: 01070417:5: AUDIT - user admin - RAW: httpd(pam_audit): user=admin(admin) partition=[All] host=198.51.100.7 attempts=1 start="Thu Oct  5 10:11:12 2023".\n',
    { source: "F5 BIG-IP", fields: { user: "admin", src: "198.51.100.7", dest: "bigip1" } },
  ],
  [
    "a message in the tracking log of Exchange",
    [
      "#Software: Microsoft Exchange Server",
      "#Log-type: Message Tracking Log",
      "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path",
      '2023-10-05T10:11:12.500Z,10.0.0.5,client1,10.0.0.6,EX1,"08DB;2023",EX1\\Default,SMTP,DELIVER,123,<m@x>,n,ann@x.org;bob@x.org,250 2.1.5,4567,2,,,"Hello, world",eve@y.org,eve@y.org',
      "",
    ].join("\r\n"),
    {
      source: "Exchange Message Tracking",
      fields: {
        _time: 1696500672.5,
        host: "EX1",
        "All_Email.src_user": "eve@y.org",
        "All_Email.recipient": ["ann@x.org", "bob@x.org"],
        "All_Email.subject": "Hello, world",
        "All_Email.size": "4567",
        "All_Email.action": "delivered",
        message_id: "<m@x>",
      },
      datasets: ["Email.All_Email"],
    },
  ],
  [
    "a request in the proxy log of Exchange",
    [
      "#Log-type: HttpProxy Logs",
      "#Fields: DateTime,RequestId,UrlHost,UrlStem,AuthenticationType,AuthenticatedUser,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,Method",
      "2023-10-05T10:11:12.500Z,r,mail.x.org,/autodiscover/autodiscover.json,Bearer,x\\ann,Mozilla/5.0,203.0.113.9,EX1,200,POST",
      "",
    ].join("\n"),
    {
      source: "Exchange HTTP Proxy",
      fields: {
        _time: 1696500672.5,
        host: "EX1",
        user: "x\\ann",
        src: "203.0.113.9",
        "Web.url": "/autodiscover/autodiscover.json",
        "Web.status": "200",
        "Web.http_method": "POST",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "a line of IIS without a header",
    "2022-10-01 10:11:12 10.0.0.5 GET /autodiscover/autodiscover.json a=b@c.com/powershell 443 - 203.0.113.9 Mozilla/5.0+(X) - 200 0 0 15\n",
    {
      source: "Windows IIS",
      fields: {
        _time: 1664619072,
        cs_uri_query: "a=b@c.com/powershell",
        c_ip: "203.0.113.9",
        cs_username: null,
        cs_User_Agent: "Mozilla/5.0 (X)",
        sc_status: "200",
        "Web.http_method": "GET",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "an instance as AWS describes it",
    { account_id: "1", region: "us-east-1", id: "i-1", image_id: "ami-1", instance_type: "t2.micro", private_ip_address: "10.0.0.5" },
    { source: "AWS Description", fields: { sourcetype: "aws:description", source: "us-east-1:ec2_instances", dest: "i-1" } },
  ],
  [
    "a data point of Kubernetes behind the HTTP event collector",
    {
      time: 1696500672,
      event: "metric",
      host: "node1",
      index: "kubernetes_metrics",
      sourcetype: "httpevent",
      fields: { "metric_name:k8s.pod.network.io": 123, "k8s.pod.name": "nginx", direction: "receive" },
    },
    {
      source: "Kubernetes Metrics",
      fields: {
        _time: 1696500672,
        host: "node1",
        index: "kubernetes_metrics",
        event: "metric",
        "metric_name:k8s.pod.network.io": 123,
        "k8s.pod.name": "nginx",
      },
    },
  ],
  [
    "a record of the kernel whose separator has been lost",
    'type=PATH msg=audit(1723118531.500:2319): item=1 name="/etc/profile.d/x.sh" nametype=CREATE cap_fver=0 cap_frootid=0OUID="root" OGID="adm"\n',
    {
      source: "Linux Auditd",
      fields: { cap_frootid: "0", OUID: "root", OGID: "adm", file_name: "x.sh", file_path: "/etc/profile.d/x.sh" },
    },
  ],
  [
    "a session of a firewall that names no host",
    "Oct 30 10:11:12 1,2020/10/30 10:11:12,012345678901,TRAFFIC,end,2049,2020/10/30 10:11:12,10.0.0.5,203.0.113.9,192.0.2.1,203.0.113.9,rule1,corp\\ann,,tor,vsys1,trust,untrust,ethernet1/1,ethernet1/2,lf,2020/10/30 10:11:12,12345,1,51000,443,40000,443,0x400053,tcp,allow,5000,2000,3000,40,2020/10/30 10:10:00,60,networking,0,1234567,0x0,10.0.0.0-10.255.255.255,United States,0,20,20,tcp-fin,0,0,0,0,,fw1,from-policy\n",
    {
      source: "Palo Alto Network Traffic",
      fields: { _time: 1604052672, host: "fw1", app: "tor", src: "10.0.0.5", dest: "203.0.113.9", user: "ann", action: "allowed" },
      datasets: ["Network_Traffic.All_Traffic"],
    },
  ],
]
for (const [title, log, expected] of cases)
  test(title, async () => {
    assert.equal(await read(log, expected), expected)
  })

test("each event of an activity of Google Workspace is one", async () => {
  const events = await eventsOfLog(
    JSON.stringify({
      kind: "admin#reports#activity",
      id: { time: "2023-12-01T10:11:12Z", applicationName: "admin", customerId: "C1" },
      actor: { email: "root@x.org" },
      events: [
        { type: "USER_SETTINGS", name: "CREATE_USER", parameters: [{ name: "USER_EMAIL", value: "eve@x.org" }] },
        { type: "USER_SETTINGS", name: "GRANT_ADMIN_PRIVILEGE", parameters: [{ name: "USER_EMAIL", value: "eve@x.org" }] },
      ],
    }),
  )
  assert.equal(
    events.map(({ source, event }) => [source, event.get("event.name"), event.get("event.parameters{}.value"), event.get("user")]),
    [
      ["Google Workspace", "CREATE_USER", "eve@x.org", "eve@x.org"],
      ["Google Workspace", "GRANT_ADMIN_PRIVILEGE", "eve@x.org", "eve@x.org"],
    ],
  )
})

test("lines of CloudWatch Logs are read as what they are", async () => {
  const flow = (port: number, action: string): string =>
    `2 123456789012 eni-1 10.0.0.5 203.0.113.9 51000 ${port} 6 5 500 1696500672 1696500732 ${action} OK`
  const events = await eventsOfLog(
    JSON.stringify({
      messageType: "DATA_MESSAGE",
      owner: "123456789012",
      logGroup: "mixed",
      logStream: "s",
      subscriptionFilters: ["all"],
      logEvents: [
        { id: "1", timestamp: 1696500672000, message: flow(443, "ACCEPT") },
        { id: "2", timestamp: 1696500673000, message: JSON.stringify(kubernetesRequest) },
        { id: "3", timestamp: 1696500674000, message: flow(22, "REJECT") },
      ],
    }),
  )
  assert.equal(
    events.map(({ source, event }) => [source, event.get("_time"), event.get("action"), event.get("dest_port")]),
    [
      ["AWS CloudWatchLogs VPCflow", 1696500672, "allowed", 443],
      ["Kubernetes Audit", 1696500673, "read", null],
      ["AWS CloudWatchLogs VPCflow", 1696500674, "blocked", 22],
    ],
  )
})

test("an event of which nobody says where it comes from has a host all the same, as in Splunk", async () => {
  const [first] = await eventsOfLog('{"a":1}\n')
  assert.is(first?.event.get("host"), "unknown")
})

test.run()
