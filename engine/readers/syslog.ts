import { setPairs } from "./key-value-pairs.ts"
import { firstLines, shareOf } from "./line-share.ts"
import type { RawRecord, ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { facilities, readSyslogHeader, severities } from "./syslog-header.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"

const format = "syslog"

export const syslog: ReaderDefinition = {
  name: format,
  docs: {
    summary: "syslog lines (RFC 3164, RFC 5424), with or without a priority",
    description:
      "Fields `timestamp`, `host`, `process`, `pid`, `msgid`, `priority`, `facility`, `severity`, the parameters of structured data, " +
      "`message`, and the key=value pairs of the message. A line without a header is a record of plain text.",
  },
  recognise(head) {
    const lines = firstLines(head)
    const share = shareOf(lines, line => readSyslogHeader(line) !== null)
    if (share === 0) return 0
    const dated = shareOf(lines, line => (readSyslogHeader(line)?.timestamp ?? null) !== null)
    return (dated > 0 ? 0.75 : 0.65) * share
  },
  read(chunks, ctx) {
    const clock = new LogClock()
    return readLines(chunks, ctx, (line, number, records) => {
      records.push(readSyslogLine(line, number, clock))
    })
  },
}

function readSyslogLine(line: string, number: number, clock: LogClock): RawRecord {
  const header = readSyslogHeader(line)
  if (header === null) return new TextRecord(format, null, line, number)
  const { priority, timestamp, host, process, pid, msgid, structured, end } = header
  const fields = new Fields()
  if (timestamp !== null) fields.timestamp = timestamp
  if (host !== null) fields.host = host
  if (process !== null) fields.process = process
  if (pid !== null) fields.pid = pid
  if (msgid !== null) fields.msgid = msgid
  if (priority !== null) {
    fields.priority = priority
    fields.facility = facilities[priority >> 3] ?? ""
    fields.severity = severities[priority & 7] ?? ""
  }
  fields.message = line.slice(end)
  if (structured !== null) for (const name in structured) setFirst(fields, name, structured[name] ?? "")
  setPairs(fields, line, end)
  return new TextRecord(format, fields, line, number, hintsOf(timestamp === null ? null : clock.readZoned(timestamp), host))
}
