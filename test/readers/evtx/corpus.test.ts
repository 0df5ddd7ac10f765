import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { JsonValue, RawRecord } from "../../../engine/readers/reader.ts"
import { objectOf, readLog } from "./read-evtx.ts"

const corpus = fileURLToPath(new URL("../../../../shared/corpus/evtx/", import.meta.url))
const headerSize = 4096
const chunkSize = 0x1_0000

/** The JSON documents that a text holds one after the other. */
function documents(text: string): unknown[] {
  return text
    .split(/^(?=\{)/m)
    .filter(part => part.trim() !== "")
    .map(part => JSON.parse(part))
}

function members(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : []
}

/** The rendering of System in the reader's shape: attributes beside texts, Provider and TimeCreated by their main attribute. */
function flatten(system: unknown): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, value] of members(system)) {
    if (value === null) continue
    if (typeof value !== "object") {
      fields.set(name, value)
      continue
    }
    for (const [key, inner] of members(value))
      if (key === "#text") fields.set(name, inner)
      else {
        assert.is(key, "#attributes")
        for (const [attribute, text] of members(inner)) {
          const main = (name === "Provider" && attribute === "Name") || name === "TimeCreated"
          fields.set(main ? name : attribute, text)
        }
      }
  }
  return fields
}

/**
 * A value as the tool that made the renderings (evtx_dump) writes it, which in four points is not what Windows writes: GUIDs without
 * braces, times in whole microseconds, white space at the end of a text cut off, null for no text.
 */
function asRendered(value: JsonValue | undefined, rendered: unknown): unknown {
  if (typeof value !== "string") return value
  // Text that looks like a GUID keeps its braces, and the type of the value is not to be seen here.
  if (/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/.test(value)) return value === rendered ? value : value.slice(1, -1)
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/.test(value)) return `${value.slice(0, -2)}Z`
  const text = value.trimEnd()
  return text === "" ? null : text
}

function compare(title: string, rendered: Map<string, unknown>, data: JsonValue | undefined): number {
  const fields = objectOf(data)
  assert.equal(Object.keys(fields).sort(), [...rendered.keys()].sort(), title)
  for (const [name, value] of rendered) assert.equal(asRendered(fields[name], value), value, `${title}, ${name}`)
  return rendered.size
}

/** The records that end before an offset, whole as they are. */
function recordsBefore(bytes: Buffer, records: readonly RawRecord[], end: number): RawRecord[] {
  return records.filter(({ position: { offset = 0 } }) => offset + bytes.readUInt32LE(offset + 4) <= end)
}

function contents(records: readonly RawRecord[]): string[] {
  return records.map(record => `${record.position.offset} ${record.position.record} ${JSON.stringify(record.data)}`)
}

if (!existsSync(corpus)) console.log(`skipped: the event logs of ${corpus} are not there`)
else {
  const sigma = `${corpus}sigma_regression/`
  const attacks = `${corpus}attack_samples/`
  const attackLogs = readdirSync(attacks).filter(name => name.endsWith(".evtx"))

  test("every System and EventData value is that of the JSON rendering", async () => {
    let count = 0
    let values = 0
    for (const name of readdirSync(sigma)) {
      if (!name.endsWith(".json")) continue
      const rendered = documents(readFileSync(sigma + name, "utf8"))
      const { records, problems } = await readLog(readFileSync(sigma + name.replace(/json$/, "evtx")))
      assert.equal(problems, [])
      assert.is(records.length, rendered.length, name)
      const byId = new Map(records.map(record => [record.position.record, record]))
      for (const document of rendered) {
        const [[root, event] = []] = members(document)
        assert.is(root, "Event")
        const { "#attributes": _, System, EventData, ...others } = Object.fromEntries(members(event))
        assert.equal(others, {})
        const system = flatten(System)
        const data = byId.get(Number(system.get("EventRecordID")))?.data
        values += compare(`${name}, System`, system, data?.System)
        values += compare(`${name}, EventData`, new Map(members(EventData)), data?.EventData)
        count++
      }
    }
    assert.is(count, 101)
    assert.ok(values > 3300, String(values))
  })

  test("attack samples are read to their ends", async () => {
    assert.is(attackLogs.length, 85)
    for (const name of attackLogs) {
      const bytes = readFileSync(attacks + name)
      const { records, problems } = await readLog(bytes)
      assert.equal(problems, [], name)
      // Each chunk's header has the numbers of its first and last record.
      let expected = 0
      for (let at = headerSize; at < bytes.length; at += chunkSize)
        if (bytes.readUInt32LE(at) !== 0) expected += Number(bytes.readBigUInt64LE(at + 16) - bytes.readBigUInt64LE(at + 8)) + 1
      assert.is(records.length, expected, name)
      for (const record of records) {
        const system = objectOf(record.data?.System)
        assert.type(system.EventID, "number")
        assert.match(String(system.TimeCreated), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/)
        assert.match(record.text(), /^<Event xmlns='[^']+'><System><Provider Name='.*<\/System><(?:EventData|UserData)>.*<\/Event>$/s)
      }
    }
  })

  test("a log cut at any 4 KB boundary gives the records before the cut", async () => {
    const names = ["DE_1102_security_log_cleared.evtx", ...attackLogs.filter((_, i) => i % 8 === 0)]
    for (const name of names) {
      const bytes = readFileSync(attacks + name)
      const { records } = await readLog(bytes)
      for (let end = 0; end < bytes.length; end += 4096) {
        const cut = await readLog(bytes.subarray(0, end))
        assert.equal(contents(cut.records), contents(recordsBefore(bytes, records, end)), `${name}, ${end}`)
        if (end > 0 && end < headerSize + chunkSize) assert.is(cut.problems.length > 0, true, `${name}, ${end}`)
      }
    }
  })
}

test.run()
