import { readBarHeader } from "./bar-header.ts"
import { setExtension } from "./cef-extension.ts"
import { firstLines, shareOf } from "./line-share.ts"
import type { ReaderDefinition } from "./reader.ts"
import { Fields } from "./record-fields.ts"
import { readSyslogHeader } from "./syslog-header.ts"
import { readLines } from "./text-lines.ts"
import { LogClock, setStamp, TextRecord } from "./text-record.ts"

const format = "cef"

/** The prefix of the header, at the start of a line or behind a syslog header. */
const prefix = /(?:^|[\s:])CEF:\s?(\d{1,3}(?:\.\d{1,3})?)\|/
/** What stands before it is not longer. */
const prefixLength = 1024

const headerNames = ["deviceVendor", "deviceProduct", "deviceVersion", "deviceEventClassId", "name", "severity"] as const

/** The keys that say when an event was, the best first: "Implementing ArcSight Common Event Format", rt, start and end. */
const timeKeys = ["rt", "start", "end"] as const

export const cef: ReaderDefinition = {
  name: format,
  docs: {
    summary: "ArcSight Common Event Format, with or without a syslog header",
    description:
      "Fields `cefVersion`, `deviceVendor`, `deviceProduct`, `deviceVersion`, `deviceEventClassId`, `name`, `severity`, and the keys of " +
      "the extension as they stand. A value with a label (`cs1=x cs1Label=Policy`) is also found under its label.",
  },
  recognise(head) {
    return 0.95 * shareOf(firstLines(head), line => prefix.test(line.slice(0, prefixLength)))
  },
  read(chunks, ctx) {
    const clock = new LogClock()
    return readLines(chunks, ctx, (line, number, records) => {
      const found = prefix.exec(line.slice(0, prefixLength))
      const start = found === null ? 0 : found.index + found[0].length
      const header = found === null ? null : readBarHeader(line, start, headerNames.length)
      if (found === null || header === null) {
        ctx.report({ position: { line: number }, message: found === null ? "the line has no CEF header" : "the CEF header is cut off" })
        return
      }
      const fields = new Fields()
      fields.cefVersion = found[1] ?? ""
      headerNames.forEach((name, index) => {
        const cell = (header.cells[index] ?? "").trim()
        if (cell !== "") fields[name] = cell
      })
      setExtension(fields, line.slice(header.end))
      const syslog = found.index === 0 ? null : readSyslogHeader(line.slice(0, found.index + 1))
      const stamp =
        timeKeys.map(key => fields[key]).find(text => typeof text === "string" && clock.read(text) !== null) ?? syslog?.timestamp
      records.push(new TextRecord(format, fields, line, number, setStamp(fields, stamp, clock, syslog?.host ?? null)))
    })
  },
}
