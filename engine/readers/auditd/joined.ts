import type { JsonValue, RawRecord, ReadContext, ReaderDefinition } from "../reader.ts"
import { Fields } from "../record-fields.ts"
import { readLines } from "../text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "../text-record.ts"
import { isSeparator, readAuditLine } from "./line.ts"

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
  readonly fields: Fields
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
      event = { line: number, time: read.time, host: read.host, fields: new Fields(), text: line }
      this.open.set(key, event)
    } else event.text += `\n${line}`
    addFields(event.fields, read.fields)
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
    records.push(new TextRecord(format, event.fields, event.text, event.line, hintsOf(event.time, event.host)))
  }
}

/** Adds what a field has not yet. */
function addFields(into: Fields, fields: Fields): void {
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined) continue
    if (value instanceof Fields) {
      const before = into[name]
      const inner = before instanceof Fields ? before : new Fields()
      into[name] = inner
      addFields(inner, value)
    } else if (Array.isArray(value)) for (const item of value) addNew(into, name, item)
    else addNew(into, name, value)
  }
}

function addNew(fields: Fields, name: string, value: JsonValue): void {
  const before = fields[name]
  if (before === undefined) fields[name] = value
  else if (Array.isArray(before)) {
    if (before.length < maxValues && !before.includes(value)) before.push(value)
  } else if (before !== value) fields[name] = [before, value]
}
