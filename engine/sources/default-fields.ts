import { numberOf, textOf, type Value } from "../ir/value.ts"
import { compileTimeFormat } from "../time/format.ts"
import type { TimeZone } from "../time/time-zone.ts"

/** What default fields are made of. */
export interface EventFacts {
  /** Epoch seconds. */
  eventTime(): number | null
  rawText(): string
}

/** What every event has, whatever its source: named by Splunk's documentation of default fields. */
export interface DefaultFields {
  has(name: string): boolean
  get(name: string, event: EventFacts): Value
}

const dateFormats: Readonly<Record<string, string>> = {
  date_second: "%S",
  date_minute: "%M",
  date_hour: "%H",
  date_mday: "%d",
  date_wday: "%A",
  date_month: "%B",
  date_year: "%Y",
}

export function defaultFields(zone: TimeZone): DefaultFields {
  const dates = new Map(Object.entries(dateFormats).map(([name, format]) => [name, compileTimeFormat(format, zone)]))
  return {
    has: name => name === "linecount" || name === "punct" || name === "date_zone" || dates.has(name),
    get(name, event) {
      switch (name) {
        case "linecount":
          return event.rawText().split("\n").length
        case "punct":
          return punctuation(event.rawText())
        case "date_zone":
          return zone.name === "UTC" ? 0 : zone.name
        default: {
          const format = dates.get(name)
          const time = format === undefined ? null : event.eventTime()
          if (format === undefined || time === null) return null
          const text = format(time).toLowerCase()
          return numberOf(text) ?? textOf(text)
        }
      }
    },
  }
}

/** The first 30 characters of an event's first line that are no letters and digits; blanks show as underscores. */
function punctuation(text: string): string {
  const line = text.split("\n", 1)[0] ?? ""
  return line
    .replace(/[\p{L}\p{N}]/gu, "")
    .replace(/\s/g, "_")
    .slice(0, 30)
}
