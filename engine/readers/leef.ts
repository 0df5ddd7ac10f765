import { readBarHeader } from "./bar-header.ts"
import { setExtension, setLabelled } from "./cef-extension.ts"
import { firstLines, shareOf } from "./line-share.ts"
import type { ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { readSyslogHeader } from "./syslog-header.ts"
import { readLines } from "./text-lines.ts"
import { LogClock, setStamp, TextRecord } from "./text-record.ts"

const format = "leef"

const prefix = /(?:^|[\s:])LEEF:\s?([12](?:\.\d{1,2})?)\|/
const prefixLength = 1024

const headerNames = ["deviceVendor", "deviceProduct", "deviceVersion", "eventId"] as const

/** The delimiter of version 2: a character, or its code as `x5E` or `0x5E`. */
const delimiterPart = /(?:0?x([\da-fA-F]{1,4})|([^|]))?\|/y

export const leef: ReaderDefinition = {
  name: format,
  docs: {
    summary: "IBM Log Event Extended Format 1.0 and 2.0, with or without a syslog header",
    description:
      "Fields `leefVersion`, `deviceVendor`, `deviceProduct`, `deviceVersion`, `eventId`, and the event attributes as they stand.",
  },
  recognise(head) {
    return 0.95 * shareOf(firstLines(head), line => prefix.test(line.slice(0, prefixLength)))
  },
  read(chunks, ctx) {
    const clock = new LogClock()
    return readLines(chunks, ctx, (line, number, records) => {
      const found = prefix.exec(line.slice(0, prefixLength))
      const header = found === null ? null : readBarHeader(line, found.index + found[0].length, headerNames.length)
      if (found === null || header === null) {
        ctx.report({ position: { line: number }, message: found === null ? "the line has no LEEF header" : "the LEEF header is cut off" })
        return
      }
      const fields = new Fields()
      const version = found[1] ?? ""
      fields.leefVersion = version
      headerNames.forEach((name, index) => {
        const cell = (header.cells[index] ?? "").trim()
        if (cell !== "") fields[name] = cell
      })
      let delimiter = "\t"
      let start = header.end
      if (version.startsWith("2")) {
        delimiterPart.lastIndex = start
        const declared = delimiterPart.exec(line)
        if (declared !== null) {
          start = delimiterPart.lastIndex
          delimiter = declared[1] !== undefined ? String.fromCharCode(Number.parseInt(declared[1], 16)) : (declared[2] ?? "\t")
        }
      }
      setAttributes(fields, line.slice(start), delimiter)
      const syslog = found.index === 0 ? null : readSyslogHeader(line.slice(0, found.index + 1))
      const { devTime } = fields
      const stamp = typeof devTime === "string" && clock.read(devTime) !== null ? devTime : syslog?.timestamp
      records.push(new TextRecord(format, fields, line, number, setStamp(fields, stamp, clock, syslog?.host ?? null)))
    })
  },
}

function setAttributes(fields: Fields, text: string, delimiter: string): void {
  // A relay may have made spaces of the tabs.
  if (!text.includes(delimiter)) {
    setExtension(fields, text)
    return
  }
  const pairs = new Map<string, string>()
  for (const part of text.split(delimiter)) {
    const sign = part.indexOf("=")
    const key = part.slice(0, sign).trim()
    const value = part.slice(sign + 1).trim()
    if (sign > 0 && key !== "" && value !== "" && !pairs.has(key)) pairs.set(key, value)
  }
  for (const [key, value] of pairs) setFirst(fields, key, value)
  setLabelled(fields, pairs)
}
