import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { bundled, bundledWorkspace, pick } from "./bind.ts"

/** Datasets that published searches name, the older names among them. */
const named = [
  "Endpoint",
  "Endpoint.Processes",
  "Endpoint.Registry",
  "Endpoint.Filesystem",
  "Endpoint.Services",
  "Endpoint.Ports",
  "Network_Traffic.All_Traffic",
  "Network_Resolution.DNS",
  "Network_Sessions.All_Sessions",
  "Network_Sessions.DHCP",
  "Network_Sessions.VPN",
  "Web.Web",
  "Web.Proxy",
  "Authentication.Authentication",
  "Authentication.Failed_Authentication",
  "Authentication.Privileged_Authentication",
  "Change.All_Changes",
  "Change.Account_Management",
  "Change.Auditing_Changes",
  "Change.Endpoint_Changes",
  "Change.Network_Changes",
  "Change.Instance_Changes",
  "Change_Analysis.All_Changes",
  "Identity_Management.All_Assets",
  "Identity_Management.All_Identities",
  "Application_State.Ports",
  "Email.All_Email",
  "Risk.All_Risk",
  "Intrusion_Detection.IDS_Attacks",
  "Certificates.All_Certificates",
  "Certificates.SSL",
  "Updates.Updates",
  "Alerts.Alerts",
  "Malware.Malware_Attacks",
  "Vulnerabilities.Vulnerabilities",
  "Data_Access.Data_Access",
  "Performance.CPU",
  "Databases.All_Databases",
  "Splunk_Audit.Search_Activity",
]
test("every dataset that published searches name is defined", () => {
  for (const name of named) assert.not.throws(() => bundled.checkDataset(name, undefined))
})

const unknown: readonly [string, string][] = [
  ["Endpoint.Proceses", 'did you mean "Endpoint.Processes"?'],
  ["Endpont", 'did you mean "Endpoint"?'],
]
for (const [name, hint] of unknown)
  test(`no dataset: ${name}`, () => {
    try {
      bundled.checkDataset(name, undefined)
      assert.unreachable()
    } catch (error) {
      assert.instance(error, RuleError)
      if (!(error instanceof RuleError)) return
      assert.is(error.code, "unknown_data_model")
      assert.is(error.hint, hint)
    }
  })

/** Events given as plain fields belong to the datasets that their tags say. */
const rows: readonly [title: string, row: Row, expected: Record<string, unknown>][] = [
  [
    "a change of the registry by its tags",
    { tag: ["endpoint", "registry"], registry_path: "HKLM\\A", extra: "x" },
    { "Registry.registry_path": "HKLM\\A", "Registry.extra": null, nodename: "Registry" },
  ],
  ["one tag of two is not enough", { tag: "registry", registry_path: "HKLM\\A" }, { "Registry.registry_path": null, nodename: null }],
  [
    "a logon that failed",
    { tag: "authentication", action: "failure", user: "ann" },
    { "Authentication.user": "ann", "Failed_Authentication.user": "ann", "Successful_Authentication.user": null },
  ],
  [
    "logons of machines that succeeded do not count",
    { tag: "authentication", action: "success", user: "WS1$" },
    { "Authentication.user": null },
  ],
  ["failed logons of machines do", { tag: "authentication", action: "failure", user: "WS1$" }, { "Authentication.user": "WS1$" }],
  [
    "fields of a child are called by its path",
    { tag: ["change", "instance"], image_id: "ami-1", user: "ann" },
    {
      "All_Changes.Instance_Changes.image_id": "ami-1",
      "All_Changes.image_id": null,
      "All_Changes.user": "ann",
      "Instance_Changes.image_id": "ami-1",
    },
  ],
  ["an insecure logon by either tag", { tag: ["authentication", "cleartext"], user: "a" }, { "Insecure_Authentication.user": "a" }],
  [
    "a field whose name has dots",
    { tag: ["risk", "modification"], "annotations.mitre_attack": "T1059" },
    { "All_Risk.annotations.mitre_attack": "T1059" },
  ],
  ["a field of the row that is called like a dataset's", { "Web.url": "/x" }, { "Web.url": "/x" }],
]
for (const [title, row, expected] of rows)
  test(title, () => {
    assert.equal(pick(bundledWorkspace.bindRow(row), Object.keys(expected)), expected)
  })

test("a model alone means any of its datasets", () => {
  const event = bundledWorkspace.bindRow({ tag: ["endpoint", "registry"] })
  assert.ok(event.inDataset("Endpoint"))
  assert.ok(event.inDataset("Endpoint.Registry"))
  assert.not(event.inDataset("Endpoint.Filesystem"))
  assert.not(event.inDataset("Web"))
})

test.run()
