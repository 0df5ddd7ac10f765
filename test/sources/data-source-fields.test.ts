import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { RawRecord } from "../../engine/readers/reader.ts"
import { wineventXml } from "../../engine/readers/winevent_xml/index.ts"
import { parseYaml } from "../../engine/yaml/document.ts"
import { bundled, textRecord } from "./bind.ts"

const folder = fileURLToPath(new URL("../../../shared/corpus/security_content/data_sources", import.meta.url))

/** What Splunk knows of where it put an event, and what an event cannot say by itself. */
const elsewhere = new Set(["index", "splunk_server", "timestamp"])
/** Listed fields that the example does not hold: they are empty in it, of other events, or behind the place where it is cut off. */
const notInExample: Readonly<Record<string, readonly string[]>> = {
  "Windows Event Log Defender 1121": ["New_Value", "Old_Value", "Involved_File", "Target_Commandline"],
  "Windows Event Log Defender 1122": ["Path", "Target_Commandline"],
  "Windows Event Log Defender 5007": ["New_Value"],
  "Windows Event Log Security 4627": ["GroupMembership"],
  "Windows Event Log Security 4662": ["AccessList", "AccessMask", "AdditionalInfo", "Properties"],
  "Windows Event Log Security 4672": ["PrivilegeList"],
  "Windows Event Log Security 4742": ["DnsHostName", "LogonHours", "ServicePrincipalNames", "SidHistory"],
  "Windows Event Log Security 4886": ["Attributes"],
  "Windows Event Log System 7045": ["AccountName", "ImagePath", "ServiceType", "StartType", "start_mode"],
}
/** Examples of which only the date is there. */
const onlyDate = new Set(["Windows Event Log Printservice 316", "Windows Event Log Printservice 808", "Windows Event Log Security 4720"])

interface Example {
  readonly name: string
  readonly fields: readonly string[]
  readonly log: string
}

function examples(): Example[] {
  return readdirSync(folder)
    .filter(file => /^(?:sysmon|windows_event_log)_/.test(file))
    .flatMap(file => {
      const value = parseYaml(file, readFileSync(`${folder}/${file}`, "utf8")).document?.value
      if (typeof value !== "object" || value === null || !("name" in value && "fields" in value && "example_log" in value)) return []
      const { name, fields, example_log: log } = value
      return Array.isArray(fields) ? [{ name: String(name), fields: fields.map(String), log: String(log) }] : []
    })
}

/** The record that the reader of XML makes of a log; its text where that is no whole event. */
async function recordOf(log: string): Promise<RawRecord> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(log)
  }
  for await (const batch of wineventXml.read(chunks(), { name: "example", report: () => {}, maxRecordBytes: 1_000_000 }))
    for (const record of batch) return record
  return textRecord(log)
}

if (!existsSync(folder)) console.log("skipped: the fields of published data sources, for the corpus is not there")
else
  for (const { name, fields, log } of examples()) {
    if (onlyDate.has(name)) {
      console.log(`skipped: ${name}, for its example holds nothing but a date`)
      continue
    }
    test(`${name}: its example has the fields that Splunk shows`, async () => {
      const event = bundled.bind(await recordOf(log), { name: "example" })
      const absent = new Set(notInExample[name] ?? [])
      const missing = fields.filter(field => !elsewhere.has(field) && !absent.has(field) && !event.has(field))
      assert.equal(missing, [])
      assert.equal(
        [...absent].filter(field => event.has(field)),
        [],
        "these are in the example after all",
      )
    })
  }

test.run()
