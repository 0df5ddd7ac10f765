import { test } from "uvu"
import * as assert from "uvu/assert"
import { type Expectation, read } from "./log-events.ts"

const call = (more: object): object => ({
  eventVersion: "1.09",
  userIdentity: {
    type: "IAMUser",
    principalId: "AIDA1",
    arn: "arn:aws:iam::123456789012:user/ann",
    accountId: "123456789012",
    accessKeyId: "AKIA1",
    userName: "ann",
  },
  eventTime: "2024-03-05T06:07:08Z",
  eventSource: "ec2.amazonaws.com",
  awsRegion: "eu-west-1",
  sourceIPAddress: "198.51.100.7",
  userAgent: "aws-cli/2",
  readOnly: false,
  eventType: "AwsApiCall",
  managementEvent: true,
  recipientAccountId: "123456789012",
  eventCategory: "Management",
  ...more,
})
const role = {
  type: "AssumedRole",
  principalId: "AROA1:session",
  arn: "arn:aws:sts::123456789012:assumed-role/deploy/session",
  accountId: "123456789012",
  sessionContext: {
    sessionIssuer: { type: "Role", arn: "arn:aws:iam::123456789012:role/deploy", userName: "deploy" },
    attributes: { mfaAuthenticated: "false" },
  },
}

const cases: readonly [title: string, log: string | object, expected: Expectation][] = [
  [
    "an instance that is launched",
    call({
      eventName: "RunInstances",
      requestParameters: { instanceType: "m5.large", instancesSet: { items: [{ imageId: "ami-1", minCount: 1 }] } },
      responseElements: { instancesSet: { items: [{ instanceId: "i-1", instanceType: "m5.large" }] } },
    }),
    {
      source: "AWS CloudTrail",
      fields: {
        _time: 1709618828,
        source: "aws_cloudtrail",
        sourcetype: "aws:cloudtrail",
        user: "ann",
        user_arn: "arn:aws:iam::123456789012:user/ann",
        user_type: "IAMUser",
        aws_account_id: "123456789012",
        src: "198.51.100.7",
        dest: "i-1",
        action: "created",
        status: "success",
        errorCode: "success",
        object_category: "instance",
        object_id: "i-1",
        vendor_region: "eu-west-1",
        "All_Changes.command": "RunInstances",
        "All_Changes.Instance_Changes.instance_type": "m5.large",
        "requestParameters.instancesSet.items{}.imageId": "ami-1",
        reason: null,
      },
      datasets: ["Change.All_Changes", "Change.Instance_Changes"],
    },
  ],
  [
    "a call that is refused, by a role",
    call({
      eventName: "DeleteTrail",
      eventSource: "cloudtrail.amazonaws.com",
      userIdentity: role,
      errorCode: "AccessDenied",
      errorMessage: "no",
      requestParameters: { name: "main" },
    }),
    {
      source: "AWS CloudTrail",
      fields: {
        user: "deploy",
        userName: "session",
        action: "deleted",
        status: "failure",
        errorCode: "AccessDenied",
        result_id: "AccessDenied",
        reason: "no",
        object: "main",
        object_category: "trail",
      },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "a rule of a security group is a firewall's as well",
    call({
      eventName: "AuthorizeSecurityGroupIngress",
      requestParameters: {
        groupId: "sg-1",
        ipPermissions: { items: [{ ipProtocol: "tcp", fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: "0.0.0.0/0" }] } }] },
      },
    }),
    {
      source: "AWS CloudTrail",
      fields: {
        object: "sg-1",
        object_category: "security_group",
        "All_Changes.object_category": ["security_group", "firewall"],
        direction: "inbound",
        protocol: "tcp",
        rule_action: "allow",
        src_ip_range: "0.0.0.0/0",
        dest_port_range: "22-22",
      },
      datasets: ["Change.All_Changes", "Change.Network_Changes"],
    },
  ],
  [
    "an entry of an access list by the number of its protocol",
    call({
      eventName: "CreateNetworkAclEntry",
      requestParameters: {
        networkAclId: "acl-1",
        egress: true,
        ruleAction: "deny",
        aclProtocol: "6",
        cidrBlock: "10.0.0.0/8",
        portRange: { from: 1, to: 1024 },
      },
    }),
    {
      source: "AWS CloudTrail",
      fields: {
        object_category: "network_acl",
        object_id: "acl-1",
        direction: "outbound",
        protocol: "tcp",
        protocol_code: "6",
        rule_action: "deny",
        dest_ip_range: "10.0.0.0/8",
        src_port_range: "1-1024",
      },
    },
  ],
  [
    "a sign-in to the console that fails",
    call({
      eventName: "ConsoleLogin",
      eventSource: "signin.amazonaws.com",
      eventType: "AwsConsoleSignIn",
      errorMessage: "Failed authentication",
      responseElements: { ConsoleLogin: "Failure" },
      additionalEventData: { MFAUsed: "Yes" },
    }),
    {
      source: "AWS CloudTrail",
      fields: {
        action: "failure",
        status: "failure",
        authentication_method: "MFA",
        change_type: null,
        "Authentication.signature": "ConsoleLogin",
        "Authentication.action": "failure",
      },
      datasets: ["Authentication.Authentication", "Authentication.Failed_Authentication"],
    },
  ],
  [
    "a call that only reads is no change",
    call({ eventName: "DescribeInstances", readOnly: true }),
    {
      source: "AWS CloudTrail",
      fields: { change_type: null, action: null, signature: "DescribeInstances", "All_Changes.user": null },
      datasets: [],
    },
  ],
  [
    "a flow of the default format",
    "2 123456789012 eni-0a1b2c3d4e5f60718 10.0.1.5 203.0.113.9 49152 443 6 10 8400 1700000000 1700000060 REJECT OK\n",
    {
      source: "AWS CloudWatchLogs VPCflow",
      fields: {
        _time: 1700000000,
        sourcetype: "aws:cloudwatchlogs:vpcflow",
        src_ip: "10.0.1.5",
        dest_port: 443,
        transport: "tcp",
        app: "https",
        action: "blocked",
        vpcflow_action: "REJECT",
        duration: 60,
        "All_Traffic.dest": "203.0.113.9",
      },
      datasets: ["Network_Traffic.All_Traffic", "Network_Traffic.Blocked_Traffic"],
    },
  ],
  [
    "a request in the access log of a bucket",
    '79a5 files [06/Feb/2024:00:00:38 +0000] 192.0.2.3 arn:aws:iam::123456789012:user/ann 3E57 REST.GET.OBJECT a/b.txt "GET /files/a/b.txt?x=1 HTTP/1.1" 200 - 113 113 7 5 "-" "S3Console/0.4" -\n',
    {
      source: "AWS S3 access log",
      fields: {
        _time: 1707177638,
        sourcetype: "aws:s3:accesslogs",
        bucket_name: "files",
        remote_ip: "192.0.2.3",
        operation: "REST.GET.OBJECT",
        http_status: "200",
        request_uri: "GET /files/a/b.txt?x=1 HTTP/1.1",
        user: "ann",
        uri_path: "/files/a/b.txt",
        uri_query: "x=1",
        bytes: 113,
      },
      datasets: ["Web.Web", "Data_Access.Data_Access"],
    },
  ],
  [
    "a finding of GuardDuty",
    {
      schemaVersion: "2.0",
      accountId: "123456789012",
      region: "eu-west-1",
      id: "f1",
      type: "Recon:EC2/PortProbe",
      service: {
        serviceName: "guardduty",
        action: { portProbeAction: { portProbeDetails: [{ remoteIpDetails: { ipAddressV4: "198.51.100.1" } }] } },
      },
      severity: 8,
      title: "Ports are probed",
      description: "d",
      updatedAt: "2024-01-01T00:01:00Z",
      resource: { resourceType: "Instance", instanceDetails: { instanceId: "i-1" } },
    },
    {
      source: "AWS GuardDuty",
      fields: {
        _time: 1704067260,
        signature: "Ports are probed",
        severity: "high",
        severity_id: 8,
        src: "198.51.100.1",
        dest: "i-1",
        type: "alert",
      },
      datasets: ["Alerts.Alerts", "Intrusion_Detection.IDS_Attacks"],
    },
  ],
  [
    "an event of the Open Cybersecurity Schema Framework",
    {
      metadata: { product: { name: "CloudTrail" }, version: "1.1.0" },
      class_uid: 6003,
      time: 1700000000000,
      cloud: { region: "us-east-1" },
      api: { operation: "DeleteGroup", service: { name: "iam.amazonaws.com" }, response: { error: "AccessDenied" } },
      actor: { user: { name: "ann", uid: "arn:x", account_uid: "123456789012" } },
      src_endpoint: { ip: "198.51.100.7" },
      http_request: { user_agent: "cli" },
      status: "Failure",
    },
    {
      source: "ASL AWS CloudTrail",
      fields: {
        _time: 1700000000,
        source: "aws_asl",
        sourcetype: "aws:cloudtrail:lake",
        "api.operation": "DeleteGroup",
        status: "Failure",
        user: "ann",
        aws_account_id: "123456789012",
        action: "deleted",
        errorCode: "AccessDenied",
        "All_Changes.change_type": "AAA",
      },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "a finding of Security Hub on the bus",
    {
      version: "0",
      id: "x",
      "detail-type": "Security Hub Findings - Imported",
      source: "aws.securityhub",
      account: "123456789012",
      time: "2024-01-01T00:00:00Z",
      region: "us-east-1",
      detail: { findings: [{ Title: "T", Id: "i", Severity: { Label: "HIGH" } }] },
    },
    {
      source: "AWS EventBridge",
      fields: { sourcetype: "aws:securityhub:firehose", signature: "T", id: "i", severity: "high", "Alerts.app": "securityhub" },
      datasets: ["Alerts.Alerts"],
    },
  ],
]
for (const [title, log, expected] of cases)
  test(title, async () => {
    assert.equal(await read(log, expected), expected)
  })

test.run()
