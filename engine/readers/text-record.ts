import { parseTimestamp } from "../time/timestamp.ts"
import type { JsonObject, RawRecord, RecordHints, RecordPosition } from "./reader.ts"

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

/** Reads the timestamps of one log, whose neighbours are often the same: a time without a zone is in UTC. */
export class LogClock {
  private text = ""
  private time: number | null = null

  /** Epoch seconds; null when the text is no timestamp. */
  read(text: string): number | null {
    if (text !== this.text) {
      this.text = text
      this.time = parseTimestamp(text)
    }
    return this.time
  }
}
