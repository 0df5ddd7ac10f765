import { Buffer, isAscii, isUtf8 } from "node:buffer"
import { parseTimestamp } from "../../time/timestamp.ts"
import type { RawRecord, ReadContext } from "../reader.ts"
import { Fields } from "../record-fields.ts"
import { readSyslogHeader } from "../syslog-header.ts"
import { hintsOf, TextRecord } from "../text-record.ts"
import { isMarkup } from "./markup.ts"
import { EventParser, MalformedEvent } from "./parser.ts"

const format = "winevent_xml"

const startMark = Buffer.from("<Event", "latin1")
const endMark = Buffer.from("</Event", "latin1")
const dataStart = Buffer.from("<![CDATA[", "latin1")
const dataEnd = Buffer.from("]]>", "latin1")
const newline = 0x0a
const greater = 0x3e
const slash = 0x2f

/** Text between two events that is looked at in one piece; a syslog header is shorter. */
const maxGap = 4096

/**
 * Cuts bytes into Event elements and reads them. It holds one event at a time. An event that is not whole or not well-formed is reported,
 * and reading goes on at the next start tag of an event.
 */
export class EventSplitter {
  private readonly ctx: ReadContext
  private readonly parser = new EventParser()
  /** Memory of which `bytes` is the part in use. */
  private buffer: Buffer = Buffer.alloc(0)
  private bytes: Buffer = this.buffer
  /** What is before this place was read. */
  private start = 0
  /** Where the event that is being read begins; -1 between events. */
  private event = -1
  /** The syslog header on the line of the event. */
  private prefix = ""
  /** The start tag of the event is whole. */
  private opened = false
  /** The place up to which the event was scanned lies in a CDATA section. */
  private inData = false
  /** Before this place there is no start of an event, or inside an event nothing that matters. */
  private scanned = 0
  /** The first end mark behind `scanned` when it was found; else where to look for it. */
  private end = -1
  private endScanned = 0
  /** Line of the byte at `counted`, one-based. */
  private line = 1
  private counted = 0
  /** The text between events was reported, up to the next event. */
  private gapReported = false
  private records: RawRecord[] = []

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  push(chunk: Uint8Array): readonly RawRecord[] {
    this.append(chunk)
    for (;;) if (!(this.event === -1 ? this.findStart() : this.findEnd())) return this.taken()
  }

  finish(): readonly RawRecord[] {
    // What follows a mark decides what it is, so that the last one waits for a byte more.
    const records = this.push(Buffer.from("\n", "latin1"))
    if (this.event !== -1) this.takeCutOff(this.bytes.length)
    else this.checkGap(this.start, this.bytes.length)
    return [...records, ...this.taken()]
  }

  private taken(): readonly RawRecord[] {
    const { records } = this
    this.records = []
    return records
  }

  private append(chunk: Uint8Array): void {
    const used = this.bytes.length
    let length = used
    if (used + chunk.length > this.buffer.length) {
      const { start } = this
      this.countTo(start)
      length = used - start
      const needed = length + chunk.length
      const target = needed > this.buffer.length ? Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2)) : this.buffer
      this.buffer.copy(target, 0, start, used)
      this.buffer = target
      if (this.event !== -1) this.event -= start
      if (this.end !== -1) this.end -= start
      this.endScanned -= start
      this.scanned -= start
      this.counted -= start
      this.start = 0
    }
    this.buffer.set(chunk, length)
    this.bytes = this.buffer.subarray(0, length + chunk.length)
  }

  /** The next mark before `to` that a character which ends a name follows; -1 when there is none. */
  private find(mark: Buffer, from: number, to: number): number {
    const { bytes } = this
    const part = to < bytes.length ? bytes.subarray(0, to) : bytes
    for (let at = part.indexOf(mark, from); at !== -1; at = part.indexOf(mark, at + 1)) {
      if (at + mark.length >= bytes.length) return -1
      const next = bytes[at + mark.length] ?? 0
      if (next <= 0x20 || next === greater || next === slash) return at
    }
    return -1
  }

  private findStart(): boolean {
    const { length } = this.bytes
    const at = this.find(startMark, this.scanned, length)
    if (at === -1) {
      this.scanned = Math.max(this.scanned, length - startMark.length)
      if (length - this.start > maxGap * 2) {
        this.checkGap(this.start, length - maxGap)
        this.start = length - maxGap
      }
      return false
    }
    this.begin(at)
    return true
  }

  private begin(at: number): void {
    this.event = at
    this.prefix = this.checkGap(this.start, at)
    this.start = at
    this.scanned = at + startMark.length
    this.opened = false
    this.inData = false
    this.end = -1
    this.endScanned = this.scanned
  }

  private findEnd(): boolean {
    const { bytes, event } = this
    const { length } = bytes
    if (!this.opened) {
      const close = bytes.indexOf(greater, event)
      if (close === -1) return this.wait(this.scanned)
      this.opened = true
      if (bytes[close - 1] === slash && !bytes.subarray(this.scanned, close).includes("<")) {
        this.take(close + 1)
        return true
      }
    }
    if (this.inData) {
      const close = bytes.indexOf(dataEnd, this.scanned)
      if (close === -1) return this.wait(length - dataEnd.length)
      this.inData = false
      this.scanned = close + dataEnd.length
      return true
    }
    const end = this.nextEnd()
    const stop = end === -1 ? length : end
    const data = bytes.subarray(0, stop).indexOf(dataStart, this.scanned)
    const again = this.find(startMark, this.scanned, data === -1 ? stop : data)
    if (again !== -1) {
      this.takeCutOff(this.startOfHeader(again))
      return true
    }
    if (data !== -1) {
      this.inData = true
      this.scanned = data + dataStart.length
      return true
    }
    if (end === -1) return this.wait(length - dataStart.length)
    const close = bytes.indexOf(greater, end)
    if (close === -1) return this.wait(end)
    if (close + 1 - event > this.ctx.maxRecordBytes) this.reportTooLong()
    else this.take(close + 1)
    if (this.event !== -1) this.drop(close + 1)
    return true
  }

  /** The first end mark behind what was scanned; -1 when there is none yet. */
  private nextEnd(): number {
    if (this.end >= this.scanned) return this.end
    const { length } = this.bytes
    this.end = this.find(endMark, Math.max(this.scanned, this.endScanned), length)
    this.endScanned = this.end === -1 ? Math.max(this.endScanned, length - endMark.length) : this.end
    return this.end
  }

  /** Goes on with the next chunk, unless the event is too long already. */
  private wait(scanned: number): false {
    this.scanned = Math.max(this.scanned, scanned)
    const { length } = this.bytes
    if (length - this.event <= this.ctx.maxRecordBytes) return false
    this.reportTooLong()
    this.drop(length)
    this.gapReported = true
    return false
  }

  private reportTooLong(): void {
    this.reportAt(this.event, `the event is longer than the limit of ${this.ctx.maxRecordBytes} bytes, and is left out`)
  }

  /** Leaves what was read behind, up to where the next event may begin. */
  private drop(to: number): void {
    this.event = -1
    this.start = to
    this.scanned = to
    this.gapReported = false
  }

  private take(end: number): void {
    const { text, line } = this.textTo(end)
    try {
      this.add(this.parser.parse(text, this.prefix.length), text, line)
    } catch (error) {
      if (!(error instanceof MalformedEvent)) throw error
      this.ctx.report({ position: { line }, message: `the event is not well-formed: ${error.message}` })
    }
    this.drop(end)
  }

  /** Reads an event without an end: collectors cut long lines off. Once it is known what event it is, its whole fields are kept. */
  private takeCutOff(end: number): void {
    const { text, line } = this.textTo(end)
    const whole = text.trimEnd()
    let data: Fields | null = null
    try {
      data = this.parser.parse(whole, this.prefix.length)
    } catch (error) {
      if (!(error instanceof MalformedEvent)) throw error
      data = error.data
    }
    const system = data?.System
    const isKnown = system instanceof Fields && system.EventID !== undefined
    if (data !== null && isKnown) this.add(data, whole, line)
    this.ctx.report({
      position: { line },
      message: `the event is cut off, and ${isKnown ? "has only the fields before that" : "is left out"}`,
    })
    this.drop(end)
  }

  /** Where the syslog header begins that stands before an event on its line; where the event begins when none does. */
  private startOfHeader(event: number): number {
    const from = Math.max(this.event, event - maxGap)
    const lineStart = from + this.bytes.subarray(from, event).lastIndexOf(newline) + 1
    return lineStart > from && readSyslogHeader(this.bytes.toString("utf8", lineStart, event)) !== null ? lineStart : event
  }

  private textTo(end: number): { text: string; line: number } {
    const { event } = this
    this.countTo(event)
    const { line } = this
    const bytes = this.bytes.subarray(event, end)
    const ascii = isAscii(bytes)
    if (!ascii && !isUtf8(bytes))
      this.ctx.report({ position: { line }, message: "the event is not valid UTF-8: what could not be decoded is replaced by U+FFFD" })
    return { text: this.prefix + bytes.toString(ascii ? "latin1" : "utf8"), line }
  }

  private add(data: Fields, text: string, line: number): void {
    const host = this.prefix === "" ? null : (readSyslogHeader(this.prefix)?.host ?? null)
    this.records.push(new TextRecord(format, data, text, line, hintsOf(timeOf(data), host)))
  }

  /** Reports what stands between events and is no markup; gives the syslog header that the next event has on its line. */
  private checkGap(from: number, to: number): string {
    const { bytes } = this
    let at = from
    while (at < to && (bytes[at] ?? 0) <= 0x20) at++
    if (at >= to) return ""
    const text = bytes.toString("utf8", at, to)
    const lineStart = text.lastIndexOf("\n") + 1
    const last = text.slice(lineStart).replace(/^\uFEFF/, "")
    const isHeader = to === this.event && last.length <= maxGap && readSyslogHeader(last) !== null
    const rest = isHeader ? text.slice(0, lineStart) : text
    if (!this.gapReported && !isMarkup(rest)) {
      this.reportAt(at, "the text between events is left out")
      this.gapReported = true
    }
    return isHeader ? last : ""
  }

  private reportAt(place: number, message: string): void {
    this.countTo(place)
    this.ctx.report({ position: { line: this.line }, message })
  }

  /** Counts lines up to a place, which is never before the last one. */
  private countTo(place: number): void {
    const part = this.bytes.subarray(this.counted, place)
    for (let at = part.indexOf(newline); at !== -1; at = part.indexOf(newline, at + 1)) this.line++
    if (place > this.counted) this.counted = place
  }
}

function timeOf({ System: system }: Fields): number | null {
  const created = system instanceof Fields ? system.TimeCreated : undefined
  return typeof created === "string" ? parseTimestamp(created) : null
}
