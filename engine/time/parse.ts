import { civilFromDays, daysFromCivil, isoYearStart, isValidDate, secondsPerDay, weekdayOf } from "./calendar.ts"
import type { TimeZone } from "./time-zone.ts"
import { Fields, stepsOf } from "./variable-steps.ts"
import { parseTimeFormat } from "./variables.ts"

/**
 * Compiles a strptime format of Splunk's "Date and time format variables". The parser gives epoch seconds with microseconds, or null
 * when the text does not follow the format or names no valid date.
 *
 * As in C, white space in the format stands for any amount of it, none included, numbers may have leading white space and fewer
 * digits, and names count in any case and length. Text after the last variable is ignored. A format without a date means today, one
 * without a year this year; a year or a month without a day is no date. `now` (epoch seconds) says what today is.
 */
export function compileTimeParser(format: string, zone: TimeZone, now: number = Date.now() / 1000): (text: string) => number | null {
  const steps = stepsOf(parseTimeFormat(format), zone)
  return text => {
    const fields = new Fields()
    let position = 0
    for (const step of steps) {
      position = step(text, position, fields)
      if (position < 0) return null
    }
    return timeOf(fields, zone, now)
  }
}

function timeOf(fields: Fields, zone: TimeZone, now: number): number | null {
  let seconds: number
  if (fields.epoch !== null) seconds = fields.epoch
  else {
    const days = dayOf(fields, zone, now)
    if (days === null) return null
    const hour = fields.hour12 === null ? fields.hour : (fields.hour12 % 12) + (fields.afternoon ? 12 : 0)
    const wallClock = days * secondsPerDay + hour * 3600 + fields.minute * 60 + fields.second
    seconds = fields.offset !== null ? wallClock - fields.offset : (fields.zone ?? zone).fromWallClock(wallClock)
  }
  return fields.micros === 0 ? seconds : (seconds * 1e6 + fields.micros) / 1e6
}

/** The day since 1970-01-01 that the fields name; null when they name none. */
function dayOf(fields: Fields, zone: TimeZone, now: number): number | null {
  const today = (): number => Math.floor((now + zone.offsetAt(now)) / secondsPerDay)
  const { month, day, dayOfYear, weekday } = fields
  if (fields.isoYear !== null && fields.isoWeek !== null)
    return isoYearStart(fields.isoYear) + (fields.isoWeek - 1) * 7 + (((weekday ?? 1) + 6) % 7)
  const year = yearOf(fields)
  if (month !== null && day !== null) {
    const y = year ?? civilFromDays(today()).year
    return isValidDate(y, month, day) ? daysFromCivil(y, month, day) : null
  }
  if (dayOfYear !== null) {
    const y = year ?? civilFromDays(today()).year
    return isValidDate(y, 12, 31) && dayOfYear <= daysFromCivil(y + 1, 1, 1) - daysFromCivil(y, 1, 1)
      ? daysFromCivil(y, 1, 1) + dayOfYear - 1
      : null
  }
  if (year !== null && weekday !== null && (fields.sundayWeek !== null || fields.mondayWeek !== null)) {
    const start = daysFromCivil(year, 1, 1)
    return fields.sundayWeek !== null
      ? start - weekdayOf(start) + weekday + (fields.sundayWeek - (weekdayOf(start) === 0 ? 1 : 0)) * 7
      : start - ((weekdayOf(start) + 6) % 7) + ((weekday + 6) % 7) + ((fields.mondayWeek ?? 0) - (weekdayOf(start) === 1 ? 1 : 0)) * 7
  }
  if (year !== null || month !== null) return null
  if (day === null) return today()
  const { year: thisYear, month: thisMonth } = civilFromDays(today())
  return isValidDate(thisYear, thisMonth, day) ? daysFromCivil(thisYear, thisMonth, day) : null
}

function yearOf({ year, century, yearOfCentury }: Fields): number | null {
  if (year !== null) return year
  if (century !== null) return century * 100 + (yearOfCentury ?? 0)
  // POSIX: 69 to 99 are in the 20th century.
  return yearOfCentury === null ? null : yearOfCentury + (yearOfCentury < 69 ? 2000 : 1900)
}
