import { civilFromDays, daysFromCivil, isValidDate, monthNames, secondsPerDay, weekdayNames } from "./calendar.ts"
import { type CalendarTime, instantOf, type TimeZone, utc } from "./time-zone.ts"
import { abbreviationOffset } from "./zone-abbreviations.ts"

/**
 * Reads a timestamp in any form usual in logs: ISO 8601 (with a space or `T`, basic or extended, fractions, `Z` or an offset),
 * RFC 3164 (`Sep  4 03:08:02`), RFC 2822, Apache's `10/Oct/2000:13:55:36 -0700`, `09/04/2020 03:08:02 AM`, `04.09.2020 03:08`,
 * WMI's `20200904030802.123456-420`, and epoch seconds, milliseconds, microseconds or nanoseconds told apart by magnitude.
 *
 * Gives epoch seconds, cut at microseconds; null when the text is none of these. A time without an offset is in `zone`. A time
 * without a year lies in the last year up to a day after `reference` (epoch seconds, by default the present).
 */
export function parseTimestamp(text: string, zone: TimeZone = utc, reference?: number): number | null {
  const fast = isoTime(text, zone)
  if (!Number.isNaN(fast)) return fast
  const trimmed = text.trim()
  const bare = trimmed.startsWith("[") && trimmed.endsWith("]") ? trimmed.slice(1, -1) : trimmed
  const found = scanTimestamp(bare, zone, reference)
  return found !== null && found.end === bare.length ? found.time : null
}

/** Reads a timestamp that the text starts with; `end` is the offset after it. */
export function scanTimestamp(text: string, zone: TimeZone = utc, reference?: number): { time: number; end: number } | null {
  const scan = new Scan(text)
  const time = scan.time(zone, reference) ?? scan.epoch()
  return time === null ? null : { time, end: scan.position }
}

/** Reads a whole text as ISO 8601 (extended form; the time of day may be left out); null when it is not. */
export function readIsoTime(text: string): CalendarTime | null {
  const scan = new Scan(text)
  return scan.isoDate() && scan.clockAndZone() && scan.position === text.length ? scan.calendarTime() : null
}

/** No zone is further from UTC. */
const maxOffset = 18 * 3600

const digitAt = (text: string, position: number): number => {
  const digit = text.charCodeAt(position) - 48
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}
const twoAt = (text: string, position: number): number => digitAt(text, position) * 10 + digitAt(text, position + 1)

/** `2020-09-04T03:08:02[.fraction][Z|+hh:mm]` without a scanner, as nearly all timestamps are; NaN for anything else. */
function isoTime(text: string, zone: TimeZone): number {
  const separator = text.charCodeAt(10)
  if (
    text.length < 19 ||
    text.charCodeAt(4) !== 45 ||
    text.charCodeAt(7) !== 45 ||
    (separator !== 84 && separator !== 32) ||
    text.charCodeAt(13) !== 58 ||
    text.charCodeAt(16) !== 58
  )
    return Number.NaN
  const year = twoAt(text, 0) * 100 + twoAt(text, 2)
  const month = twoAt(text, 5)
  const day = twoAt(text, 8)
  const hour = twoAt(text, 11)
  const minute = twoAt(text, 14)
  const second = twoAt(text, 17)
  if (!isValidDate(year, month, day) || !(hour < 24) || !(minute < 60) || !(second < 61)) return Number.NaN
  let micros = 0
  let position = 19
  if (text.charCodeAt(19) === 46) {
    let scale = 100_000
    for (position = 20; position < text.length; position++) {
      const digit = digitAt(text, position)
      if (Number.isNaN(digit)) break
      micros += digit * scale
      // After the sixth digit nothing is added: microseconds are cut, not rounded.
      scale = scale > 1 ? scale / 10 : 0
    }
    if (position === 20) return Number.NaN
  }
  const wallClock = daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second
  let seconds: number
  if (position === text.length) seconds = zone === utc ? wallClock : zone.fromWallClock(wallClock)
  else if (text.charCodeAt(position) === 90 && position + 1 === text.length) seconds = wallClock
  else {
    const sign = text.charCodeAt(position)
    if ((sign !== 43 && sign !== 45) || text.length !== position + 6 || text.charCodeAt(position + 3) !== 58) return Number.NaN
    const offset = twoAt(text, position + 1) * 3600 + twoAt(text, position + 4) * 60
    if (!(offset <= maxOffset)) return Number.NaN
    seconds = sign === 43 ? wallClock - offset : wallClock + offset
  }
  return micros === 0 ? seconds : (seconds * 1e6 + micros) / 1e6
}

/** Reads from the left; each method moves `position` past what it read, and says whether it read anything. */
class Scan {
  position = 0
  private readonly text: string
  private year: number | null = null
  private month = 0
  private day = 0
  private hour = 0
  private minute = 0
  private second = 0
  private micros = 0
  private offset: number | null = null

  constructor(text: string) {
    this.text = text
  }

  /** A plain number, as epoch time in the unit that its magnitude suggests. */
  epoch(): number | null {
    const match = /^-?(\d{1,20})(?:\.(\d{1,9}))?(?![\d.:/-]|[A-Za-z])/.exec(this.text)
    if (match === null) return null
    const [whole, integer = "", fraction = ""] = match
    this.position = whole.length
    const shift = integer.length <= 11 ? 0 : integer.length <= 14 ? 3 : integer.length <= 17 ? 6 : 9
    const digits = integer + fraction
    const point = integer.length - shift
    const micros = Number(digits.slice(0, point)) * 1e6 + Number(digits.slice(point, point + 6).padEnd(6, "0"))
    return (whole.startsWith("-") ? -micros : micros) / 1e6
  }

  /** Any calendar time; how many digits it starts with says which forms it can have. */
  time(zone: TimeZone, reference: number | undefined): number | null {
    let digits = 0
    while (!Number.isNaN(digitAt(this.text, digits))) digits++
    let read: boolean
    switch (digits) {
      case 4:
        read = this.isoDate() && this.clockAndZone()
        break
      case 8:
      case 14:
        read = this.basicTime()
        break
      case 1:
      case 2:
        read = this.try(() => this.numericDate() && this.clockAndZone()) || (this.dayFirst() && this.clockAndZone())
        break
      case 0:
        read = this.try(() => this.monthFirst()) || (this.dayFirst() && this.clockAndZone())
        break
      default:
        read = false
    }
    if (read) return this.instant(zone, reference)
    this.position = 0
    return null
  }

  /** The time read, cut to whole seconds where `fraction` is false. */
  calendarTime(year = this.year ?? 1970, fraction = true): CalendarTime {
    const { month, day, hour, minute, second, micros, offset } = this
    return { local: { year, month, day, hour, minute, second: fraction ? second + micros / 1e6 : second }, offset }
  }

  isoDate(): boolean {
    const match = this.match(/(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d./-])/y)
    if (match === null) return false
    return this.setDate(Number(match[1]), Number(match[3]), Number(match[4]))
  }

  /** What follows a date: nothing, or a time of day, a half-day and a zone. */
  clockAndZone(): boolean {
    return !this.clock(/(?:[T:]| +|, *)/y) || this.zoned()
  }

  private clock(separator: RegExp): boolean {
    const start = this.position
    if (this.match(separator) === null) return false
    const match = this.match(/(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?(?!\d)/y)
    if (match === null) {
      this.position = start
      return false
    }
    const [, hour, minute, second = "0", fraction = ""] = match
    this.hour = Number(hour)
    this.minute = Number(minute)
    this.second = Number(second)
    this.micros = Number(fraction.slice(0, 6).padEnd(6, "0"))
    const half = this.match(/ ?([AP])\.?M\b\.?/iy)?.[1]
    // `13:05 PM` is written too, and means what the hour says.
    if (half !== undefined && this.hour <= 12) this.hour = (this.hour % 12) + (half.toUpperCase() === "P" ? 12 : 0)
    return true
  }

  /** A zone, when there is one; false when the time of day before it is not valid. */
  private zoned(): boolean {
    const match = this.match(/ ?([+-])(\d\d)(?::?(\d\d))?(?![\d:])/y)
    if (match !== null) {
      const size = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60
      if (size > maxOffset) return false
      this.offset = match[1] === "-" ? -size : size
      // `-0700 (PDT)`
      this.match(/ \([A-Z]{1,5}\)/y)
    } else {
      const start = this.position
      const word = this.match(/ ?([A-Z]{1,5})(?![A-Za-z0-9])/y)?.[1]
      const offset = word === undefined ? undefined : abbreviationOffset(word)
      if (offset === undefined) this.position = start
      else this.offset = offset
    }
    return this.hour < 24 && this.minute < 60 && this.second < 61
  }

  /** `20200904T030802Z`, `20200904030802.123456-420`. */
  private basicTime(): boolean {
    const match = this.match(/(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)(?!\d)(?:[.,](\d{1,9}))?/y)
    if (match === null || !this.setDate(Number(match[1]), Number(match[2]), Number(match[3]))) return false
    this.hour = Number(match[4])
    this.minute = Number(match[5])
    this.second = Number(match[6])
    this.micros = Number((match[7] ?? "").slice(0, 6).padEnd(6, "0"))
    // WMI gives the offset in minutes.
    const minutes = this.match(/([+-]\d{3})(?!\d)/y)
    if (minutes === null) return this.zoned()
    this.offset = Number(minutes[1]) * 60
    return this.hour < 24 && this.minute < 60 && this.second < 61
  }

  /** `09/04/2020` with the month first unless it cannot be, `04.09.2020` with the day first. */
  private numericDate(): boolean {
    const match = this.match(/(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|(?<=\/)\d\d)(?![\d./-])/y)
    if (match === null) return false
    const [, first, separator, second, year = ""] = match
    const full = year.length === 4 ? Number(year) : fullYear(Number(year))
    const dayFirst = separator === "." || Number(first) > 12
    return dayFirst ? this.setDate(full, Number(second), Number(first)) : this.setDate(full, Number(first), Number(second))
  }

  /** `Fri, 04 Sep 2020`, `04-Sep-20`, `10/Oct/2000`. */
  private dayFirst(): boolean {
    this.weekday()
    const match = this.match(/(\d{1,2})([ /-])([A-Za-z]{3,9})\.?[ /-](\d{4}|\d\d)(?!\d)/y)
    if (match === null) return false
    const [, day, , name = "", year = ""] = match
    return this.setDate(year.length === 4 ? Number(year) : fullYear(Number(year)), monthOf(name), Number(day))
  }

  /** `Sep  4 03:08:02`, `Sep 4 2020 03:08:02`, `Sep 4, 2020 3:08 AM`, `Fri Sep  4 03:08:02 UTC 2020`. */
  private monthFirst(): boolean {
    this.weekday()
    const match = this.match(/([A-Za-z]{3,9})\.? +(\d{1,2})(?!\d)/y)
    if (match === null) return false
    this.year = this.yearIn(/,? +(\d{4})(?![\d:])/y)
    const timed = this.clock(/(?: +|, *)/y)
    if (timed && !this.zoned()) return false
    if (timed) this.year ??= this.yearIn(/ ((?:19|20)\d\d)(?![\d:])/y)
    const { year } = this
    // Without a year a time of day is what makes it a timestamp; a leap year stands in, so that 29 February is a day.
    if ((year === null && !timed) || !this.setDate(year ?? 2000, monthOf(match[1] ?? ""), Number(match[2]))) return false
    this.year = year
    return true
  }

  private yearIn(pattern: RegExp): number | null {
    const year = this.match(pattern)?.[1]
    return year === undefined ? null : Number(year)
  }

  private weekday(): void {
    const start = this.position
    const word = this.match(/([A-Za-z]{3,9})\.?,? +/y)?.[1]
    if (word !== undefined && indexOfName(weekdayNames, word) === -1) this.position = start
  }

  private instant(zone: TimeZone, reference: number | undefined): number {
    const { micros } = this
    const secondsIn = (year: number): number => instantOf(this.calendarTime(year, false), zone)
    let seconds: number
    if (this.year !== null) seconds = secondsIn(this.year)
    else {
      const present = reference ?? Date.now() / 1000
      let { year } = civilFromDays(Math.floor(present / secondsPerDay) + 1)
      while (!isValidDate(year, this.month, this.day) || secondsIn(year) > present + secondsPerDay) year--
      seconds = secondsIn(year)
    }
    return micros === 0 ? seconds : (seconds * 1e6 + micros) / 1e6
  }

  private setDate(year: number, month: number, day: number): boolean {
    this.year = year
    this.month = month
    this.day = day
    return isValidDate(year, month, day)
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position
    const match = pattern.exec(this.text)
    if (match !== null) this.position = pattern.lastIndex
    return match
  }

  private try(read: () => boolean): boolean {
    if (read()) return true
    this.position = 0
    this.hour = this.minute = this.second = this.micros = 0
    this.year = this.offset = null
    return false
  }
}

/** Position of the name that a text of three letters and more abbreviates; -1 when there is none. */
const indexOfName = (names: readonly string[], text: string): number =>
  names.findIndex(name => name.toLowerCase().startsWith(text.toLowerCase()))

/** 0 when the text is no month. */
const monthOf = (name: string): number => indexOfName(monthNames, name) + 1

/** POSIX: 69 to 99 are in the 20th century. */
const fullYear = (year: number): number => year + (year < 69 ? 2000 : 1900)
