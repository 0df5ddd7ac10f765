import { Buffer, isAscii, isUtf8 } from "node:buffer"
import type { LineFilter, LineVisitor, RawRecord, ReadContext } from "./reader.ts"

const newline = 0x0a
const carriageReturn = 0x0d
const space = 0x20

/** A batch's lines have about so many bytes: young objects that die with their batch cost the least. */
const batchBytes = 262_144

export interface LineOptions {
  /** Also visits blank lines, and leaves the carriage return of a CRLF in the text. */
  readonly verbatim?: boolean
  /** Lines that it skips are counted, and not visited. */
  readonly filter?: LineFilter | undefined
  /** Called at the end with the number of lines. */
  onEnd?(lines: number): void
}

interface LineEncoding {
  readonly ascii: boolean
  readonly utf8: boolean
}
const encodingOf = (bytes: Buffer): LineEncoding => {
  const ascii = isAscii(bytes)
  return { ascii, utf8: ascii || isUtf8(bytes) }
}

/** The bytes as a Buffer over the same memory. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * Splits UTF-8 text into lines and gives what the visitor makes of them, a batch for each chunk. LF and CRLF end a line; the last
 * line needs no end. Lines longer than the limit are reported and left out without being held; invalid UTF-8 is reported and
 * replaced by U+FFFD; a byte order mark, and NUL bytes around a line (a log that was truncated while it was written has them),
 * are cut off.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  ctx: ReadContext,
  visit: LineVisitor,
  options: LineOptions = {},
): AsyncIterable<readonly RawRecord[]> {
  const verbatim = options.verbatim === true
  const { filter } = options
  const longest = ctx.maxRecordBytes
  let line = 0
  // The line that began in earlier chunks: its pieces, or only its length once it is too long to be held.
  let pieces: Buffer[] = []
  let held = 0
  let dropped = 0
  let droppedEnd = 0

  const reportTooLong = (length: number) =>
    ctx.report({ position: { line }, message: `the line has ${length} bytes, more than the limit of ${longest}, and is left out` })
  const reportDropped = () => {
    line++
    reportTooLong(!verbatim && droppedEnd === carriageReturn ? dropped - 1 : dropped)
    dropped = 0
  }
  const drop = (bytes: Buffer) => {
    dropped += bytes.length
    droppedEnd = bytes.at(-1) ?? droppedEnd
  }

  const visitLine = (bytes: Buffer, from: number, to: number, known: LineEncoding | null, records: RawRecord[]) => {
    let start = from
    let end = to
    if (end > start && !verbatim && bytes[end - 1] === carriageReturn) end--
    if (end - start > longest) return reportTooLong(end - start)
    if (bytes[start] === 0 || bytes[end - 1] === 0) {
      while (start < end && bytes[start] === 0) start++
      while (start < end && bytes[end - 1] === 0) end--
      if (end - start < to - from)
        ctx.report({ position: { line }, message: `${to - from - (end - start)} NUL bytes around the line are left out` })
    }
    if (!verbatim && isBlank(bytes, start, end)) return
    const ascii = known?.ascii ?? isAscii(bytes.subarray(start, end))
    const valid = ascii || known?.utf8 === true || isUtf8(bytes.subarray(start, end))
    if (valid && filter?.skips(bytes, start, end)) return
    if (ascii) return visit(bytes.toString("latin1", start, end), line, records)
    if (!valid) ctx.report({ position: { line }, message: "the line is not valid UTF-8: what could not be decoded is replaced by U+FFFD" })
    const text = bytes.toString("utf8", start, end)
    visit(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, line, records)
  }

  /** Visits whole lines, the last of which may lack its line end. */
  const visitLines = (bytes: Buffer, records: RawRecord[]) => {
    // Where most lines are passed over, the others are looked at one by one.
    const known = filter === undefined ? encodingOf(bytes) : null
    for (let start = 0; start < bytes.length; ) {
      if (filter !== undefined) {
        start = filter.pass(bytes, start, longest)
        line += filter.passed
        if (start >= bytes.length) break
      }
      const found = bytes.indexOf(newline, start)
      const end = found === -1 ? bytes.length : found
      line++
      visitLine(bytes, start, end, known, records)
      start = end + 1
    }
  }

  for await (const chunk of chunks) {
    let bytes = asBuffer(chunk)
    let records: RawRecord[] = []
    if (held > 0 || dropped > 0) {
      const end = bytes.indexOf(newline)
      if (end === -1) {
        if (dropped === 0) {
          pieces.push(Buffer.from(bytes))
          held += bytes.length
        } else drop(bytes)
      } else if (dropped > 0) {
        drop(bytes.subarray(0, end))
        reportDropped()
      } else {
        pieces.push(bytes.subarray(0, end + 1))
        visitLines(Buffer.concat(pieces), records)
        pieces = []
        held = 0
      }
      bytes = end === -1 ? bytes.subarray(bytes.length) : bytes.subarray(end + 1)
    }
    const last = bytes.lastIndexOf(newline)
    for (let start = 0; start <= last; ) {
      const found = bytes.indexOf(newline, start + batchBytes)
      const end = found === -1 ? last : found
      visitLines(bytes.subarray(start, end + 1), records)
      start = end + 1
      if (records.length > 0) {
        yield records
        records = []
      }
    }
    if (last + 1 < bytes.length) {
      // A copy: the chunk is given back.
      pieces.push(Buffer.from(bytes.subarray(last + 1)))
      held += bytes.length - last - 1
    }
    // One byte more than the limit may be the carriage return.
    if (held > longest + 1) {
      for (const piece of pieces) drop(piece)
      pieces = []
      held = 0
    }
    if (records.length > 0) yield records
    ctx.release?.(chunk)
  }
  const records: RawRecord[] = []
  if (dropped > 0) reportDropped()
  else if (held > 0) visitLines(Buffer.concat(pieces), records)
  if (records.length > 0) yield records
  options.onEnd?.(line)
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] ?? 0) > space) return false
  return true
}

/** Whether bytes look like text in UTF-8 or another extension of ASCII: hardly any control characters. */
export function isTextual(head: Uint8Array): boolean {
  let controls = 0
  for (const byte of head) if (byte < space && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b && byte !== 0x1e) controls++
  return controls * 50 <= head.length
}

/** The text without the white space, control characters and byte order mark around it. */
export function trimControls(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isEdge(text.charCodeAt(start))) start++
  while (end > start && isEdge(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const isEdge = (code: number): boolean => code <= space || code === 0xfeff

/** The whole lines of an input's head without their line ends; a head that is cut off loses its last line. */
export function headLines(head: Uint8Array, cutOff: boolean): string[] {
  const lines = asBuffer(head)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
  if (cutOff) lines.pop()
  return lines
}
