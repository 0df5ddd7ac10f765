import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { daysFromCivil, secondsPerDay } from "./calendar.ts"

/** A date and time as clocks of some zone show it. */
export interface LocalTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  /** May have a fraction. */
  readonly second: number
}

/** A time as text gives it: a wall clock, and how many seconds east of UTC it is (null: a zone that the reader knows). */
export interface CalendarTime {
  readonly local: LocalTime
  readonly offset: number | null
}

/**
 * Between epoch seconds and the wall clock of one zone. Wall-clock seconds are what epoch seconds would be if the clock showed
 * UTC: the local time counted in seconds from 1970-01-01T00:00:00 local.
 */
export interface TimeZone {
  readonly name: string
  /** Seconds east of UTC. */
  offsetAt(epochSeconds: number): number
  /** Such as `EST` or `CEST`; the numeric form `+03` where the zone has no abbreviation in English. */
  abbreviationAt(epochSeconds: number): string
  /** Epoch seconds; the earlier instant when the clock shows the time twice, moved forward by the gap when it never does. */
  fromWallClock(wallClock: number): number
  fromLocal(local: LocalTime): number
}

const wallClockOf = (local: LocalTime): number =>
  daysFromCivil(local.year, local.month, local.day) * secondsPerDay + local.hour * 3600 + local.minute * 60 + local.second

/** Epoch seconds of a time that text gives, in `zone` when the text names no offset. */
export const instantOf = ({ local, offset }: CalendarTime, zone: TimeZone): number =>
  offset === null ? zone.fromLocal(local) : wallClockOf(local) - offset

class FixedZone implements TimeZone {
  readonly name: string
  private readonly offset: number

  constructor(name: string, offset: number) {
    this.name = name
    this.offset = offset
  }
  offsetAt(): number {
    return this.offset
  }
  abbreviationAt(): string {
    return this.name
  }
  fromWallClock(wallClock: number): number {
    return wallClock - this.offset
  }
  fromLocal(local: LocalTime): number {
    return wallClockOf(local) - this.offset
  }
}

/** A stretch of time with at most one change of offset. */
interface Stretch {
  readonly before: number
  /** The first second of the new offset; Infinity when the offset does not change. */
  readonly change: number
  readonly after: number
}

const stretchLength = 7 * secondsPerDay
const maxStretches = 4096
/** Years 1 and 9999: beyond them the offset of the nearest bound holds. */
const firstSecond = -62_135_510_400
const lastSecond = 253_402_214_400

/** English locales that between them name the abbreviations of most zones; Intl gives each only those of its own region. */
const abbreviationLocales = ["en-US", "en-GB", "en-CA", "en-AU", "en-NZ", "en-IN", "en-ZA", "en-KE", "en-SG", "ja", "ko"]

class RegionalZone implements TimeZone {
  readonly name: string
  private readonly clock: Intl.DateTimeFormat
  private readonly stretches = new Map<number, Stretch>()
  private readonly abbreviations = new Map<number, string>()
  private last: Stretch = { before: 0, change: Number.POSITIVE_INFINITY, after: 0 }
  private lastIndex = Number.NaN

  constructor(name: string, clock: Intl.DateTimeFormat) {
    this.name = name
    this.clock = clock
  }

  offsetAt(epochSeconds: number): number {
    const index = Math.floor(epochSeconds / stretchLength)
    if (index !== this.lastIndex) {
      this.last = this.stretchOf(index)
      this.lastIndex = index
    }
    return epochSeconds < this.last.change ? this.last.before : this.last.after
  }

  abbreviationAt(epochSeconds: number): string {
    const offset = this.offsetAt(epochSeconds)
    let abbreviation = this.abbreviations.get(offset)
    if (abbreviation === undefined) {
      abbreviation = this.readAbbreviation(epochSeconds, offset)
      this.abbreviations.set(offset, abbreviation)
    }
    return abbreviation
  }

  fromWallClock(wallClock: number): number {
    const before = this.offsetAt(wallClock - secondsPerDay)
    const after = this.offsetAt(wallClock + secondsPerDay)
    const early = wallClock - before
    if (before === after || this.offsetAt(early) === before) return early
    const late = wallClock - after
    return this.offsetAt(late) === after ? late : early
  }

  fromLocal(local: LocalTime): number {
    return this.fromWallClock(wallClockOf(local))
  }

  private stretchOf(index: number): Stretch {
    const known = this.stretches.get(index)
    if (known !== undefined) return known
    let low = index * stretchLength
    let high = low + stretchLength
    const before = this.readOffset(low)
    const after = this.readOffset(high)
    let change = Number.POSITIVE_INFINITY
    if (before !== after) {
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (this.readOffset(middle) === before) low = middle
        else high = middle
      }
      change = high
    }
    const stretch = { before, change, after }
    // Hostile data can name any year: the cache is bounded.
    if (this.stretches.size >= maxStretches) this.stretches.clear()
    this.stretches.set(index, stretch)
    return stretch
  }

  private readOffset(epochSeconds: number): number {
    const second = Number.isNaN(epochSeconds) ? 0 : Math.max(firstSecond, Math.min(lastSecond, epochSeconds))
    const fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
    for (const { type, value } of this.clock.formatToParts(second * 1000))
      switch (type) {
        case "year":
        case "month":
        case "day":
        case "hour":
        case "minute":
        case "second":
          fields[type] = Number(value)
      }
    return wallClockOf(fields) - second
  }

  private readAbbreviation(epochSeconds: number, offset: number): string {
    for (const locale of abbreviationLocales) {
      const format = new Intl.DateTimeFormat(locale, { timeZone: this.name, timeZoneName: "short" })
      const part = format.formatToParts(epochSeconds * 1000).find(({ type }) => type === "timeZoneName")
      if (part !== undefined && /^[A-Z]{2,5}$/.test(part.value)) return part.value
    }
    return printOffset(offset, "hours")
  }
}

/** An offset as text: `-0500`, `-05:00`, `-05:00:00`, or only as precise as it needs to be (`-05`, `+05:30`). */
export function printOffset(offset: number, form: "basic" | "minutes" | "seconds" | "hours"): string {
  const sign = offset < 0 ? "-" : "+"
  const size = Math.abs(offset)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0")
  const hours = two(size / 3600)
  const minutes = two((size % 3600) / 60)
  const seconds = two(size % 60)
  switch (form) {
    case "basic":
      return sign + hours + minutes
    case "minutes":
      return `${sign}${hours}:${minutes}`
    case "seconds":
      return `${sign}${hours}:${minutes}:${seconds}`
    case "hours":
      return sign + hours + (size % 3600 === 0 ? "" : `:${minutes}`)
  }
}

export const utc: TimeZone = new FixedZone("UTC", 0)

const fixedOffset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i

/**
 * The zone of a name: `UTC`, an offset such as `+02:00`, `-0700` or `UTC+2`, or an IANA name such as `Europe/Paris`.
 * @throws RuleError "time" when there is no such zone
 */
export function timeZone(name: string, range?: SourceRange): TimeZone {
  if (/^(?:UTC|Z|Etc\/UTC|Zulu|Universal|UCT)$/i.test(name)) return utc
  if (/^(?:GMT|Etc\/GMT)$/i.test(name)) return new FixedZone("GMT", 0)
  const fixed = fixedOffset.exec(name)
  if (fixed !== null) {
    const size = Number(fixed[2]) * 3600 + Number(fixed[3] ?? 0) * 60
    if (size <= 18 * 3600) {
      const offset = fixed[1] === "-" ? -size : size
      return new FixedZone(printOffset(offset, "minutes"), offset)
    }
  } else if (/^[A-Za-z]/.test(name))
    try {
      const clock = new Intl.DateTimeFormat("en-US", {
        timeZone: name,
        calendar: "gregory",
        numberingSystem: "latn",
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      })
      return new RegionalZone(clock.resolvedOptions().timeZone, clock)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  throw new RuleError("time", `unknown time zone "${name}"`, { range, hint: 'name it as in "UTC", "+02:00" or "Europe/Paris"' })
}
