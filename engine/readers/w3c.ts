import { firstLines, shareOf } from "./line-share.ts"
import type { RawRecord, ReadContext, ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"

const format = "w3c"

/**
 * The columns of CloudFront's standard logs in their documented order, which has only ever grown at its end: a log that is collected
 * line by line comes without its header.
 */
const cloudFront = (
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) " +
  "x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher " +
  "x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type " +
  "sc-content-type sc-content-len sc-range-start sc-range-end"
).split(" ")
const leastCloudFrontColumns = 24
const cloudFrontLine = /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d{1,3}(?:-[A-Z]\d{1,2})?\t\d+\t/

/** The columns that IIS writes unless it is told otherwise, and all that it knows, by the number of values and the place of the method. */
const iisColumns: ReadonlyMap<string, readonly string[]> = new Map(
  [
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken",
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus " +
      "sc-win32-status time-taken",
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus " +
      "sc-win32-status time-taken X-Forwarded-For",
    "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus " +
      "sc-win32-status",
    "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) " +
      "cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken",
    "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) " +
      "cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken X-Forwarded-For",
  ].map(columns => {
    const names = columns.split(" ")
    return [`${names.length} ${names.indexOf("cs-method")}`, names]
  }),
)
const iisLine =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\S{1,255} ){0,2}(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]{0,4}:[\da-fA-F:.%]{1,60}) [A-Z]{3,20} \S/

export const w3c: ReaderDefinition = {
  name: format,
  docs: {
    summary: "W3C extended logs: IIS, CloudFront and others with a #Fields line",
    description:
      "Fields under the names of the #Fields line, as Splunk cleans them: `cs-uri-stem` is `cs_uri_stem`, `cs(User-Agent)` is " +
      "`cs_User_Agent`. `-` is a missing field. IIS writes `+` for a space, and so it is read where a value is no URL. Times are in UTC. " +
      "The logs of Exchange, whose columns are separated by commas, are read as well, and lines of IIS and CloudFront without their header.",
  },
  recognise(head) {
    const lines = firstLines(head)
    // Other logs have comments too, and Zeek's say "#fields".
    const directive = lines.findIndex(line => line.startsWith("#Fields:"))
    if (directive !== -1 && lines.slice(0, directive).every(line => line.startsWith("#"))) return 0.97
    if (directive !== -1) return 0.8
    return 0.9 * shareOf(lines, line => isCloudFront(line) || iisNames(line) !== null)
  },
  read(chunks, ctx) {
    const table = new W3cLog(ctx)
    return readLines(chunks, ctx, (line, number, records) => {
      const record = table.read(line, number)
      if (record !== null) records.push(record)
    })
  },
}

const isCloudFront = (line: string): boolean => cloudFrontLine.test(line) && line.split("\t").length >= leastCloudFrontColumns

function iisNames(line: string): readonly string[] | null {
  if (!iisLine.test(line)) return null
  const values = line.trimEnd().split(" ")
  const method = values.findIndex((value, index) => index > 2 && /^[A-Z]{3,20}$/.test(value))
  return iisColumns.get(`${values.length} ${method}`) ?? null
}

/** Columns whose values are URLs or cookies, where a plus sign is what the client sent. */
const verbatim = /^cs-uri|\((?:Referer|Cookie|Set-Cookie|Location)\)$|url/i

/** What a #Fields line says. */
class Columns {
  readonly names: readonly string[]
  private readonly spaced: readonly boolean[]
  private readonly date: number
  private readonly time: number
  /** The place of a column that holds both, as Exchange writes them. */
  private readonly both: number

  constructor(identifiers: readonly string[]) {
    this.names = identifiers.map(identifier => identifier.replace(/[^\w.:]+/g, "_").replace(/^_+|_+$/g, ""))
    this.spaced = identifiers.map(identifier => !verbatim.test(identifier))
    this.date = identifiers.indexOf("date")
    this.time = identifiers.indexOf("time")
    this.both = identifiers.findIndex(identifier => /^date-?time$/i.test(identifier))
  }

  set(fields: Fields, values: readonly string[], plusIsSpace: boolean): void {
    const { names, spaced } = this
    const count = Math.min(names.length, values.length)
    for (let index = 0; index < count; index++) {
      const name = names[index]
      const value = values[index]
      if (name === undefined || name === "" || value === undefined || value === "-" || value === "") continue
      setFirst(fields, name, plusIsSpace && spaced[index] === true && value.includes("+") ? value.replaceAll("+", " ") : value)
    }
  }

  /** The time of a line, whose date may stand in the header only. */
  stamp(values: readonly string[], headerDate: string | null): string | null {
    if (this.both !== -1) return values[this.both] ?? null
    const time = values[this.time]
    const date = this.date === -1 ? headerDate : values[this.date]
    if (time === undefined || date === undefined || date === null) return null
    return `${date}T${time}Z`
  }
}

class W3cLog {
  private readonly ctx: ReadContext
  private readonly clock = new LogClock()
  private columns: Columns | null = null
  private hasCommas = false
  private date: string | null = null

  constructor(ctx: ReadContext) {
    this.ctx = ctx
  }

  read(line: string, number: number): RawRecord | null {
    if (line.charCodeAt(0) === 0x23) {
      const directive = /^#(Fields|Date|Start-Date): *(.*)$/.exec(line)
      if (directive?.[1] === "Fields") {
        const names = (directive[2] ?? "").trim()
        this.hasCommas = /^[^\s,]+,/.test(names)
        this.columns = new Columns(this.hasCommas ? splitQuoted(names, comma) : names.split(/\s+/))
      } else if (directive !== null) this.date = /\d{4}-\d\d-\d\d/.exec(directive[2] ?? "")?.[0] ?? this.date
      return null
    }
    const tabbed = line.includes("\t")
    const values = this.hasCommas
      ? splitQuoted(line, comma)
      : tabbed
        ? line.split("\t")
        : line.includes('"')
          ? splitQuoted(line)
          : line.trim().split(/ +/)
    if (this.columns === null) {
      const names = isCloudFront(line) ? cloudFront : iisNames(line)
      if (names !== null) this.columns = new Columns(names)
    }
    const { columns } = this
    if (columns === null) {
      this.ctx.report({ position: { line: number }, message: "no #Fields line says what the line holds" })
      return null
    }
    if (values.length !== columns.names.length && !(values.length === columns.names.length + 1 && values.at(-1) === ""))
      this.ctx.report({
        position: { line: number },
        message: `the line has ${values.length} values where the #Fields line has ${columns.names.length}`,
      })
    const fields = new Fields()
    columns.set(fields, values, !tabbed && !this.hasCommas)
    const stamp = columns.stamp(values, this.date)
    return new TextRecord(format, fields, line, number, hintsOf(stamp === null ? null : this.clock.read(stamp)))
  }
}

const space = 0x20
const comma = 0x2c
const quote = 0x22

/** The values of a line, some of which are in quotes; a quote inside is doubled. Of several spaces in a row one separates. */
function splitQuoted(line: string, separator = space): string[] {
  const values: string[] = []
  const sign = String.fromCharCode(separator)
  let at = 0
  while (at < line.length) {
    const first = line.charCodeAt(at)
    if (separator === space && first === space) {
      at++
      continue
    }
    if (first !== quote) {
      const end = line.indexOf(sign, at)
      const stop = end === -1 ? line.length : end
      values.push(line.slice(at, stop))
      at = stop + 1
      if (separator === comma && at === line.length) values.push("")
      continue
    }
    let end = line.indexOf('"', at + 1)
    while (end !== -1 && line.charCodeAt(end + 1) === quote) end = line.indexOf('"', end + 2)
    const stop = end === -1 ? line.length : end
    values.push(line.slice(at + 1, stop).replaceAll('""', '"'))
    at = stop + 1
    if (line.charCodeAt(at) === separator) at++
  }
  return values
}
