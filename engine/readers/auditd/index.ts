import { firstLines, shareOf } from "../line-share.ts"
import type { ReaderDefinition } from "../reader.ts"
import { readLines } from "../text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "../text-record.ts"
import { isAuditLine, isSeparator, readAuditLine } from "./line.ts"

export { auditdJoined } from "./joined.ts"

const format = "auditd"

export const auditd: ReaderDefinition = {
  name: format,
  docs: {
    summary: "Linux audit logs, one record a line",
    description:
      "Fields as they stand, those of `msg='...'` and those that auditd has resolved (`SYSCALL=execve`) among them; of several fields with " +
      "one name the first counts. `event_id` is what the lines of one event have in common. What stands in hexadecimal, such as " +
      "`proctitle`, is also found decoded: `decoded.proctitle`. The format `auditd_joined` gives the lines of an event as one record.",
  },
  recognise: head =>
    0.95 *
    shareOf(
      firstLines(head).filter(line => !isSeparator(line)),
      isAuditLine,
    ),
  read(chunks, ctx) {
    const clock = new LogClock()
    return readLines(chunks, ctx, (line, number, records) => {
      const read = readAuditLine(line, clock)
      if (read !== null) records.push(new TextRecord(format, read.fields, line, number, hintsOf(read.time, read.host)))
      else if (!isSeparator(line)) ctx.report({ position: { line: number }, message: "the line is no audit record" })
    })
  },
}
