import { Buffer } from "node:buffer"
import { readers, recogniseFormat } from "../index.ts"
import type { JsonObject, RawRecord, ReaderDefinition } from "../reader.ts"
import { Fields } from "../record-fields.ts"

const exports: ReadonlySet<string> = new Set(["ndjson", "json", "csv"])

/** Whether records of a format can hold the text of another log. */
export const keepsTexts = (format: string): boolean => exports.has(format)

/** Formats that a single record cannot be told by. */
const needsMore: ReadonlySet<string> = new Set(["text", "csv", "zeek_tsv"])
/** How many texts of one sourcetype decide on its format. */
const sampleTexts = 20
/** What every exported row has: of an event without any other field only the text is left. */
const defaultFields: ReadonlySet<string> = new Set(
  (
    "_raw _time _indextime _serial _cd _bkt _si _sourcetype _subsecond _kv _pre_msg host source sourcetype index linecount punct " +
    "splunk_server splunk_server_group timestamp timestartpos timeendpos eventtype tag tag::eventtype date_hour date_mday date_minute " +
    "date_month date_second date_wday date_year date_zone"
  ).split(" "),
)

interface Kept {
  readonly index: number
  readonly record: RawRecord
  readonly text: string
}

/** The text of another log that a record keeps; null when it keeps none. */
export function keptText(record: RawRecord): string | null {
  const { format, data } = record
  if (!exports.has(format) || (data !== null && !Object.hasOwn(data, "_raw"))) return null
  const text = data === null ? record.text() : data._raw
  return typeof text === "string" && text !== "" ? text : null
}

/**
 * Reads the texts that exports and collectors keep in their records (`_raw` of Splunk, the events of its HTTP event collector, the
 * messages of CloudWatch Logs) as the logs that they came from.
 */
export class KeptTexts {
  /** By what an export says of an event. */
  private readonly formats = new Map<string, ReaderDefinition | null>()
  private readonly name: string
  private readonly maxRecordBytes: number

  constructor(name: string, maxRecordBytes: number) {
    this.name = name
    this.maxRecordBytes = maxRecordBytes
  }

  /** The records of a batch, each with the fields that its text has. */
  async read(batch: readonly RawRecord[]): Promise<readonly RawRecord[]> {
    const groups = new Map<string, Kept[]>()
    batch.forEach((record, index) => {
      const text = keptText(record)
      if (text === null) return
      const lines = text.trimEnd().includes("\n") ? "many" : "one"
      const { sourcetype, source } = record.hints ?? {}
      // Without a sourcetype each text may be of another format.
      const key = sourcetype === undefined ? `${index}` : JSON.stringify([sourcetype, source, lines])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [{ index, record, text }])
      else group.push({ index, record, text })
    })
    if (groups.size === 0) return batch
    const records = [...batch]
    for (const [key, group] of groups) {
      const reader = this.formatOf(key, group)
      const inner = reader === null ? new Map<Kept, RawRecord>() : await this.readTexts(reader, group)
      for (const kept of group) records[kept.index] = unite(kept, inner.get(kept)?.data ?? null, inner.get(kept) ?? null)
    }
    return records
  }

  private formatOf(key: string, group: readonly Kept[]): ReaderDefinition | null {
    const known = this.formats.get(key)
    if (known !== undefined) return known
    const sample = group.slice(0, sampleTexts).map(({ text }) => text.trimEnd())
    const found = recogniseFormat(Buffer.from(`${sample.join("\n")}\n`), "")?.reader ?? null
    // A broken text among others must not take those behind it along.
    const lines = found?.name === "json" && sample.every(text => !text.includes("\n")) ? readers.get("ndjson") : found
    const reader = lines === null || needsMore.has(lines.name) ? null : lines
    if (key.startsWith("[")) this.formats.set(key, reader)
    return reader
  }

  /** The record that each text is; texts of one line are read together, as the lines of one log. */
  private async readTexts(reader: ReaderDefinition, group: readonly Kept[]): Promise<ReadonlyMap<Kept, RawRecord>> {
    const found = new Map<Kept, RawRecord>()
    const [first] = group
    if (first === undefined) return found
    if (!first.text.trimEnd().includes("\n")) {
      for (const record of await this.readAll(reader, group.map(({ text }) => text.trimEnd()).join("\n"))) {
        const kept = group[(record.position.line ?? 0) - 1]
        if (kept !== undefined && !found.has(kept)) found.set(kept, record)
      }
      return found
    }
    for (const kept of group) {
      const [record, ...others] = await this.readAll(reader, kept.text)
      if (record !== undefined && others.length === 0) found.set(kept, record)
    }
    return found
  }

  private async readAll(reader: ReaderDefinition, text: string): Promise<readonly RawRecord[]> {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${text}\n`)
    }
    const records: RawRecord[] = []
    // What is wrong with a text is no fault of the export: its record keeps the text.
    const ctx = { name: this.name, maxRecordBytes: this.maxRecordBytes, report: () => {} }
    for await (const batch of reader.read(chunks(), ctx)) for (const record of batch) records.push(record)
    return records
  }
}

/** The record of an export with the fields of its text, which go before those that the export has beside it. */
function unite({ record, text }: Kept, data: JsonObject | null, inner: RawRecord | null): RawRecord {
  const beside = record.data ?? {}
  const bare = Object.keys(beside).every(name => defaultFields.has(name))
  if (data === null) return bare ? { ...plain(record, text), format: record.format, data: null } : record
  return {
    ...plain(record, text),
    format: inner?.format ?? record.format,
    data: Object.assign(new Fields(), beside, data),
    hints: { ...inner?.hints, ...record.hints },
  }
}

const plain = (record: RawRecord, text: string): Pick<RawRecord, "text" | "position" | "hints"> => ({
  text: () => text,
  position: record.position,
  ...(record.hints === undefined ? {} : { hints: record.hints }),
})
