import { scanTimestamp } from "../time/timestamp.ts"
import { setPairs, visitPairs } from "./key-value-pairs.ts"
import { firstLines, shareOf } from "./line-share.ts"
import type { ReaderDefinition } from "./reader.ts"
import { Fields, setFirst } from "./record-fields.ts"
import { readLines } from "./text-lines.ts"
import { hintsOf, LogClock, TextRecord } from "./text-record.ts"

const format = "kv"

/** Longest timestamp that a line is looked at for. */
const timestampLength = 64

export const kv: ReaderDefinition = {
  name: format,
  docs: {
    summary: "lines of key=value pairs",
    description:
      "Pairs as Splunk's automatic extraction finds them. A time at the start of a line is the field `timestamp` when no pair has that " +
      "name. A line without pairs is a record of plain text.",
  },
  recognise(head) {
    const lines = firstLines(head)
    const share = shareOf(lines, isMostlyPairs)
    // One pair a line is also what a file of settings looks like.
    return share === 0 ? 0 : (lines.some(line => countPairs(line) > 1) ? 0.6 : 0.3) * share
  },
  read(chunks, ctx) {
    const clock = new LogClock()
    return readLines(chunks, ctx, (line, number, records) => {
      const fields = new Fields()
      setPairs(fields, line)
      if (isEmpty(fields)) {
        records.push(new TextRecord(format, null, line, number))
        return
      }
      const stamp = leadingTimestamp(line)
      if (stamp === null) {
        records.push(new TextRecord(format, fields, line, number))
        return
      }
      setFirst(fields, "timestamp", stamp)
      // A time without a zone that cannot be a field is taken to be in UTC.
      const time = clock.readZoned(stamp) ?? (fields.timestamp === stamp ? null : clock.read(stamp))
      records.push(new TextRecord(format, fields, line, number, hintsOf(time)))
    })
  },
}

function isEmpty(fields: Fields): boolean {
  for (const _ in fields) return false
  return true
}

/** The time that a line begins with, in brackets or not. */
function leadingTimestamp(line: string): string | null {
  const bracket = line.charCodeAt(0) === 0x5b
  const first = line.charCodeAt(bracket ? 1 : 0)
  // Nearly all timestamps begin with a digit; names of months and days begin with a capital.
  const canBegin = (first >= 0x30 && first <= 0x39) || (first >= 0x41 && first <= 0x5a)
  if (!canBegin) return null
  const text = line.slice(bracket ? 1 : 0, timestampLength)
  const found = scanTimestamp(text)
  if (found === null || !/^(?:$|[\s\],;|])/.test(text.slice(found.end, found.end + 1))) return null
  return text.slice(0, found.end)
}

function countPairs(line: string): number {
  let count = 0
  visitPairs(line, () => {
    count++
  })
  return count
}

/** Whether at least half of a line, its timestamp and white space aside, is pairs. */
function isMostlyPairs(line: string): boolean {
  let covered = 0
  visitPairs(line, (_key, _value, start, end) => {
    covered += end - start
  })
  if (covered === 0) return false
  const stamp = leadingTimestamp(line)?.length ?? 0
  const rest = line.length - stamp - (line.match(/\s/g)?.length ?? 0)
  return covered * 2 >= rest
}
