import type { Result } from "../exec/operator.ts"
import { numberOf } from "../ir/value.ts"
import type { TimeZone } from "../time/time-zone.ts"
import { parseTimestamp } from "../time/timestamp.ts"

/** Epoch seconds of an event's time field: a number of seconds or of a finer unit, or text in any usual form; null otherwise. */
export function parseEventTime(value: Result, zone: TimeZone): number | null {
  if (typeof value === "string") return parseTimestamp(value, zone)
  const number = numberOf(value)
  if (number === null) return null
  // By magnitude: seconds until the year 5138, then milliseconds, microseconds and nanoseconds.
  if (number < 1e11) return number
  return number < 1e14 ? number / 1e3 : number < 1e17 ? number / 1e6 : number / 1e9
}
