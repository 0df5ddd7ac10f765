import { Buffer } from "node:buffer"
import { findRecordList, isListKey } from "./envelope.ts"
import { isJsonObject } from "./json-text.ts"
import type { JsonValue, ReadContext } from "./reader.ts"
import { asBuffer } from "./text-lines.ts"

/** One JSON value that may be a record: an object or array of the top level, or an element of a list. */
export interface JsonElement {
  readonly bytes: Buffer
  /** One-based line on which it begins. */
  readonly line: number
  /** Zero-based offset of its first byte. */
  readonly offset: number
}

/** An element that nests deeper is reported and left out. */
const deepest = 500
/** A list of records begins within so many bytes of its document, and is one of its first arrays. */
const envelopeBytes = 65_536
const envelopeArrays = 8
/** A list's key, and the white space behind it, have fewer bytes than this. */
const keyBytes = 48

const openBrace = 0x7b
const openBracket = 0x5b
const quoteByte = 0x22
const backslashByte = 0x5c
const lineEndByte = 0x0a

const quote = 1
const opener = 2
const closer = 3
const lineEnd = 4
const blank = 5
const comma = 6
/**
 * What each byte is; 0 is anything else. NUL bytes, the record separator of RFC 7464 and a byte order mark separate documents as
 * white space does.
 */
const classes = new Uint8Array(256)
classes[quoteByte] = quote
for (const byte of Buffer.from("{[")) classes[byte] = opener
for (const byte of Buffer.from("}]")) classes[byte] = closer
classes[lineEndByte] = lineEnd
for (const byte of Buffer.from(" \t\r\0\x1e\uFEFF")) classes[byte] = blank
classes[0x2c] = comma

/**
 * Finds where values begin and end in a stream of JSON documents, without parsing them and without holding more than one. The
 * elements of a top-level array, and of a list of records in a document (see envelope.ts), are found one by one.
 */
export class JsonElements {
  private readonly ctx: ReadContext
  private readonly found: (element: JsonElement) => void

  /** Line, and offset of the chunk, that are being read. */
  private line = 1
  private base = 0
  private depth = 0
  private inString = false
  private escaped = false
  /** Where elements stand: 0 in the top level, deeper in a list, -1 in what follows a list in its document. */
  private listDepth = 0
  private inStray = false

  private inElement = false
  private elementLine = 0
  private elementOffset = 0
  /** What earlier chunks have of the element. */
  private pieces: Buffer[] = []
  private held = 0
  private tooLong = false
  private tooDeep = false
  /** How many more arrays of the document may be its list of records, and whether one opens it that has no element yet. */
  private arraysToTry = 0
  private listOpened = false

  constructor(ctx: ReadContext, found: (element: JsonElement) => void) {
    this.ctx = ctx
    this.found = found
  }

  push(chunk: Uint8Array): void {
    const bytes = asBuffer(chunk)
    // Where the element begins in this chunk.
    let from = 0
    for (let at = 0; at < bytes.length; at++) {
      if (this.inString) {
        at = this.skipString(bytes, at)
        continue
      }
      const byte = bytes[at] ?? 0
      const kind = classes[byte]
      if (kind === blank) continue
      if (kind === lineEnd) {
        this.line++
        this.inStray = false
        continue
      }
      if (this.listOpened) {
        this.listOpened = false
        if (byte === openBrace) this.enterList()
      }
      if (kind === quote) {
        this.inString = true
        this.escaped = false
        this.noteStray(at)
      } else if (kind === opener) {
        this.inStray = false
        if (this.inElement) this.listOpened = byte === openBracket && this.opensList(bytes, from, at)
        else if (this.depth === 0 && byte === openBracket) this.listDepth = 1
        else if (this.depth === this.listDepth) {
          from = at
          this.beginElement(at, byte === openBrace)
        }
        this.depth++
        if (this.inElement && this.depth - this.listDepth > deepest) this.tooDeep = true
      } else if (kind === closer) {
        this.inStray = false
        this.close(bytes, from, at)
      } else if (kind === comma) this.inStray = false
      else this.noteStray(at)
    }
    if (this.inElement && !this.tooLong) this.hold(bytes.subarray(from))
    this.base += bytes.length
  }

  /** Reports what the end of the input cuts off. */
  end(): void {
    if (this.inElement) this.reportElement("the JSON value is cut off: it has no end")
    else if (this.depth > 0)
      this.ctx.report({ position: { line: this.line, offset: this.base }, message: "the JSON document is cut off: it has no end" })
  }

  /** Gives the position of the string's end, or of the chunk's last byte. A line end ends a string that is not closed. */
  private skipString(bytes: Buffer, from: number): number {
    let at = from
    if (this.escaped) {
      this.escaped = false
      at++
    }
    for (; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === backslashByte) at++
      else if (byte === quoteByte) {
        this.inString = false
        return at
      } else if (byte === lineEndByte) {
        this.inString = false
        return at - 1
      }
    }
    this.escaped = at > bytes.length
    return bytes.length - 1
  }

  private noteStray(at: number): void {
    if (this.inElement || this.inStray || this.depth !== this.listDepth) return
    this.inStray = true
    const message = "something that is no JSON object stands where a record is expected, and is left out"
    this.ctx.report({ position: { line: this.line, offset: this.base + at }, message })
  }

  private beginElement(at: number, isObject: boolean): void {
    this.inElement = true
    this.elementLine = this.line
    this.elementOffset = this.base + at
    this.held = 0
    this.tooLong = false
    this.tooDeep = false
    this.arraysToTry = isObject && this.listDepth === 0 ? envelopeArrays : 0
  }

  /** Whether the array that opens here is the list of records of the document that is being read. */
  private opensList(bytes: Buffer, from: number, at: number): boolean {
    if (this.depth > 2 || this.arraysToTry === 0 || this.held + at - from > envelopeBytes) return false
    const before = at - from >= keyBytes ? bytes.subarray(from, at) : Buffer.concat([...this.pieces, bytes.subarray(from, at)])
    // Most arrays are told by their key alone to be a record's own.
    const key = /"(\w+)"\s*:\s*$/.exec(before.subarray(-keyBytes).toString("latin1"))?.[1]
    if (key === undefined || !isListKey(key)) return false
    this.arraysToTry--
    const start = Buffer.concat([...this.pieces, bytes.subarray(from, at)]).toString("utf8")
    let document: JsonValue
    try {
      document = JSON.parse(`${start}[]${"}".repeat(this.depth)}`)
    } catch {
      return false
    }
    return isJsonObject(document) && findRecordList(document) !== null
  }

  /** The document turns out to be an envelope: its elements are read instead of it. */
  private enterList(): void {
    this.inElement = false
    this.pieces = []
    this.listDepth = this.depth
  }

  private close(bytes: Buffer, from: number, at: number): void {
    if (this.depth === 0) {
      const message = "a closing bracket stands where none is open"
      this.ctx.report({ position: { line: this.line, offset: this.base + at }, message })
      return
    }
    this.depth--
    if (!this.inElement) {
      if (this.depth < this.listDepth || this.depth === 0) this.listDepth = this.depth === 0 ? 0 : -1
      return
    }
    if (this.depth > this.listDepth) return
    if (!this.tooLong) this.hold(bytes.subarray(from, at + 1))
    if (!this.tooLong) {
      if (this.tooDeep) this.reportElement(`the JSON value is nested deeper than ${deepest} levels, and is left out`)
      else {
        const [first] = this.pieces
        const whole = this.pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.pieces)
        this.found({ bytes: whole, line: this.elementLine, offset: this.elementOffset })
      }
    }
    this.inElement = false
    this.pieces = []
  }

  private hold(piece: Buffer): void {
    this.pieces.push(piece)
    this.held += piece.length
    if (this.held <= this.ctx.maxRecordBytes) return
    this.tooLong = true
    this.pieces = []
    this.reportElement(`the JSON value has more bytes than the limit of ${this.ctx.maxRecordBytes}, and is left out`)
  }

  private reportElement(message: string): void {
    this.ctx.report({ position: { line: this.elementLine, offset: this.elementOffset }, message })
  }
}
