import { Buffer } from "node:buffer"
import { Fields, setFirst } from "../record-fields.ts"
import { readSyslogHeader } from "../syslog-header.ts"
import type { LogClock } from "../text-record.ts"

/** One line of an audit log. */
export interface AuditLine {
  readonly fields: Fields
  readonly type: string
  /** Time and serial number, which the lines of one event have in common. */
  readonly eventId: string
  readonly host: string | null
  /** Epoch seconds. */
  readonly time: number | null
}

/** What stands before the type (a syslog header) is not longer. */
const prefixLength = 512
const headPart =
  /(?:^|[\s:])(?:node=([^\s=]{1,255}) )?type=([A-Z0-9_]{1,64}(?:\[\d{1,10}\])?) (?:msg=)?(audit\(([^()]{1,64}):(\d{1,20})\)) ?: ?/
const epoch = /^\d{1,11}\.\d{1,9}$/
/** Separators that ausearch writes between events. */
const separatorLine = /^(?:-{4,}\s*$|time->)/
/** Most pairs of one line. */
const maxPairs = 2000

const space = 0x20
const equals = 0x3d
const doubleQuote = 0x22
const singleQuote = 0x27

/** Fields that the kernel and auditd write in hexadecimal when they hold more than plain characters: "encoded" in the field dictionary. */
const encodedFields = new Set("acct cmd comm cwd data dir exe key name ocomm path proctitle vm watch".split(" "))

export const isSeparator = (line: string): boolean => separatorLine.test(line)

export const isAuditLine = (line: string): boolean => headPart.test(line.slice(0, prefixLength))

/** Reads a line; null when it is no audit record. */
export function readAuditLine(line: string, clock: LogClock): AuditLine | null {
  const head = headPart.exec(line.length > prefixLength ? line.slice(0, prefixLength) : line)
  if (head === null) return null
  const [whole, node, type = "", msg = "", stamp = "", serial = ""] = head
  const eventId = `${stamp}:${serial}`
  const fields = new Fields()
  if (node !== undefined) fields.node = node
  fields.type = type
  fields.msg = msg
  fields.event_id = eventId
  new AuditBody(line, type, fields).read(head.index + whole.length)
  const time = epoch.test(stamp) ? Number(stamp) : clock.read(stamp)
  const host = node ?? (head.index === 0 ? null : (readSyslogHeader(line.slice(0, head.index + 1))?.host ?? null))
  return { fields, type, eventId, host, time }
}

/** The pairs behind the head of a line, those of `msg='...'` among them. */
class AuditBody {
  private readonly line: string
  private readonly type: string
  private readonly fields: Fields
  private decoded: Fields | null = null
  private inMessage = false

  constructor(line: string, type: string, fields: Fields) {
    this.line = line
    this.type = type
    this.fields = fields
  }

  read(start: number): void {
    const { line, fields } = this
    if (line.startsWith("avc:", start)) this.readAccessVector(start)
    let at = start
    for (let count = 0; count < maxPairs && at < line.length; ) {
      // Fields that auditd has resolved stand behind a group separator (0x1d).
      const code = line.charCodeAt(at)
      if (code <= space || code === singleQuote) {
        if (code === singleQuote) this.inMessage = false
        at++
        continue
      }
      const from = at
      while (at < line.length && line.charCodeAt(at) > space && line.charCodeAt(at) !== equals) at++
      if (line.charCodeAt(at) !== equals || at === from) {
        if (line.charCodeAt(at) === equals) at++
        continue
      }
      const key = line.slice(from, at)
      at = this.readValue(key, at + 1)
      count++
    }
    if (this.decoded !== null) fields.decoded = this.decoded
  }

  /** Reads a value; gives where it ends. */
  private readValue(key: string, start: number): number {
    const { line, fields } = this
    const first = line.charCodeAt(start)
    if (first === singleQuote && key === "msg") {
      this.inMessage = true
      return start + 1
    }
    if (first === doubleQuote || first === singleQuote) {
      const end = line.indexOf(first === doubleQuote ? '"' : "'", start + 1)
      if (end !== -1) {
        setFirst(fields, key, line.slice(start + 1, end))
        return end + 1
      }
    }
    const end = this.endOfValue(key, start)
    const value = line.slice(start, end)
    if (value !== "" && fields[key] === undefined) {
      fields[key] = value
      if (encodedFields.has(key) || (this.type === "EXECVE" && /^a\d+(?:\[\d+\])?$/.test(key))) this.decode(key, value)
    }
    return end
  }

  private endOfValue(key: string, start: number): number {
    const { line } = this
    // Only an interpreted title has spaces outside quotes.
    const wholeLine = key === "proctitle" && this.type === "PROCTITLE"
    let at = start
    for (; at < line.length; at++) {
      const code = line.charCodeAt(at)
      if (code < space || (code === space && !wholeLine) || (code === singleQuote && this.inMessage)) break
    }
    // Some collectors drop the separator before what auditd has resolved: cap_frootid=0OUID="root".
    const glued = line.charCodeAt(at - 1) === doubleQuote && !wholeLine ? line.slice(start, at).search(/[A-Z]{2,16}="/) : -1
    return glued > 0 ? start + glued : at
  }

  private decode(key: string, value: string): void {
    const text = decodeHex(value)
    if (text === null) return
    this.decoded ??= new Fields()
    this.decoded[key] = text
  }

  /** `avc:  denied  { read write } for ...`, under the names of the field dictionary. */
  private readAccessVector(start: number): void {
    const found = /avc: {1,8}(\w{1,32}) {1,8}\{ ([\w ]{1,1000}) \}/y
    found.lastIndex = start
    const [, result, permissions] = found.exec(this.line) ?? []
    if (result === undefined || permissions === undefined) return
    const list = permissions.split(" ")
    this.fields.seresult = result
    this.fields.seperms = list.length === 1 ? permissions : list
  }
}

/** The text that hexadecimal digits encode, arguments separated by spaces; null when they encode none. */
function decodeHex(value: string): string | null {
  if (value.length % 2 !== 0 || !/^[\dA-F]+$/.test(value)) return null
  const text = Buffer.from(value, "hex").toString("utf8").replace(/\0+$/, "").replaceAll("\0", " ")
  // Keys are separated by 0x01. Other control characters show that the digits are a number.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < space && code !== 0x01 && code !== 0x09 && code !== 0x0a && code !== 0x0d && code !== 0x1b) return null
  }
  return text === "" || text.includes("\uFFFD") ? null : text
}
