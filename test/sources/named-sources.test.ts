import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseYaml } from "../../engine/yaml/document.ts"
import { sharedPath } from "../shared.ts"
import { bundled } from "./bind.ts"

/** What detections call sources whose own names begin otherwise: the start of their name, and the source that has such events. */
const called: readonly (readonly [start: string, source: string])[] = [
  ["Azure Active Directory", "Azure Active Directory"],
  ["Bro", "Zeek conn"],
  ["NTLM Operational", "Windows NTLM"],
  ["Office 365 Universal Audit Log", "O365"],
  ["Powershell Script Block Logging", "Windows PowerShell"],
  ["Windows Event Log Application", "Windows Application"],
  ["Windows Event Log AppLocker", "Windows AppLocker"],
  ["Windows Event Log CAPI2", "Windows CAPI2"],
  ["Windows Event Log CertificateServicesClient", "Windows CertificateServicesClient"],
  ["Windows Event Log Defender", "Windows Defender"],
  ["Windows Event Log Printservice", "Windows PrintService"],
  ["Windows Event Log RemoteConnectionManager", "Windows TerminalServices"],
  ["Windows Event Log Security", "Windows Security"],
  ["Windows Event Log System", "Windows System"],
  ["Windows Event Log TaskScheduler", "Windows TaskScheduler"],
]
/** Names of no source: what any of several sources may give. */
const several = new Set(["Authentication Events (various)"])

const names = new Map(bundled.sources.map(({ name }) => [name.toLowerCase(), name]))

/** The data source that a name means: the one whose name it begins with, the longest of several. */
function sourceOf(name: string): string | null {
  const lower = name.toLowerCase()
  const known = [...names].filter(([start]) => lower === start || lower.startsWith(`${start} `)).sort(([a], [b]) => b.length - a.length)
  return known[0]?.[1] ?? called.find(([start]) => lower.startsWith(start.toLowerCase()))?.[1] ?? null
}

/** All names under a key of the files of a folder. */
function namesIn(folder: string, key: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".yml")) continue
    const value = parseYaml(file, readFileSync(join(folder, file), "utf8")).document?.value
    const own = typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : null
    for (const item of Array.isArray(own) ? own : [own]) if (typeof item === "string") found.add(item)
  }
  return found
}

test("names of sources that detections use in another way mean sources that are there", () => {
  assert.equal(
    called.map(([, source]) => source).filter(source => names.get(source.toLowerCase()) !== source),
    [],
  )
})

const detections = sharedPath("corpus", "security_content", "detections")
const sources = sharedPath("corpus", "security_content", "data_sources")
if (detections !== null && sources !== null)
  test("every data source that published detections name is there", () => {
    const all = new Set([...namesIn(detections, "data_source"), ...namesIn(sources, "name")].flatMap(name => name.split(" AND ")))
    assert.ok(all.size > 150, `${all.size} names`)
    assert.equal(
      [...all].filter(name => !several.has(name) && sourceOf(name) === null),
      [],
    )
  })

const macros = sharedPath("corpus", "security_content", "macros")
if (macros !== null && detections !== null)
  test("every sourcetype that published macros and detections search for is one of a data source", () => {
    const texts = [...namesIn(macros, "definition"), ...namesIn(detections, "search")]
    const wanted = new Set(
      texts.flatMap(text => [...text.matchAll(/\bsourcetype\s*=\s*"?([\w:*/.-]+)/g)].map(([, name = ""]) => name.toLowerCase())),
    )
    const folder = fileURLToPath(new URL("../../rules/data_sources", import.meta.url))
    const given = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter(file => file.endsWith(".yml"))
      .map(file => readFileSync(join(folder, file), "utf8").toLowerCase())
    // Some are put together of a field of the event.
    const composed = /^(?:(?:xml)?wineventlog:|gws:reports:)/
    assert.ok(wanted.size > 30, `${wanted.size} sourcetypes`)
    assert.equal(
      [...wanted].filter(name => !composed.test(name) && !given.some(text => text.includes(`"${name.replace(/\*.*$/, "")}`))),
      [],
    )
  })

test.run()
