import { firstLines } from "./line-share.ts"
import type { RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { addValue, Fields } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"
import { setMessagePairs } from "./wineventlog-message.ts"

const format = "wineventlog_text"

/** `09/04/2020 03:08:02 AM`, and the forms of other countries. */
const dateLine = /^\s?(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[ T]\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[AP]M)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)\s*$/i
/** A date may stand on the line of the first field. */
const datedField = /^(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[ T]\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?(?: ?[AP]M)?) (?=LogName=)/i
const firstField = "LogName="
const messageField = "Message="
const headerField = /^([A-Za-z][\w ]{0,63})=(.*)$/s

export const wineventlogText: ReaderDefinition = {
  name: format,
  docs: {
    summary: "Windows events in Splunk's classic form: a date, LogName=..., and a message over several lines",
    description:
      "Fields as the header lines name them, `Message` whole, `timestamp` for the date, and the `Label:<tab>value` pairs of the message: " +
      "`Account Name` is `Account_Name`, with a value for each section that has one. A label of the section Subject, or of several " +
      "sections, is also found behind its section's name: `Subject_Account_Name`.",
  },
  recognise(head) {
    const lines = firstLines(head)
    const index = lines.findIndex(line => line.startsWith(firstField) || datedField.test(line))
    if (index === -1) return 0
    const near = lines.slice(index, index + 8)
    const hasFields =
      near.some(line => /^EventCode=\d/.test(line)) && near.some(line => /^(?:SourceName|EventType|ComputerName)=/.test(line))
    return hasFields ? (index <= 1 ? 0.97 : 0.85) : 0
  },
  async *read(chunks, ctx) {
    const log = new ClassicLog(ctx)
    const visit = (line: string, number: number, records: RawRecord[]) => log.addLine(line, number, records)
    yield* readLines(chunks, ctx, visit, { verbatim: true })
    const records: RawRecord[] = []
    log.end(records)
    if (records.length > 0) yield records
  },
}

const isDigitOrBlank = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x20 || code === 0xfeff

class ClassicLog {
  private readonly ctx: ReadContext
  private readonly clock = new LogClock()
  /** The lines of the event that is being read. */
  private lines: string[] = []
  private firstLine = 0
  private held = 0
  private state: "outside" | "header" | "message" | "dropped" = "outside"
  /** A date line, which begins an event only if the next line says so. */
  private dated: string | null = null
  private datedLine = 0
  /** Whether events begin with a date. Then LogName= alone begins none: a message may quote it. */
  private datesBegin: boolean | null = null

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  addLine(line: string, number: number, records: RawRecord[]): void {
    const startsWithDigit = isDigitOrBlank(line.charCodeAt(0))
    const hasDate = this.dated !== null
    const begins = line.startsWith(firstField) ? hasDate || this.canBeginBare() : startsWithDigit && datedField.test(line)
    if (begins) {
      this.finish(records)
      this.datesBegin ??= hasDate || startsWithDigit
      this.begin(this.dated, this.dated === null ? number : this.datedLine)
      this.dated = null
    } else if (this.dated !== null) {
      this.hold(this.dated, this.datedLine)
      this.dated = null
    }
    if (!begins && startsWithDigit && dateLine.test(line)) {
      this.dated = line
      this.datedLine = number
      return
    }
    this.hold(line, number)
  }

  private canBeginBare(): boolean {
    return this.state === "outside" || (this.datesBegin !== true && this.state !== "header")
  }

  end(records: RawRecord[]): void {
    if (this.dated !== null) this.hold(this.dated, this.datedLine)
    this.finish(records)
  }

  private begin(dated: string | null, line: number): void {
    this.state = "header"
    this.firstLine = line
    this.lines = []
    this.held = 0
    if (dated !== null) this.hold(dated, line)
  }

  private hold(line: string, number: number): void {
    switch (this.state) {
      case "outside":
        if (line.trim() !== "") this.ctx.report({ position: { line: number }, message: "the line belongs to no event" })
        return
      case "dropped":
        return
      case "header":
        if (line.startsWith(messageField)) this.state = "message"
        break
      case "message":
        break
    }
    this.held += line.length + 1
    if (this.held > this.ctx.maxRecordBytes) {
      const message = `the event is longer than the limit of ${this.ctx.maxRecordBytes} bytes, and is left out`
      this.ctx.report({ position: { line: this.firstLine }, message })
      this.state = "dropped"
      this.lines = []
      return
    }
    this.lines.push(line)
  }

  private finish(records: RawRecord[]): void {
    const { lines } = this
    if (lines.length > 0) records.push(this.record(lines))
    this.lines = []
    this.state = "outside"
  }

  private record(held: readonly string[]): RawRecord {
    const text = held.join("\n").trimEnd()
    const lines = text.includes("\r") ? text.split(/\r?\n/) : text.split("\n")
    const fields = new Fields()
    let index = 0
    let strange = 0
    let firstStrange = 0
    const first = lines[0] ?? ""
    const alone = dateLine.exec(first)?.[1]
    const date = alone ?? datedField.exec(first)?.[1] ?? null
    if (date !== null) fields.timestamp = date
    if (alone !== undefined) index = 1
    else if (date !== null) lines[0] = first.slice(date.length + 1)
    for (; index < lines.length; index++) {
      const line = lines[index] ?? ""
      if (line.startsWith(messageField)) break
      const field = headerField.exec(line)
      if (field === null) {
        if (line.trim() !== "") {
          if (strange === 0) firstStrange = index
          strange++
        }
        continue
      }
      const [, name = "", value = ""] = field
      if (value.trim() !== "") addValue(fields, name.replaceAll(" ", "_"), value.trim())
    }
    if (strange > 0) {
      const message = `${strange === 1 ? "a line is no field" : `${strange} lines are no fields`} of the event, and left out of its data`
      this.ctx.report({ position: { line: this.firstLine + firstStrange }, message })
    }
    if (index < lines.length) {
      fields.Message = [(lines[index] ?? "").slice(messageField.length), ...lines.slice(index + 1)].join("\n").trim()
      setMessagePairs(fields, lines, index + 1)
    }
    return new TextRecord(format, fields, text, this.firstLine, hintsOf(date === null ? null : this.clock.readZoned(date)))
  }
}
