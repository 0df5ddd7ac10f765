import { test } from "uvu"
import * as assert from "uvu/assert"
import { type Expectation, read } from "./log-events.ts"

const okta = (more: object): object => ({
  uuid: "e1",
  published: "2024-01-02T03:04:05.678Z",
  displayMessage: "what happened",
  severity: "WARN",
  actor: { id: "00a", type: "User", alternateId: "ann@x.org", displayName: "Ann" },
  client: { ipAddress: "198.51.100.7", userAgent: { rawUserAgent: "UA", os: "Mac", browser: "CHROME" } },
  outcome: { result: "SUCCESS", reason: "r" },
  ...more,
})

const cases: readonly [title: string, log: string | object, expected: Expectation][] = [
  [
    "an account that Okta locks",
    okta({ eventType: "user.account.lock", target: [{ id: "00b", type: "User", alternateId: "bob@x.org", displayName: "Bob" }] }),
    {
      source: "Okta",
      fields: {
        _time: 1704164645.678,
        source: "Okta",
        sourcetype: "OktaIM2:log",
        eventtype: ["okta_log", "okta_log_change"],
        "All_Changes.user": "bob@x.org",
        "All_Changes.action": "lockout",
        "All_Changes.change_type": "AAA",
        "All_Changes.object_category": "User",
        "All_Changes.command": "user.account.lock",
        src_user: "ann@x.org",
        src_ip: "198.51.100.7",
      },
      datasets: ["Change.All_Changes", "Change.Account_Management"],
    },
  ],
  [
    "a second factor that fails",
    okta({
      eventType: "user.authentication.auth_via_mfa",
      outcome: { result: "FAILURE", reason: "FastPass declined phishing attempt" },
      debugContext: { debugData: { factor: "SIGNED_NONCE" } },
      target: [{ id: "1", type: "AuthenticatorEnrollment" }],
    }),
    {
      source: "Okta",
      fields: {
        user: "ann@x.org",
        action: "failure",
        result: "FAILURE",
        "Authentication.signature": "user.authentication.auth_via_mfa",
        authentication_method: "SIGNED_NONCE",
        change_type: null,
      },
      datasets: ["Authentication.Failed_Authentication"],
    },
  ],
  [
    "a device that is paired",
    {
      id: "1",
      source: "PINGID",
      recorded: "2024-01-02T03:04:05Z",
      action: { type: "POLICY" },
      actors: [{ type: "user", name: "ann" }],
      resources: [{ type: "device", devicemodel: "iPhone", ipaddress: "198.51.100.7" }],
      result: { status: "SUCCESS", message: "Device Paired iPhone" },
    },
    {
      source: "PingID",
      fields: {
        source: "PINGID",
        sourcetype: "_json",
        user: "ann",
        "result.message": "Device Paired iPhone",
        action: "created",
        object: "iPhone",
        src: "198.51.100.7",
      },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "a logon to Google Workspace",
    {
      kind: "admin#reports#activity",
      id: { time: "2024-01-02T03:04:05.100Z", uniqueQualifier: "9", applicationName: "login", customerId: "C1" },
      actor: { email: "ann@x.org" },
      ipAddress: "198.51.100.7",
      event: {
        type: "login",
        name: "login_failure",
        parameters: [
          { name: "login_type", value: "google_password" },
          { name: "login_challenge_method", multiValue: ["password", "password"] },
        ],
      },
    },
    {
      source: "Google Workspace",
      fields: {
        _time: 1704164645.1,
        sourcetype: "gws:reports:admin",
        user: "ann@x.org",
        src_ip: "198.51.100.7",
        action: "failure",
        app: "login",
        login_challenge_method: "password",
        vendor_account: "C1",
        "event.name": "login_failure",
      },
      datasets: ["Authentication.Failed_Authentication"],
    },
  ],
  [
    "a second factor that an administrator takes away",
    {
      kind: "admin#reports#activity",
      id: { time: "2024-01-02T03:04:05Z", applicationName: "admin", customerId: "C1" },
      actor: { email: "root@x.org" },
      event: { type: "USER_SETTINGS", name: "UNENROLL_USER_FROM_STRONG_AUTH", parameters: [{ name: "USER_EMAIL", value: "ann@x.org" }] },
    },
    {
      source: "Google Workspace",
      fields: {
        user: "ann@x.org",
        src_user: "root@x.org",
        command: "UNENROLL_USER_FROM_STRONG_AUTH",
        status: "success",
        change_type: "AAA",
      },
      datasets: ["Change.Account_Management"],
    },
  ],
  [
    "a calendar invitation",
    {
      type: "event_change",
      name: "add_event_guest",
      parameters: { calendar_id: "c", target_calendar_id: "d", event_title: "Meet", event_guest: "eve@y.org" },
      email: "ann@x.org",
      unique_id: "1",
      ip_address: "198.51.100.7",
      timestamp: "2024-01-02T03:04:05Z",
    },
    {
      source: "G Suite",
      fields: {
        source: "http:gsuite",
        sourcetype: "gsuite:calendar:json",
        "parameters.target_calendar_id": "d",
        user: "ann@x.org",
        src_ip: "198.51.100.7",
        action: "created",
      },
    },
  ],
  [
    "a message of Gmail",
    {
      num_message_attachments: 1,
      subject: "invoice",
      payload_size: 5,
      rfc2822_message_id: "<m>",
      source: { address: "eve@y.org", from_header_address: "eve@y.org" },
      destination: [{ address: "ann@x.org", service: "gmail" }],
      attachment: [{ file_extension_type: "exe", sha256: "h" }],
    },
    {
      source: "G Suite Gmail",
      fields: {
        source: "http:gsuite",
        sourcetype: "gsuite:gmail:bigquery",
        "attachment{}.file_extension_type": "exe",
        "destination{}.service": "gmail",
        "source.address": "eve@y.org",
        "All_Email.src_user": "eve@y.org",
        "All_Email.recipient": "ann@x.org",
      },
      datasets: ["Email.All_Email"],
    },
  ],
  [
    "a bucket that Google Cloud opens to everybody",
    {
      data: {
        insertId: "i",
        logName: "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
        timestamp: "2024-01-02T03:04:05Z",
        resource: { type: "gcs_bucket", labels: { project_id: "p" } },
        protoPayload: {
          methodName: "storage.setIamPermissions",
          serviceName: "storage.googleapis.com",
          resourceName: "projects/_/buckets/b",
          authenticationInfo: { principalEmail: "ann@x.org" },
          requestMetadata: { callerIp: "198.51.100.7" },
        },
      },
    },
    {
      source: "Google Cloud",
      fields: {
        sourcetype: "google:gcp:pubsub:message",
        "data.protoPayload.methodName": "storage.setIamPermissions",
        user: "ann@x.org",
        src: "198.51.100.7",
        object: "b",
        action: "modified",
        status: "success",
      },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "an entry of Cloud Logging has the names that it has behind Pub/Sub",
    {
      insertId: "i",
      logName: "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
      timestamp: "2024-01-02T03:04:05Z",
      resource: { type: "gce_instance", labels: { instance_id: "7" } },
      protoPayload: {
        methodName: "v1.compute.instances.insert",
        serviceName: "compute.googleapis.com",
        authenticationInfo: { principalEmail: "ann@x.org" },
      },
    },
    {
      source: "Google Cloud Logging",
      fields: {
        "data.protoPayload.methodName": "v1.compute.instances.insert",
        user: "ann@x.org",
        action: "created",
        object_category: "instance",
      },
      datasets: ["Change.Instance_Changes"],
    },
  ],
  [
    "a request to Kubernetes",
    {
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      auditID: "a",
      stage: "ResponseComplete",
      verb: "create",
      requestURI: "/apis/batch/v1/x?y",
      user: { username: "ann", groups: ["g1", "g2"] },
      sourceIPs: ["10.0.0.1"],
      userAgent: "kubectl",
      objectRef: { resource: "cronjobs", namespace: "ns", name: "n" },
      responseStatus: { code: 201 },
      requestReceivedTimestamp: "2024-01-02T03:04:05.000001Z",
    },
    {
      source: "Kubernetes Audit",
      fields: {
        _time: 1704164645.000001,
        source: "kubernetes",
        sourcetype: "_json",
        user: "ann",
        "user.username": "ann",
        "user.groups{}": ["g1", "g2"],
        "sourceIPs{}": "10.0.0.1",
        src_ip: "10.0.0.1",
        "All_Changes.action": "created",
        "All_Changes.object_category": "cronjobs",
        uri_path: "/apis/batch/v1/x",
      },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "an alert of Falco as a line",
    "10:00:00.123456789: Notice A shell was spawned in a container with an attached terminal (evt_type=execve user=root user_uid=0 process=sh proc_exepath=/bin/busybox parent=runc command=sh terminal=34816 container_id=abc container_image=docker.io/alpine container_image_tag=3 container_name=box)\n",
    {
      source: "Kubernetes Falco",
      fields: {
        source: "kubernetes",
        sourcetype: "kube:container:falco",
        container_image: "docker.io/alpine",
        container_image_tag: "3",
        container_name: "box",
        parent: "runc",
        proc_exepath: "/bin/busybox",
        process: "sh",
        user: "root",
      },
      datasets: ["Alerts.Alerts"],
    },
  ],
  [
    "an alert of Falco as JSON",
    {
      hostname: "n1",
      output: "03:04:05: Notice A shell was spawned",
      priority: "Notice",
      rule: "Terminal shell in container",
      time: "2024-01-02T03:04:05.123456789Z",
      output_fields: { "container.name": "box", "proc.name": "sh", "proc.pname": "runc", "user.name": "root" },
    },
    {
      source: "Kubernetes Falco",
      fields: {
        host: "n1",
        container_name: "box",
        process: "sh",
        parent: "runc",
        user: "root",
        "Alerts.signature": "Terminal shell in container",
      },
      datasets: ["Alerts.Alerts"],
    },
  ],
  [
    "an event of the Kubernetes API",
    {
      type: "ADDED",
      object: {
        kind: "Event",
        involvedObject: { kind: "Pod", name: "p", namespace: "n" },
        message: "Pulling image kube-hunter",
        reason: "Pulling",
        source: { host: "node1" },
        lastTimestamp: "2024-01-02T03:04:05Z",
      },
    },
    {
      source: "Kubernetes Objects Events",
      fields: { _time: 1704164645, sourcetype: "kube:objects:events", host: "node1", "object.message": "Pulling image kube-hunter" },
    },
  ],
  [
    "a workflow that GitHub runs",
    {
      action: "requested",
      workflow_run: {
        id: 1,
        name: "ci",
        event: "push",
        updated_at: "2024-01-02T03:04:05Z",
        actor: { login: "ann" },
        head_commit: { author: { email: "ann@x.org" } },
      },
      repository: { full_name: "x/y" },
    },
    {
      source: "GitHub",
      fields: {
        _time: 1704164645,
        source: "github",
        sourcetype: "aws:firehose:json",
        "workflow_run.head_commit.author.email": "ann@x.org",
        object: "x/y",
        user: "ann",
      },
    },
  ],
  [
    "an entry of GitHub's audit log",
    {
      "@timestamp": 1704164645000,
      _document_id: "d",
      action: "repo.destroy",
      actor: "ann",
      actor_ip: "198.51.100.7",
      org: "x",
      repo: "x/y",
    },
    {
      source: "GitHub Audit Log",
      fields: {
        _time: 1704164645,
        sourcetype: "github:cloud:audit",
        "All_Changes.action": "deleted",
        "All_Changes.command": "repo.destroy",
        user: "ann",
        src_ip: "198.51.100.7",
        object: "x/y",
      },
      datasets: ["Change.All_Changes"],
    },
  ],
  [
    "a job of CircleCI",
    {
      build_num: 9,
      job_name: "scan",
      reponame: "y",
      start_time: "2024-01-02T03:04:05Z",
      owners: ["ann"],
      workflows: { job_id: "j" },
      vcs: { subject: "s" },
    },
    {
      source: "CircleCI",
      fields: { _time: 1704164645, source: "circleci", sourcetype: "circleci", user: "ann", "workflows.job_id": "j", "owners{}": "ann" },
    },
  ],
]
for (const [title, log, expected] of cases)
  test(title, async () => {
    assert.equal(await read(log, expected), expected)
  })

test.run()
