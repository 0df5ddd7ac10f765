import { RuleError } from "../errors/error.ts"
import { monthNames, weekdayNames } from "./calendar.ts"
import { type TimeZone, timeZone, utc } from "./time-zone.ts"
import { type FormatToken, subsecondDigits } from "./variables.ts"
import { abbreviationOffset } from "./zone-abbreviations.ts"

/** What the text has given so far; null where it has not. */
export class Fields {
  epoch: number | null = null
  year: number | null = null
  century: number | null = null
  yearOfCentury: number | null = null
  month: number | null = null
  day: number | null = null
  dayOfYear: number | null = null
  weekday: number | null = null
  isoYear: number | null = null
  isoWeek: number | null = null
  sundayWeek: number | null = null
  mondayWeek: number | null = null
  hour = 0
  hour12: number | null = null
  afternoon = false
  minute = 0
  second = 0
  micros = 0
  offset: number | null = null
  zone: TimeZone | null = null
}

/** Reads one piece of the text at a position; the position after it, or -1. */
export type Step = (text: string, position: number, fields: Fields) => number

/** What reads each piece of a format. The zone is the one that times without a zone are in. */
export function stepsOf(tokens: readonly FormatToken[], zone: TimeZone): Step[] {
  return tokens.map((token, i) => {
    if (token.kind === "text") return literalStep(token.text)
    const next = tokens[i + 1]
    const glued = next?.kind === "variable" && "NQf".includes(next.name) ? subsecondDigits(next.name, next.width) : 0
    return variableStep(token, zone, glued)
  })
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
const isDigit = (code: number): boolean => code >= 48 && code <= 57

function skipSpace(text: string, position: number): number {
  while (isSpace(text.charCodeAt(position))) position++
  return position
}

function literalStep(literal: string): Step {
  return (text, position) => {
    for (let i = 0; i < literal.length; i++) {
      const code = literal.charCodeAt(i)
      if (isSpace(code)) position = skipSpace(text, position)
      else if (text.charCodeAt(position) === code) position++
      else return -1
    }
    return position
  }
}

function numberStep(digits: number, low: number, high: number, set: (fields: Fields, value: number) => void): Step {
  return (text, position, fields) => {
    position = skipSpace(text, position)
    const start = position
    let value = 0
    for (let code = text.charCodeAt(position); position - start < digits && isDigit(code); code = text.charCodeAt(position)) {
      value = value * 10 + code - 48
      position++
    }
    if (position === start || value < low || value > high) return -1
    set(fields, value)
    return position
  }
}

function nameStep(names: readonly string[], set: (fields: Fields, index: number) => void): Step {
  const lower = names.map(name => name.toLowerCase())
  return (text, position, fields) => {
    const start = text.slice(position, position + 9).toLowerCase()
    const index = lower.findIndex(name => start.startsWith(name.slice(0, 3)))
    const name = lower[index]
    if (name === undefined) return -1
    set(fields, index)
    return position + (start.startsWith(name) ? name.length : 3)
  }
}

function variableStep(token: Extract<FormatToken, { kind: "variable" }>, zone: TimeZone, glued: number): Step {
  switch (token.name) {
    case "Y":
      return numberStep(4, 0, 9999, (f, v) => (f.year = v))
    case "C":
      return numberStep(2, 0, 99, (f, v) => (f.century = v))
    case "y":
      return numberStep(2, 0, 99, (f, v) => (f.yearOfCentury = v))
    case "G":
      return numberStep(4, 0, 9999, (f, v) => (f.isoYear = v))
    case "g":
      return numberStep(2, 0, 99, (f, v) => (f.isoYear = v + (v < 69 ? 2000 : 1900)))
    case "m":
      return numberStep(2, 1, 12, (f, v) => (f.month = v))
    case "b":
    case "B":
    case "h":
      return nameStep(monthNames, (f, i) => (f.month = i + 1))
    case "d":
    case "e":
      return numberStep(2, 1, 31, (f, v) => (f.day = v))
    case "j":
      return numberStep(3, 1, 366, (f, v) => (f.dayOfYear = v))
    case "a":
    case "A":
      return nameStep(weekdayNames, (f, i) => (f.weekday = i))
    case "w":
      return numberStep(1, 0, 6, (f, v) => (f.weekday = v))
    case "u":
      return numberStep(1, 1, 7, (f, v) => (f.weekday = v % 7))
    case "U":
      return numberStep(2, 0, 53, (f, v) => (f.sundayWeek = v))
    case "W":
      return numberStep(2, 0, 53, (f, v) => (f.mondayWeek = v))
    case "V":
      return numberStep(2, 1, 53, (f, v) => (f.isoWeek = v))
    case "n":
    case "t":
      return skipSpace
    case "H":
    case "k":
      return numberStep(2, 0, 23, (f, v) => (f.hour = v))
    case "I":
    case "l":
      return numberStep(2, 1, 12, (f, v) => (f.hour12 = v))
    case "M":
      return numberStep(2, 0, 59, (f, v) => (f.minute = v))
    case "S":
      // 60 is a leap second; it is the first of the next minute.
      return numberStep(2, 0, 60, (f, v) => (f.second = v))
    case "p":
    case "P":
      return halfDayStep
    case "s":
      return epochStep(glued)
    case "N":
    case "Q":
    case "f":
      return subsecondStep(subsecondDigits(token.name, token.width))
    case "z":
      return offsetStep
    case "Ez":
      return minutesStep
    case "Z":
      return zoneStep(zone)
    default:
      throw new Error(`no parser for the time variable "${token.name}"`)
  }
}

const halfDayStep: Step = (text, position, fields) => {
  position = skipSpace(text, position)
  const match = /^(?:([ap])m|([ap])\.m\.)/i.exec(text.slice(position, position + 4))
  if (match === null) return -1
  fields.afternoon = (match[1] ?? match[2])?.toLowerCase() === "p"
  return position + match[0].length
}

/** `%s`; the digits that a directly following `%3N` needs are left to it, so that `%s%3N` reads milliseconds. */
const epochStep =
  (glued: number): Step =>
  (text, position, fields) => {
    position = skipSpace(text, position)
    const start = position
    if (text[position] === "-") position++
    const firstDigit = position
    while (isDigit(text.charCodeAt(position))) position++
    if (position - glued > firstDigit) position -= glued
    if (position === firstDigit || position - firstDigit > 15) return -1
    fields.epoch = Number(text.slice(start, position))
    return position
  }

const subsecondStep =
  (digits: number): Step =>
  (text, position, fields) => {
    const start = position
    let micros = 0
    let scale = 100_000
    for (let code = text.charCodeAt(position); position - start < digits && isDigit(code); code = text.charCodeAt(position)) {
      micros += (code - 48) * scale
      // Digits after the sixth are read and dropped.
      scale = scale > 1 ? scale / 10 : 0
      position++
    }
    if (position === start) return -1
    fields.micros = micros
    return position
  }

const numericOffset = /^(?:Z|([+-])(\d\d)(?::?([0-5]\d)(?::?([0-5]\d))?)?)(?!\d)/i

const offsetStep: Step = (text, position, fields) => {
  position = skipSpace(text, position)
  const match = numericOffset.exec(text.slice(position, position + 10))
  if (match === null) return -1
  const size = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)
  fields.offset = match[1] === "-" ? -size : size
  return position + match[0].length
}

/** Splunk's `%Ez`: the offset in minutes, as in `-420`. */
const minutesStep: Step = (text, position, fields) => {
  position = skipSpace(text, position)
  const match = /^[+-]?\d{1,4}/.exec(text.slice(position, position + 5))
  if (match === null) return -1
  fields.offset = Number(match[0]) * 60
  return position + match[0].length
}

/** `%Z`: an abbreviation, an IANA name or an offset. An abbreviation that the zone itself uses means that zone. */
function zoneStep(zone: TimeZone): Step {
  const named = new Map<string, TimeZone>()
  const own = new Set([1_704_067_200, 1_719_792_000].map(time => zone.abbreviationAt(time).toUpperCase()))
  const find = (name: string): TimeZone | null => {
    const known = named.get(name.toLowerCase())
    if (known !== undefined) return known
    try {
      const found = timeZone(name)
      named.set(name.toLowerCase(), found)
      return found
    } catch (error) {
      if (error instanceof RuleError) return null
      throw error
    }
  }
  return (text, position, fields) => {
    position = skipSpace(text, position)
    const word = /^[A-Za-z]+(?:[/_-][A-Za-z_]+)*/.exec(text.slice(position, position + 40))?.[0]
    if (word === undefined || (word.length === 1 && word.toUpperCase() === "Z")) return offsetStep(text, position, fields)
    if (own.has(word.toUpperCase())) fields.zone = zone
    else {
      const offset = abbreviationOffset(word)
      if (offset === 0) fields.zone = utc
      else if (offset !== undefined) fields.offset = offset
      else {
        fields.zone = find(word)
        if (fields.zone === null) return -1
      }
    }
    return position + word.length
  }
}
