import { test } from "uvu"
import * as assert from "uvu/assert"
import { type Expectation, read } from "./log-events.ts"

const cases: readonly [title: string, log: string | object, expected: Expectation][] = [
  [
    "the combined format",
    '198.51.100.7 - ann [02/Jan/2024:03:04:05 +0000] "GET /a?b=1 HTTP/1.1" 404 23 "http://ref.org/x" "curl/8"\n',
    {
      source: "Web Access",
      fields: {
        _time: 1704164645,
        sourcetype: "access_combined",
        "Web.src": "198.51.100.7",
        "Web.url": "/a?b=1",
        "Web.uri_path": "/a",
        "Web.status": "404",
        "Web.http_method": "GET",
        "Web.http_user_agent": "curl/8",
        "Web.user": "ann",
        action: "failure",
        http_referrer_domain: "ref.org",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "the pairs of NGINX Plus",
    'site="x.org" server="x.org" dest_port="80" dest_ip="10.0.0.1" src="198.51.100.7" src_ip="198.51.100.7" user="-" time_local="02/Jan/2024:03:04:05 +0000" protocol="HTTP/1.1" status="200" bytes_out="26" bytes_in="19" http_user_agent="UA" nginx_version="1.21.3" http_x_forwarded_for="-" uri_query="b=1" uri_path="/a" http_method="POST"\n',
    {
      source: "Nginx Access",
      fields: {
        _time: 1704164645,
        sourcetype: "nginx:plus:kv",
        "Web.url": "http://x.org/a?b=1",
        "Web.dest": "x.org",
        "Web.http_method": "POST",
        "Web.status": "200",
        bytes: 45,
        status_description: "OK",
        status_type: "Success",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "Internet Information Services",
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken\n2024-01-02 03:04:05 10.0.0.1 POST /autodiscover/x PowerShell 443 ann 198.51.100.7 UA+1 200 15\n",
    {
      source: "Windows IIS",
      fields: {
        _time: 1704164645,
        source: "ms:iis:splunk",
        sourcetype: "ms:iis:splunk",
        c_uri: "/autodiscover/x",
        cs_uri_query: "PowerShell",
        cs_method: "POST",
        "Web.url": "/autodiscover/x?PowerShell",
        "Web.src": "198.51.100.7",
        "Web.http_user_agent": "UA 1",
        "Web.status": "200",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "CrushFTP",
    "SESSION|01/02/2024 03:04:05.678|[HTTPS:1_2_x:anonymous:198.51.100.7] READ: *POST /WebInterface/function/?command=zip HTTP/1.1*\n",
    {
      source: "CrushFTP",
      fields: {
        sourcetype: "crushftp:sessionlogs",
        user: "anonymous",
        src_ip: "198.51.100.7",
        http_method: "POST",
        uri_path: "/WebInterface/function/",
        uri_query: "command=zip",
      },
      datasets: ["Web.Web"],
    },
  ],
  [
    "Ivanti Virtual Traffic Manager",
    "[02/Jan/2024:03:04:05 +0000]\tUSER=!!ABSENT!!\tGROUP=!!ABSENT!!\tAUTH=!!ABSENT!!\tIP=!!ABSENT!!\tOPERATION=adduser\tMODUSER=mallory\tMODGROUP=admin\n",
    {
      source: "Ivanti VTM Audit",
      fields: {
        _time: 1704164645,
        sourcetype: "ivanti_vtm_audit",
        OPERATION: "adduser",
        IP: "!!ABSENT!!",
        src: null,
        user: "mallory",
        action: "created",
      },
      datasets: ["Change.Account_Management"],
    },
  ],
  [
    "PaperCut",
    "2024-01-02 03:04:05,678 DEBUG biz.papercut.LoginPage:12 - loginType=Admin, userName=admin, from 203.0.113.7 [http-5]\n",
    {
      source: "PaperCut NG",
      fields: { sourcetype: "papercutng", loginType: "Admin", userName: "admin", src: "203.0.113.7", host: "unknown" },
    },
  ],
  [
    "the SFTP server of MOVEit",
    "2024-01-02 03:04:05.678 #05 z10 UserAuthRequestHandler: SftpPublicKeyAuthenticator: Attempted to authenticate empty public key fingerprint\n",
    { source: "MOVEit SFTP", fields: { sourcetype: "sftp_server_logs", component: "UserAuthRequestHandler" } },
  ],
  [
    "a message that Exchange tracks",
    {
      "date-time": "2024-01-02T03:04:05.678Z",
      "client-ip": "10.0.0.5",
      "server-hostname": "ex1",
      source: "SMTP",
      "event-id": "RECEIVE",
      "message-id": "<m>",
      "recipient-address": "a@x.org;b@x.org",
      "message-subject": "s",
      "sender-address": "eve@y.org",
    },
    {
      source: "Exchange Message Tracking",
      fields: {
        _time: 1704164645.678,
        "All_Email.src_user": "eve@y.org",
        "All_Email.recipient": ["a@x.org", "b@x.org"],
        "All_Email.subject": "s",
        "All_Email.dest": "ex1",
      },
      datasets: ["Email.All_Email"],
    },
  ],
  [
    "a search in Splunk's audit trail",
    "Audit:[timestamp=01-02-2024 03:04:05.678, user=ann, action=search, info=granted , search_id='1', search='| makeresults | eval a=\"b\"', autojoin='1'][n/a]\n",
    {
      source: "Splunk Audit",
      fields: {
        _time: 1704164645.678,
        source: "audittrail",
        sourcetype: "audittrail",
        user: "ann",
        action: "search",
        info: "granted",
        search: '| makeresults | eval a="b"',
      },
      datasets: ["Splunk_Audit.Search_Activity"],
    },
  ],
  [
    "a logon in Splunk's audit trail",
    "Audit:[timestamp=01-02-2024 03:04:05.678, user=eve, action=login attempt, info=failed, src=198.51.100.7][n/a]\n",
    {
      source: "Splunk Audit",
      fields: {
        action: "login attempt",
        "Authentication.action": "failure",
        "Authentication.user": "eve",
        "Authentication.src": "198.51.100.7",
      },
      datasets: ["Authentication.Failed_Authentication"],
    },
  ],
  [
    "a line of splunkd",
    '01-02-2024 03:04:05.678 +0000 DEBUG JsonWebToken [77 TcpChannelThread] - Validating token: user="ann", id="1", kind="x"\n',
    {
      source: "Splunk Daemon",
      fields: {
        _time: 1704164645.678,
        sourcetype: "splunkd",
        eventtype: "splunkd-log",
        log_level: "DEBUG",
        component: "JsonWebToken",
        event_message: 'Validating token: user="ann", id="1", kind="x"',
      },
    },
  ],
  [
    "a request to Splunk",
    '198.51.100.7 - ann [02/Jan/2024:03:04:05.678 +0000] "POST /en-US/splunkd/__raw/servicesNS/-/x?output_mode=json HTTP/1.1" 200 12 "-" "UA" - 65f2 12ms\n',
    {
      source: "Splunk Access",
      fields: {
        sourcetype: "splunkd_ui_access",
        uri_path: "/en-US/splunkd/__raw/servicesNS/-/x",
        method: "POST",
        status: "200",
        spent: "12",
        user: "ann",
      },
      datasets: ["Web.Web"],
    },
  ],
  ["a record that nobody knows", { when: "now", what: { else: 1 } }, { source: "none", fields: { "what.else": 1, tag: null } }],
]
for (const [title, log, expected] of cases)
  test(title, async () => {
    assert.equal(await read(log, expected), expected)
  })

test.run()
