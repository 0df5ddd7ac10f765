import { firstLines } from "./line-share.ts"
import type { RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { addValue, Fields } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"

const format = "admon"

/** The date that an event begins with. */
const dateLine = /^\s?(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d{1,2}:\d\d:\d\d(?:\.\d{1,9})?(?: ?[AP]M)?)\s*$/i
const attribute = /^\s*([A-Za-z][\w-]{0,255})=(.*)$/s

export const admon: ReaderDefinition = {
  name: format,
  docs: {
    summary: "objects and changes of Active Directory as Splunk's Active Directory monitor writes them, over several lines",
    description:
      "A date, `dcName`, `admonEventType`, and the attributes of the object under headings such as `Names:`. Fields are called as the " +
      "attributes are; one that stands several times has all its values. `timestamp` is the date.",
  },
  recognise(head) {
    const lines = firstLines(head)
    return lines.slice(0, 4).some(line => line.startsWith("admonEventType=")) ? 0.97 : 0
  },
  async *read(chunks, ctx) {
    const log = new Monitor(ctx)
    yield* readLines(chunks, ctx, (line, number, records) => log.addLine(line, number, records), { verbatim: true })
    const records: RawRecord[] = []
    log.finish(records)
    if (records.length > 0) yield records
  },
}

class Monitor {
  private readonly ctx: ReadContext
  private readonly clock = new LogClock()
  private lines: string[] = []
  private firstLine = 0
  private held = 0
  /** What is held has the attributes of an event, not only its date. */
  private hasAttributes = false

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  addLine(line: string, number: number, records: RawRecord[]): void {
    const begins = dateLine.test(line) || (line.startsWith("dcName=") && this.hasAttributes)
    if (begins && this.hasAttributes) this.finish(records)
    if (this.lines.length === 0) {
      if (line.trim() === "") return
      this.firstLine = number
    }
    this.held += line.length + 1
    // What is too long is left out by its attributes, not by its beginning.
    if (this.held > this.ctx.maxRecordBytes) {
      if (this.held - line.length - 1 <= this.ctx.maxRecordBytes)
        this.ctx.report({
          position: { line: number },
          message: `the event is longer than ${this.ctx.maxRecordBytes} bytes: its rest is left out`,
        })
      return
    }
    this.lines.push(line)
    if (attribute.test(line)) this.hasAttributes = true
  }

  finish(records: RawRecord[]): void {
    const { lines, firstLine } = this
    this.lines = []
    this.held = 0
    if (!this.hasAttributes) {
      if (lines.length > 0) this.ctx.report({ position: { line: firstLine }, message: "the lines belong to no event" })
      return
    }
    this.hasAttributes = false
    const fields = new Fields()
    let date: string | null = null
    for (const line of lines) {
      const text = line.endsWith("\r") ? line.slice(0, -1) : line
      const [, name, value = ""] = attribute.exec(text) ?? []
      if (name === undefined) {
        date ??= dateLine.exec(text)?.[1] ?? null
        continue
      }
      if (value.trim() !== "") addValue(fields, name, value.trim())
    }
    if (date !== null) fields.timestamp = date
    const text = lines.join("\n").trimEnd()
    records.push(new TextRecord(format, fields, text, firstLine, hintsOf(date === null ? null : this.clock.readZoned(date))))
  }
}
