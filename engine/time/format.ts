import { civilFromDays, daysFromCivil, isoWeekOf, monthNames, secondsPerDay, weekdayNames, weekdayOf } from "./calendar.ts"
import { printOffset, type TimeZone } from "./time-zone.ts"
import { type FormatToken, parseTimeFormat, subsecondDigits } from "./variables.ts"

/** The instant being printed; one object per formatter, refilled for each value. */
interface Moment {
  epoch: number
  micros: number
  offset: number
  zone: TimeZone
  /** Local day since 1970-01-01 and second of that day. */
  days: number
  second: number
  year: number
  month: number
  day: number
}

type Print = (moment: Moment) => string

/** Adjacent parts that change at most once a day share one cached text. */
interface Segment {
  readonly daily: boolean
  readonly print: Print
  text: string
}

const twoDigits = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, "0"))

/** Splunk prints any later time as this one. */
const latest = 253_402_300_799
const earliest = -62_167_219_200

/**
 * Compiles a strftime format of Splunk's "Date and time format variables". Times outside the years 0 to 9999 print as the nearest
 * second within, as Splunk does; fractions are cut, not rounded, at microsecond precision. NaN prints as an empty text.
 */
export function compileTimeFormat(format: string, zone: TimeZone): (epochSeconds: number) => string {
  const segments = segmentsOf(parseTimeFormat(format))
  const moment: Moment = { epoch: 0, micros: 0, offset: 0, zone, days: Number.NaN, second: 0, year: 0, month: 0, day: 0 }
  return epochSeconds => {
    if (Number.isNaN(epochSeconds)) return ""
    let epoch = Math.floor(epochSeconds)
    let micros = epoch === epochSeconds ? 0 : Math.round((epochSeconds - epoch) * 1e6)
    if (micros === 1e6) {
      epoch++
      micros = 0
    }
    if (epoch > latest || epoch < earliest) {
      epoch = epoch > latest ? latest : earliest
      micros = 0
    }
    const offset = zone.offsetAt(epoch)
    const days = Math.floor((epoch + offset) / secondsPerDay)
    moment.epoch = epoch
    moment.micros = micros
    moment.offset = offset
    moment.second = epoch + offset - days * secondsPerDay
    if (days !== moment.days) {
      moment.days = days
      ;({ year: moment.year, month: moment.month, day: moment.day } = civilFromDays(days))
      for (const segment of segments) if (segment.daily) segment.text = segment.print(moment)
    }
    let text = ""
    for (const segment of segments) text += segment.daily ? segment.text : segment.print(moment)
    return text
  }
}

function segmentsOf(tokens: readonly FormatToken[]): Segment[] {
  const segments: Segment[] = []
  for (const token of tokens) {
    const { daily, print } = token.kind === "text" ? { daily: true, print: () => token.text } : printerOf(token)
    const previous = segments.at(-1)
    if (previous?.daily && daily) {
      const before = previous.print
      segments.splice(-1, 1, { daily, print: moment => before(moment) + print(moment), text: "" })
    } else segments.push({ daily, print, text: "" })
  }
  return segments
}

type Variable = Extract<FormatToken, { kind: "variable" }>

function printerOf(token: Variable): { daily: boolean; print: Print } {
  const { name, flags, width } = token
  const daily = (print: Print): { daily: boolean; print: Print } => ({ daily: true, print })
  const timely = (print: Print): { daily: boolean; print: Print } => ({ daily: false, print })
  const number = numberPrinter(flags, width)
  const word = wordPrinter(flags, width)
  switch (name) {
    case "Y":
      return daily(m => number(m.year, 4, "0"))
    case "C":
      return daily(m => number(Math.floor(m.year / 100), 2, "0"))
    case "y":
      return daily(m => number(m.year % 100, 2, "0"))
    case "G":
      return daily(m => number(isoWeekOf(m.days).year, 4, "0"))
    case "g":
      return daily(m => number(isoWeekOf(m.days).year % 100, 2, "0"))
    case "m":
      return daily(m => number(m.month, 2, "0"))
    case "b":
    case "h":
      return daily(m => word((monthNames[m.month - 1] ?? "").slice(0, 3)))
    case "B":
      return daily(m => word(monthNames[m.month - 1] ?? ""))
    case "d":
      return daily(m => number(m.day, 2, "0"))
    case "e":
      return daily(m => number(m.day, 2, " "))
    case "j":
      return daily(m => number(dayOfYear(m) + 1, 3, "0"))
    case "a":
      return daily(m => word((weekdayNames[weekdayOf(m.days)] ?? "").slice(0, 3)))
    case "A":
      return daily(m => word(weekdayNames[weekdayOf(m.days)] ?? ""))
    case "w":
      return daily(m => number(weekdayOf(m.days), 1, "0"))
    case "u":
      return daily(m => number(weekdayOf(m.days) || 7, 1, "0"))
    case "U":
      return daily(m => number(Math.floor((dayOfYear(m) + 7 - weekdayOf(m.days)) / 7), 2, "0"))
    case "W":
      return daily(m => number(Math.floor((dayOfYear(m) + 7 - ((weekdayOf(m.days) + 6) % 7)) / 7), 2, "0"))
    case "V":
      return daily(m => number(isoWeekOf(m.days).week, 2, "0"))
    case "n":
      return daily(() => "\n")
    case "t":
      return daily(() => "\t")
    case "H":
      return timely(m => number(hour(m), 2, "0"))
    case "k":
      return timely(m => number(hour(m), 2, " "))
    case "I":
      return timely(m => number(hour(m) % 12 || 12, 2, "0"))
    case "l":
      return timely(m => number(hour(m) % 12 || 12, 2, " "))
    case "M":
      return timely(m => number(Math.floor(m.second / 60) % 60, 2, "0"))
    case "S":
      return timely(m => number(m.second % 60, 2, "0"))
    case "p":
      return timely(m => (flags.includes("#") ? halfDay(m).toLowerCase() : word(halfDay(m))))
    case "P":
      return timely(m => halfDay(m).toLowerCase())
    case "s":
      return timely(m => String(m.epoch))
    case "N":
    case "Q":
    case "f": {
      const digits = subsecondDigits(name, width)
      return timely(m => `${String(m.micros).padStart(6, "0")}000`.slice(0, digits))
    }
    case "z": {
      const form = (["basic", "minutes", "seconds", "hours"] as const)[token.colons] ?? "basic"
      return timely(m => printOffset(m.offset, form))
    }
    case "Ez":
      return timely(m => (m.offset < 0 ? "-" : "+") + Math.floor(Math.abs(m.offset) / 60))
    case "Z":
      return timely(m => word(m.zone.abbreviationAt(m.epoch)))
    default:
      throw new Error(`no printer for the time variable "${name}"`)
  }
}

const hour = (moment: Moment): number => Math.floor(moment.second / 3600)
const halfDay = (moment: Moment): string => (moment.second < secondsPerDay / 2 ? "AM" : "PM")
const dayOfYear = (moment: Moment): number => moment.days - daysFromCivil(moment.year, 1, 1)

function numberPrinter(flags: string, width: number | null): (value: number, digits: number, fill: string) => string {
  if (flags === "" && width === null)
    return (value, digits, fill) =>
      digits === 2 && fill === "0" ? (twoDigits[value] ?? String(value)) : String(value).padStart(digits, fill)
  if (flags.includes("-")) return value => String(value)
  const forced = flags.includes("_") ? " " : flags.includes("0") ? "0" : null
  return (value, digits, fill) => String(value).padStart(width ?? digits, forced ?? fill)
}

function wordPrinter(flags: string, width: number | null): (word: string) => string {
  const upper = flags.includes("^") || flags.includes("#")
  return word => (upper ? word.toUpperCase() : word).padStart(width ?? 0)
}
