import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { civilFromDays, daysFromCivil, secondsPerDay } from "./calendar.ts"
import type { TimeZone } from "./time-zone.ts"
import { type TimeUnit, timeUnit } from "./unit.ts"

/** A length of time as `span=`, `maxspan=` and `window` write it: `5m`, `1d`, `500ms`. */
export interface TimeSpan {
  readonly count: number
  readonly unit: "us" | "ms" | "cs" | "ds" | TimeUnit
  /** The day that a week starts on, 0 being Sunday; given as in `1w@w1`. */
  readonly weekStart?: number
}

const perSecond = { us: 1e6, ms: 1000, cs: 100, ds: 10 } as const

const isSubsecond = (unit: string): unit is keyof typeof perSecond => Object.hasOwn(perSecond, unit)

/**
 * Parses a time span; null when the text is none, such as the plain number of a numeric span. The count is 1 when left out.
 * @throws RuleError "time" for a span of zero and for a part of a second that does not divide one
 */
export function parseTimeSpan(text: string, range?: SourceRange): TimeSpan | null {
  const match = /^\s*(\d*)\s*([a-z]+)(?:@(?:w|week)([0-7]?))?\s*$/i.exec(text)
  if (match === null) return null
  const [, digits = "", word = "", weekday] = match
  const lower = word.toLowerCase()
  const unit = isSubsecond(lower) ? lower : timeUnit(lower)
  if (unit === undefined || (weekday !== undefined && unit !== "w")) return null
  const count = digits === "" ? 1 : Number(digits)
  if (count === 0) throw new RuleError("time", `the time span "${text}" is zero`, { range, hint: 'name a span such as "5m"' })
  if (isSubsecond(unit) && perSecond[unit] % count !== 0)
    throw new RuleError("time", `the time span "${text}" does not divide a second`, { range, hint: 'use one that does, such as "100ms"' })
  return weekday === undefined ? { count, unit } : { count, unit, weekStart: Number(weekday) % 7 }
}

/** The length of a span in seconds; a month counts 30 days, a quarter 90, a year 365. */
export function spanSeconds({ count, unit }: TimeSpan): number {
  switch (unit) {
    case "us":
    case "ms":
    case "cs":
    case "ds":
      return count / perSecond[unit]
    case "s":
      return count
    case "m":
      return count * 60
    case "h":
      return count * 3600
    case "d":
      return count * secondsPerDay
    case "w":
      return count * 7 * secondsPerDay
    case "mon":
      return count * 30 * secondsPerDay
    case "q":
      return count * 90 * secondsPerDay
    case "y":
      return count * 365 * secondsPerDay
  }
}

/**
 * The start of the bucket that a time falls in, as `bin` and `timechart` cut them: hours and shorter count from the epoch, or from
 * `alignment` (epoch seconds); days run from local midnight, weeks from Sunday, months, quarters and years as on the calendar.
 * Several days, weeks or months count from 1970. As documented for `aligntime`, days, months and years take no alignment.
 */
export function alignTime(time: number, span: TimeSpan, zone: TimeZone, alignment?: number): number {
  const { count, unit } = span
  switch (unit) {
    case "us":
    case "ms":
    case "cs":
    case "ds": {
      // In whole microseconds, which a double holds exactly.
      const size = (count * 1e6) / perSecond[unit]
      const origin = Math.round((alignment ?? 0) * 1e6)
      return (Math.floor((Math.round(time * 1e6) - origin) / size) * size + origin) / 1e6
    }
    case "s":
    case "m":
    case "h": {
      const size = spanSeconds(span)
      const origin = alignment ?? 0
      return Math.floor((time - origin) / size) * size + origin
    }
    case "d":
      return zone.fromWallClock(floorTo(localDay(time, zone), count) * secondsPerDay)
    case "w": {
      if (alignment !== undefined) {
        const size = count * 7 * secondsPerDay
        const origin = alignment + zone.offsetAt(alignment)
        return zone.fromWallClock(Math.floor((time + zone.offsetAt(time) - origin) / size) * size + origin)
      }
      // 1969-12-28, the Sunday before the epoch.
      const origin = -4 + (span.weekStart ?? 0)
      return zone.fromWallClock((floorTo(localDay(time, zone) - origin, count * 7) + origin) * secondsPerDay)
    }
    case "mon":
      return startOfMonths(time, count, zone)
    case "q":
      return startOfMonths(time, count * 3, zone)
    case "y":
      return startOfMonths(time, count * 12, zone)
  }
}

const localDay = (time: number, zone: TimeZone): number => Math.floor((time + zone.offsetAt(time)) / secondsPerDay)

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step

function startOfMonths(time: number, count: number, zone: TimeZone): number {
  const { year, month } = civilFromDays(localDay(time, zone))
  const index = floorTo((year - 1970) * 12 + month - 1, count)
  const newYear = 1970 + Math.floor(index / 12)
  return zone.fromWallClock(daysFromCivil(newYear, index - (newYear - 1970) * 12 + 1, 1) * secondsPerDay)
}
