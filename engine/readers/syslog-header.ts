import { endOfQuotedText } from "./quoted-text.ts"
import { Fields, setFirst } from "./record-fields.ts"

/** What stands before the message of a syslog line. */
export interface SyslogHeader {
  /** Facility times eight plus severity, 0 to 191. */
  readonly priority: number | null
  readonly timestamp: string | null
  readonly host: string | null
  readonly process: string | null
  readonly pid: string | null
  readonly msgid: string | null
  /** Parameters of the structured data of RFC 5424, and `sd_id`: the ids of its elements. */
  readonly structured: Fields | null
  /** Where the message begins. */
  readonly end: number
}

export const facilities: readonly string[] = (
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock " +
  "local0 local1 local2 local3 local4 local5 local6 local7"
).split(" ")

/** The severities of RFC 5424, 6.2.1. */
export const severities: readonly string[] = "emergency alert critical error warning notice informational debug".split(" ")

/** An octet count (RFC 6587) may stand before the priority. */
const priorityPart = /(?:\d{1,7} )?<(\d{1,3})>/y
/** Version, timestamp, host, application, process id, message id: RFC 5424. */
const protocolPart = /[1-9]\d{0,2} (-|\d{4}-\d\d-\d\dT\S{1,40}) (\S{1,255}) (\S{1,255}) (\S{1,255}) (\S{1,255})(?: |$)/y
/** RFC 3164, with what devices add to it: a sequence number, a mark that the clock is not set, a year, fractions, a zone. */
const monthTime =
  /(?:\d{1,10}: )?[*.]?((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: \d{4}(?= ))?(?: (?:(?:UTC|GMT|CES?T|[ECMP][SD]T)(?=[ :])|[A-Z]{2,5}(?=:)|[+-]\d\d:?\d\d(?=[ :])))?)(?:: | )/y
const isoStamp = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) /y
/** A word with a comma is the beginning of a message of devices that write no host, such as those of Palo Alto Networks. */
const hostPart = /([^\s[\]<>"'{}=,]{1,255})(?: +|$)/y
const tagPart = /([^\s[\]:"'{}=<>]{1,128})(?:\[([^\]\s]{0,64})\](?::| |$)|:(?: |$)) */y
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F:]*:[\da-fA-F:.]*):?$/
/** What applications write behind a time of their own is no host. */
const levels = /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|FINE)$/i

const nil = (text: string | undefined): string | null => (text === undefined || text === "-" ? null : text)

/**
 * Reads the header of a syslog line of RFC 5424, of RFC 3164 or with an ISO 8601 time as daemons write it, with or without a priority;
 * null when the line has none. The time of ISO 8601 alone is what many logs begin with, so that a host and a tag have to follow.
 */
export function readSyslogHeader(line: string): SyslogHeader | null {
  const first = line.charCodeAt(0)
  // Only `<`, a digit, the letter of a month or a mark of an unset clock can begin a header.
  if (!(first === 0x3c || (first >= 0x30 && first <= 0x39) || (first >= 0x41 && first <= 0x53) || first === 0x2a || first === 0x2e))
    return null
  let at = 0
  let priority: number | null = null
  priorityPart.lastIndex = 0
  const given = priorityPart.exec(line)
  if (given !== null) {
    priority = Number(given[1])
    if (priority > 191) return null
    at = priorityPart.lastIndex
  }
  return readProtocolHeader(line, at, priority) ?? readTraditionalHeader(line, at, priority)
}

function readProtocolHeader(line: string, at: number, priority: number | null): SyslogHeader | null {
  const first = line.charCodeAt(at)
  if (!(first >= 0x31 && first <= 0x39)) return null
  protocolPart.lastIndex = at
  const found = protocolPart.exec(line)
  if (found === null) return null
  const [, timestamp, host, process, pid, msgid] = found
  // Without a priority and without a time anything could be meant.
  if (priority === null && timestamp === "-") return null
  const start = protocolPart.lastIndex
  const structured = line.charCodeAt(start) === 0x5b ? readStructuredData(line, start) : null
  let end = structured?.end ?? start
  if (structured === null && line.charCodeAt(start) === 0x2d && (line.length === start + 1 || line.charCodeAt(start + 1) === 0x20)) end++
  if (line.charCodeAt(end) === 0x20) end++
  if (line.charCodeAt(end) === 0xfeff) end++
  return {
    priority,
    timestamp: nil(timestamp),
    host: nil(host),
    process: nil(process),
    pid: nil(pid),
    msgid: nil(msgid),
    structured: structured?.fields ?? null,
    end,
  }
}

/** Most elements of structured data. */
const maxElements = 100

const elementId = /\[([^\s=\]"]{1,255})/y
const parameterName = / {1,8}([^\s=\]"]{1,255})="/y

/** `[id name="value" ...][id ...]`; null when it is not well-formed, and then it is part of the message. */
function readStructuredData(line: string, start: number): { fields: Fields; end: number } | null {
  const fields = new Fields()
  const ids: string[] = []
  let at = start
  while (line.charCodeAt(at) === 0x5b && ids.length < maxElements) {
    elementId.lastIndex = at
    const id = elementId.exec(line)?.[1]
    if (id === undefined) break
    ids.push(id)
    at = elementId.lastIndex
    for (;;) {
      parameterName.lastIndex = at
      const name = parameterName.exec(line)?.[1]
      if (name === undefined) break
      const start = parameterName.lastIndex
      const end = endOfQuotedText(line, start)
      if (end === -1) return null
      const value = line.slice(start, end)
      setFirst(fields, name, value.includes("\\") ? value.replace(/\\(["\\\]])/g, "$1") : value)
      at = end + 1
    }
    if (line.charCodeAt(at) !== 0x5d) return null
    at++
  }
  if (ids.length === 0) return null
  fields.sd_id = ids.length === 1 ? (ids[0] ?? "") : ids
  return { fields, end: at }
}

function readTraditionalHeader(line: string, start: number, priority: number | null): SyslogHeader | null {
  let at = start
  let iso = false
  monthTime.lastIndex = at
  let timestamp = monthTime.exec(line)?.[1] ?? null
  if (timestamp !== null) at = monthTime.lastIndex
  else {
    isoStamp.lastIndex = at
    timestamp = isoStamp.exec(line)?.[1] ?? null
    if (timestamp !== null) {
      at = isoStamp.lastIndex
      iso = true
    }
  }
  if (timestamp === null && priority === null) return null
  let host: string | null = null
  let tag = timestamp === null ? tagAt(line, at) : null
  if (timestamp !== null) {
    hostPart.lastIndex = at
    const word = hostPart.exec(line)?.[1]
    // A word that ends in a colon is the tag of a line without a host, unless it is an address.
    if (word !== undefined && (!word.endsWith(":") || address.test(word))) {
      host = word.endsWith(":") && !word.endsWith("::") ? word.slice(0, -1) : word
      at = hostPart.lastIndex
    }
    tag = tagAt(line, at)
  }
  if (iso && priority === null && (host === null || tag === null || levels.test(host))) return null
  return {
    priority,
    timestamp,
    host,
    process: tag?.process ?? null,
    pid: tag?.pid ?? null,
    msgid: null,
    structured: null,
    end: tag?.end ?? at,
  }
}

function tagAt(line: string, at: number): { process: string; pid: string | null; end: number } | null {
  tagPart.lastIndex = at
  const found = tagPart.exec(line)
  if (found === null) return null
  const [, process = "", pid = ""] = found
  return { process, pid: pid === "" ? null : pid, end: tagPart.lastIndex }
}
