import { firstLines, shareOf } from "./line-share.ts"
import { endOfQuotedText } from "./quoted-text.ts"
import type { ReaderDefinition } from "./reader.ts"
import { Fields } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"

const format = "ncsa"

export const ncsa: ReaderDefinition = {
  name: format,
  docs: {
    summary: "access logs of web servers in the common or combined format, with or without a virtual host",
    description:
      "Fields as Splunk's access_combined names them: `clientip`, `ident`, `user`, `req_time`, `method`, `uri`, `uri_path`, `uri_query`, " +
      "`version`, `status`, `bytes`, `referer`, `useragent`, `cookie`; further values are `other`, the virtual host is `vhost`. A request " +
      "that is none of HTTP is `request`. `-` is a missing field.",
  },
  recognise: head => 0.9 * shareOf(firstLines(head), line => readAccess(line) !== null),
  read(chunks, ctx) {
    const clock = new LogClock()
    return readLines(chunks, ctx, (line, number, records) => {
      const fields = readAccess(line)
      if (fields === null) {
        ctx.report({ position: { line: number }, message: "the line is not in the common or combined log format" })
        return
      }
      const time = typeof fields.req_time === "string" ? clock.readZoned(fields.req_time) : null
      records.push(new TextRecord(format, fields, line, number, hintsOf(time)))
    })
  },
}

/** What stands before the time in brackets is not longer. */
const headLength = 2048
const timePart = / \[(\d{1,2}\/[A-Za-z]{3}\/\d{4}[: ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: ?[+-]\d{4}| [A-Z]{1,5})?)\] "/
const statusPart = / (\d{3}|-)(?: (\d{1,20}|-))?(?= |$)/y
const requestLine = /^([A-Za-z_-]{1,32}) (\S.*?)(?: (HTTP\/\d(?:\.\d)?))?$/s
const hostAndPort = /^[^\s:]{1,255}:\d{1,5}$/
const addressLike = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F:]*:[\da-fA-F:.]*)$/

/** The fields of a line, null when it is not in the format. */
function readAccess(line: string): Fields | null {
  const time = timePart.exec(line.length > headLength ? line.slice(0, headLength) : line)
  if (time === null) return null
  const fields = new Fields()
  if (!setClient(fields, line.slice(0, time.index))) return null
  fields.req_time = time[1] ?? ""
  const requestAt = time.index + time[0].length
  const requestEnd = endOfQuotedText(line, requestAt)
  if (requestEnd === -1) return null
  statusPart.lastIndex = requestEnd + 1
  const answer = statusPart.exec(line)
  if (answer === null) return null
  setRequest(fields, line.slice(requestAt, requestEnd))
  set(fields, "status", answer[1])
  set(fields, "bytes", answer[2])
  setRest(fields, line, statusPart.lastIndex)
  return fields
}

function set(fields: Fields, name: string, value: string | undefined): void {
  if (value !== undefined && value !== "" && value !== "-") fields[name] = value
}

/** `client ident user`, behind a virtual host where the format has one; a user's name may hold spaces. */
function setClient(fields: Fields, text: string): boolean {
  const words = text.split(" ")
  const [first = "", second = "", third = ""] = words
  const more = words.length > 3
  const hasHost = more && (hostAndPort.test(first) || (addressLike.test(second) && third === "-" && !addressLike.test(first)))
  const client = hasHost ? words.slice(1) : words
  if (client.length < 3) return false
  if (hasHost) set(fields, "vhost", first)
  set(fields, "clientip", client[0])
  set(fields, "ident", client[1])
  set(fields, "user", client.slice(2).join(" "))
  return true
}

function setRequest(fields: Fields, request: string): void {
  const found = requestLine.exec(request)
  if (found === null) {
    set(fields, "request", request)
    return
  }
  const [, method, uri = "", version] = found
  set(fields, "method", method)
  set(fields, "uri", uri)
  const query = uri.indexOf("?")
  set(fields, "uri_path", query === -1 ? uri : uri.slice(0, query))
  if (query !== -1) set(fields, "uri_query", uri.slice(query + 1))
  set(fields, "version", version)
}

const quotedNames = ["referer", "useragent", "cookie"] as const

/** What follows the number of bytes: quoted values in the order of the combined format, and whatever a server adds. */
function setRest(fields: Fields, line: string, from: number): void {
  let at = from
  let quoted = 0
  let other = ""
  while (at < line.length) {
    if (line.charCodeAt(at) === 0x20) {
      at++
      continue
    }
    const isQuoted = line.charCodeAt(at) === 0x22
    const end = isQuoted ? endOfQuotedText(line, at + 1) : line.indexOf(" ", at)
    const stop = end === -1 ? line.length : end
    const name = isQuoted ? quotedNames[quoted++] : undefined
    if (name !== undefined) set(fields, name, line.slice(at + 1, stop))
    else other += `${other === "" ? "" : " "}${line.slice(at, isQuoted ? stop + 1 : stop)}`
    at = stop + 1
  }
  set(fields, "other", other)
}
