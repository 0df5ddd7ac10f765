import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseYaml } from "../../engine/yaml/document.ts"
import { sharedPath } from "../shared.ts"
import { eventsOfLog } from "./log-events.ts"

/**
 * What an event cannot say: where Splunk put it, which machine sent it, and where in its text Splunk found the time.
 */
const elsewhere = new Set(["index", "splunk_server", "splunk_server_group", "host", "timestartpos", "timeendpos"])

/** Listed fields that no reading of the example can give. */
const notInExample: Readonly<Record<string, readonly string[]>> = {
  // The list was made of many kinds of events: connections, rules and users that an alarm does not have.
  "AWS CloudTrail DeleteAlarms": [
    ...["authentication_method", "desc", "dest_ip_range", "dest_port_range", "direction", "errorMessage", "image_id", "instance_type"],
    ...["object_attrs", "protocol", "protocol_code", "reason", "result", "result_id", "rule_action", "sessionCredentialFromConsole"],
    ...["src_ip_range", "src_port_range", "src_user", "src_user_id", "src_user_name", "src_user_role", "src_user_type", "tag::action"],
    ...["tag::object_category", "temp_access_key"],
  ],
  // A lookup of hosts that the add-on keeps, and the time at which it fetched the event.
  "CrowdStrike ProcessRollup2": [
    ...["aid_city", "aid_computer_name", "aid_continent", "aid_country", "aid_machine_domain", "aid_os_version", "aid_ou"],
    ...["aid_site_name", "aid_system_product_name", "event_ingest_time"],
  ],
  // The line is nothing but Schema="...".
  "Powershell Installed IIS Modules": ["_time", "timestamp"],
}

/** Examples that are no events of their source. */
const mislabelled: Readonly<Record<string, string>> = {
  GitHub: "its example is cut off after 10,000 characters, and no JSON any more",
  "Splunk Stream IP": "its example is a line of NGINX",
  "Windows Active Directory Admon": "its example is the Windows event 4688",
}

const least = 0.95

interface Example {
  readonly name: string
  readonly source: string
  readonly sourcetype: string
  readonly fields: readonly string[]
  readonly log: string
}

function readExample(path: string): Example | null {
  const value = parseYaml(path, readFileSync(path, "utf8")).document?.value
  if (typeof value !== "object" || value === null) return null
  if (!("name" in value && "source" in value && "sourcetype" in value && "fields" in value && "example_log" in value)) return null
  const { name, source, sourcetype, fields, example_log: log } = value
  if (!Array.isArray(fields) || typeof log !== "string" || log === "") return null
  return { name: String(name), source: String(source), sourcetype: String(sourcetype), fields: fields.map(String), log }
}

const folder = sharedPath("corpus", "security_content", "data_sources")
const examples = (folder === null ? [] : readdirSync(folder))
  .filter(file => !/^(?:sysmon|windows_event_log)_/.test(file))
  .flatMap(file => readExample(join(folder ?? "", file)) ?? [])
const table: string[] = []

for (const example of examples) {
  const { name, source, sourcetype, fields, log } = example
  const reason = mislabelled[name]
  if (reason !== undefined) {
    console.log(`skipped: ${name}, for ${reason}`)
    continue
  }
  test(`${name}: its example is recognised and has the fields that Splunk shows`, async () => {
    const [first] = await eventsOfLog(log)
    if (first === undefined) throw new Error("the example holds no event")
    const { event, source: recognised } = first
    const absent = new Set(notInExample[name] ?? [])
    const wanted = fields.filter(field => !elsewhere.has(field) && !absent.has(field))
    const missing = wanted.filter(field => !event.has(field))
    const coverage = wanted.length === 0 ? 1 : 1 - missing.length / wanted.length
    table.push(
      `${(100 * coverage).toFixed(1).padStart(5)} %  ${name} as ${recognised ?? "nothing"}${missing.length === 0 ? "" : `, without ${missing.join(" ")}`}`,
    )
    assert.ok(recognised !== null && name.startsWith(recognised), `it is recognised as ${recognised ?? "nothing"}`)
    assert.is(event.get("source"), source)
    assert.is(event.get("sourcetype"), sourcetype)
    assert.ok(coverage >= least, `missing: ${missing.join(", ")}`)
  })
}

test("fields that are said not to be in an example are not", async () => {
  for (const { name, log } of examples) {
    const absent = notInExample[name]
    if (absent === undefined) continue
    const [first] = await eventsOfLog(log)
    assert.equal(
      absent.filter(field => first?.event.has(field)),
      [],
      name,
    )
  }
})

test.after(() => {
  if (table.length > 0) console.log(`\n${table.join("\n")}`)
})
test.run()
