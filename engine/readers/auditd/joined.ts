import type { JsonValue, RawRecord, ReadContext, ReaderDefinition } from "../reader.ts"
import { Fields } from "../record-fields.ts"
import { readLines } from "../text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "../text-record.ts"
import { type AuditLine, isSeparator, readAuditLine } from "./line.ts"

const format = "auditd_joined"

/** Events that are open at a time: lines of events on several processors come mixed. */
const maxOpen = 64
/** Seconds after which no more lines of an event come, as in the audit library. */
const maxAge = 2
/** Most values of one field. */
const maxValues = 1000

/** Linux audit logs, the lines of one event joined. It reads the same files as `auditd`, so that it has to be asked for by name. */
export const auditdJoined: ReaderDefinition = {
  name: format,
  docs: {
    summary: "Linux audit logs, one record an event; never chosen by itself",
    description: "The fields of all lines of an event; a field that differs between them is a multivalue, `type` lists the lines' types.",
  },
  recognise: () => 0,
  async *read(chunks, ctx) {
    const log = new JoinedLog(ctx)
    yield* readLines(chunks, ctx, (line, number, records) => log.addLine(line, number, records))
    const records: RawRecord[] = []
    log.end(records)
    if (records.length > 0) yield records
  },
}

interface OpenEvent {
  readonly line: number
  readonly time: number | null
  readonly host: string | null
  readonly values: Map<string, JsonValue[]>
  readonly decoded: Map<string, JsonValue[]>
  text: string
}

class JoinedLog {
  private readonly ctx: ReadContext
  private readonly clock = new LogClock()
  /** In the order in which they began. */
  private readonly open = new Map<string, OpenEvent>()

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  addLine(line: string, number: number, records: RawRecord[]): void {
    const read = readAuditLine(line, this.clock)
    if (read === null) {
      if (!isSeparator(line)) this.ctx.report({ position: { line: number }, message: "the line is no audit record" })
      return
    }
    const key = `${read.host ?? ""} ${read.eventId}`
    let event = this.open.get(key)
    if (event !== undefined && event.text.length + line.length > this.ctx.maxRecordBytes) {
      this.ctx.report({ position: { line: number }, message: "the event is longer than the limit, and goes on in another record" })
      this.close(key, event, records)
      event = undefined
    }
    if (event === undefined) {
      event = { line: number, time: read.time, host: read.host, values: new Map(), decoded: new Map(), text: line }
      this.open.set(key, event)
    } else event.text += `\n${line}`
    addFields(event, read)
    if (read.type === "EOE") this.close(key, event, records)
    this.closeOld(read.time, records)
  }

  end(records: RawRecord[]): void {
    for (const [key, event] of this.open) this.close(key, event, records)
  }

  private closeOld(time: number | null, records: RawRecord[]): void {
    for (const [key, event] of this.open) {
      const isOld = time !== null && event.time !== null && time - event.time > maxAge
      if (!isOld && this.open.size <= maxOpen) return
      this.close(key, event, records)
    }
  }

  private close(key: string, event: OpenEvent, records: RawRecord[]): void {
    this.open.delete(key)
    const fields = new Fields()
    for (const [name, values] of event.values) fields[name] = oneOrMore(values)
    if (event.decoded.size > 0) {
      const decoded = new Fields()
      for (const [name, values] of event.decoded) decoded[name] = oneOrMore(values)
      fields.decoded = decoded
    }
    records.push(new TextRecord(format, fields, event.text, event.line, hintsOf(event.time, event.host)))
  }
}

function addFields(event: OpenEvent, { fields }: AuditLine): void {
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined) continue
    if (value instanceof Fields) for (const inner in value) add(event.decoded, inner, value[inner])
    else if (Array.isArray(value)) for (const item of value) add(event.values, name, item)
    else add(event.values, name, value)
  }
}

/** Adds a value that a field has not yet. */
function add(values: Map<string, JsonValue[]>, name: string, value: JsonValue | undefined): void {
  if (value === undefined) return
  const list = values.get(name)
  if (list === undefined) values.set(name, [value])
  else if (list.length < maxValues && !list.includes(value)) list.push(value)
}

const oneOrMore = (values: readonly JsonValue[]): JsonValue => (values.length === 1 ? (values[0] ?? "") : values)
