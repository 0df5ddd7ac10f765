import { timeZone } from "../time/time-zone.ts"
import { parseTimestamp } from "../time/timestamp.ts"
import type { JsonObject, JsonValue, RawRecord, RecordHints, RecordPosition } from "./reader.ts"
import { type Fields, setFirst } from "./record-fields.ts"

const noHints: RecordHints = {}

/** A record of a textual log: its fields, the text that it stood in, and the line where that begins. */
export class TextRecord implements RawRecord {
  readonly format: string
  readonly data: JsonObject | null
  readonly hints: RecordHints
  private readonly line: number
  private readonly source: string

  constructor(format: string, data: JsonObject | null, source: string, line: number, hints: RecordHints = noHints) {
    this.format = format
    this.data = data
    this.source = source
    this.line = line
    this.hints = hints
  }

  get position(): RecordPosition {
    return { line: this.line }
  }

  text(): string {
    return this.source
  }
}

/** Hints of a record whose format says when it was written, and maybe where. */
export function hintsOf(time: number | null, host: string | null = null): RecordHints {
  if (host === null) return time === null ? noHints : { time }
  return time === null ? { host } : { host, time }
}

/** Hints of a record whose time, when it says no zone, has to be a field: `timestamp`, unless there is one. */
export function setStamp(fields: Fields, stamp: JsonValue | undefined, clock: LogClock, host: string | null): RecordHints {
  if (typeof stamp !== "string") return hintsOf(null, host)
  const time = clock.readZoned(stamp)
  if (time === null) setFirst(fields, "timestamp", stamp)
  return hintsOf(time, host)
}

/** A zone that no log is in: a time that is the same in it and in UTC says its zone itself. */
const elsewhere = timeZone("+13:37")
/** What a time that says its zone may end in, or be: most that do not are told by this alone. */
const maybeZoned = /(?:[A-Za-z)]|[+-]\d\d:?\d{0,2}|[A-Z] \d{4})$|^-?\d+(?:\.\d+)?$/

/** Reads the timestamps of one log, whose neighbours are often the same. */
export class LogClock {
  private text = ""
  private time: number | null = null
  private zonedText = ""
  private zonedTime: number | null = null

  /** Epoch seconds, a time without a zone in UTC; null when the text is no timestamp. */
  read(text: string): number | null {
    if (text !== this.text) {
      this.text = text
      this.time = parseTimestamp(text)
    }
    return this.time
  }

  /** Epoch seconds of a time that says its zone; null of any other, whose zone the user may know. */
  readZoned(text: string): number | null {
    if (text !== this.zonedText) {
      this.zonedText = text
      const time = maybeZoned.test(text) ? this.read(text) : null
      this.zonedTime = time !== null && parseTimestamp(text, elsewhere) === time ? time : null
    }
    return this.zonedTime
  }
}
