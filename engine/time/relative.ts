import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { addMonths, civilFromDays, daysFromCivil, isValidDate, secondsPerDay, weekdayOf } from "./calendar.ts"
import { type CalendarTime, instantOf, type LocalTime, type TimeZone } from "./time-zone.ts"
import { readIsoTime } from "./timestamp.ts"
import { suggestUnit, type TimeUnit, timeUnit } from "./unit.ts"

export type TimeStep =
  | { readonly op: "add"; readonly amount: number; readonly unit: TimeUnit }
  /** Back to the start of the unit; a week starts on `weekday`, 0 being Sunday. */
  | { readonly op: "snap"; readonly unit: TimeUnit; readonly weekday: number }

/** What `earliest`, `latest` and `relative_time` take. */
export type TimeModifier =
  | { readonly kind: "relative"; readonly steps: readonly TimeStep[] }
  | { readonly kind: "epoch"; readonly seconds: number }
  | ({ readonly kind: "absolute" } & CalendarTime)

const splunkTime = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?::(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d+)?))?$/

/**
 * Parses a time modifier: `-1d@d`, `@w1`, `-1mon@mon+7d`, `now`, epoch seconds, `10/19/2024:00:00:00` or an ISO 8601 time. Steps
 * apply from left to right. A number without a unit counts seconds, a unit without a number counts one. The real-time prefix `rt`
 * is dropped.
 * @throws RuleError "time"
 */
export function parseTimeModifier(text: string, range?: SourceRange): TimeModifier {
  const trimmed = text.trim()
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return { kind: "epoch", seconds: Number(trimmed) }
  const absolute = parseAbsolute(trimmed)
  if (absolute !== null) return { kind: "absolute", ...absolute }
  const start = /^(?:now(?:\(\))?|[+-]?rt)/i.exec(trimmed)?.[0] ?? ""
  if (trimmed === "" || (start === "" && !/^[+\-@\d]/.test(trimmed)))
    throw new RuleError("time", `unknown time "${text}"`, { range, hint: 'write it as in "-24h@h", "now" or "10/19/2024:00:00:00"' })
  return { kind: "relative", steps: parseSteps(trimmed, start.length, text, range) }
}

function parseAbsolute(text: string): CalendarTime | null {
  const match = splunkTime.exec(text)
  if (match === null) return readIsoTime(text)
  const [, month, day, year, hour = 0, minute = 0, second = 0] = match
  const local: LocalTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }
  const valid = isValidDate(local.year, local.month, local.day) && local.hour < 24 && local.minute < 60 && local.second < 61
  return valid ? { local, offset: null } : null
}

function parseSteps(text: string, start: number, whole: string, range: SourceRange | undefined): TimeStep[] {
  const steps: TimeStep[] = []
  const step = /@([a-z]+)([0-7]?)|([+-]?)(\d*)([a-z]*)/iy
  const fail = (message: string, hint?: string): never => {
    throw new RuleError("time", `${message} in the time "${whole}"`, { range, hint: hint ?? 'write it as in "-24h@h" or "@w1"' })
  }
  let position = start
  while (position < text.length) {
    step.lastIndex = position
    const match = step.exec(text)
    if (match === null || match[0] === "") return fail(`unexpected "${text.slice(position)}"`)
    position += match[0].length
    const [piece, snapWord, weekday = "", sign = "", digits = "", word = ""] = match
    if (snapWord !== undefined) {
      const unit = timeUnit(snapWord) ?? fail(`unknown unit "${snapWord}"`, suggestUnit(snapWord))
      if (weekday !== "" && unit !== "w") fail(`"${piece}" counts days of a week that is none`)
      steps.push({ op: "snap", unit, weekday: Number(weekday) % 7 })
    } else {
      if (digits === "" && word === "") fail(`"${piece}" has no amount`)
      // Only the first amount may go without a sign: `1d` is `+1d`.
      if (sign === "" && position !== piece.length) fail(`"${piece}" has no sign`)
      const unit = word === "" ? "s" : (timeUnit(word) ?? fail(`unknown unit "${word}"`, suggestUnit(word)))
      const amount = digits === "" ? 1 : Number(digits)
      steps.push({ op: "add", amount: sign === "-" ? -amount : amount, unit })
    }
  }
  return steps
}

/**
 * The time that a modifier names, in epoch seconds. Seconds, minutes and hours count real time; days and longer follow the local
 * calendar, so that a day across a clock change keeps the hour. A month holds the day to its own length: one month before 31 March
 * is the end of February.
 */
export function applyTimeModifier(modifier: TimeModifier, now: number, zone: TimeZone): number {
  switch (modifier.kind) {
    case "epoch":
      return modifier.seconds
    case "absolute":
      return instantOf(modifier, zone)
    case "relative":
      return modifier.steps.reduce((time, s) => (s.op === "add" ? addTime(time, s.amount, s.unit, zone) : snap(time, s, zone)), now)
  }
}

/** A time some units later; negative amounts are earlier. */
export function addTime(time: number, amount: number, unit: TimeUnit, zone: TimeZone): number {
  const onClock = (change: (wallClock: number) => number): number => zone.fromWallClock(change(time + zone.offsetAt(time)))
  switch (unit) {
    case "s":
      return time + amount
    case "m":
      return time + amount * 60
    case "h":
      return time + amount * 3600
    case "d":
      return onClock(clock => clock + amount * secondsPerDay)
    case "w":
      return onClock(clock => clock + amount * 7 * secondsPerDay)
    case "mon":
      return onClock(clock => addMonths(clock, amount))
    case "q":
      return onClock(clock => addMonths(clock, amount * 3))
    case "y":
      return onClock(clock => addMonths(clock, amount * 12))
  }
}

function snap(time: number, { unit, weekday }: Extract<TimeStep, { op: "snap" }>, zone: TimeZone): number {
  const offset = zone.offsetAt(time)
  const clock = time + offset
  // Within an hour the offset is that of the time itself, which keeps the second of two equal hours apart from the first.
  const within = (size: number): number => Math.floor(clock / size) * size - offset
  const days = Math.floor(clock / secondsPerDay)
  const midnight = (day: number): number => zone.fromWallClock(day * secondsPerDay)
  const { year, month } = civilFromDays(days)
  switch (unit) {
    case "s":
      return Math.floor(time)
    case "m":
      return within(60)
    case "h":
      return within(3600)
    case "d":
      return midnight(days)
    case "w":
      return midnight(days - ((weekdayOf(days) - weekday + 7) % 7))
    case "mon":
      return midnight(daysFromCivil(year, month, 1))
    case "q":
      return midnight(daysFromCivil(year, month - ((month - 1) % 3), 1))
    case "y":
      return midnight(daysFromCivil(year, 1, 1))
  }
}
