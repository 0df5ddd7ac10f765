import { numberOf, type Scalar } from "../ir/value.ts"
import { compileTimeFormat } from "../time/format.ts"
import { compileTimeParser } from "../time/parse.ts"
import type { TimeZone } from "../time/time-zone.ts"
import { scalarText } from "../values/text-argument.ts"

export const conversionNames = ["auto", "ctime", "dur2sec", "memk", "mktime", "mstime", "none", "num", "rmcomma", "rmunit"] as const
export type ConversionName = (typeof conversionNames)[number]

const names: ReadonlySet<string> = new Set(conversionNames)
export const isConversionName = (name: string): name is ConversionName => names.has(name)

/** Converts one value; null takes it away. */
export type Conversion = (value: Scalar) => Scalar | null

export interface ConversionSettings {
  readonly timeformat: string
  readonly timeZone: TimeZone
  /** Epoch seconds: what day it is where the format says nothing of it. Asked for only when that is so. */
  clock(): () => number
}

const namesYear = /%(?:[YyFscDxGC+]|\d*s)/

/** A value that the conversion does not fit stays as it is; num() alone takes it away. */
export function compileConversion(name: ConversionName, { timeformat, timeZone, clock }: ConversionSettings): Conversion {
  switch (name) {
    case "ctime": {
      const print = compileTimeFormat(timeformat, timeZone)
      return value => {
        const time = numberOf(value)
        return time === null ? value : print(time)
      }
    }
    case "mktime": {
      const now = namesYear.test(timeformat) ? () => 0 : clock()
      let parse: ((text: string) => number | null) | undefined
      return value => {
        // What day it is is known only while events run through.
        parse ??= compileTimeParser(timeformat, timeZone, now())
        return parse(scalarText(value)) ?? value
      }
    }
    case "dur2sec":
      return value => duration(scalarText(value)) ?? value
    case "mstime":
      return value => minutesAndSeconds(scalarText(value)) ?? value
    case "memk":
      return value => kilobytes(scalarText(value)) ?? value
    case "rmcomma":
      return value => (typeof value === "string" && value.includes(",") ? withoutCommas(value) : value)
    case "rmunit":
      return value => leadingNumber(scalarText(value)) ?? value
    case "num":
      return value => anyNumber(value)
    case "auto":
      return value => anyNumber(value) ?? value
    case "none":
      return value => value
  }
}

/** Seconds of `[D+]HH:MM:SS`, hours and days of any size. */
function duration(text: string): number | null {
  const found = /^\s*(?:(\d+)\+)?(\d+):([0-5]?\d):([0-5]?\d(?:\.\d+)?)\s*$/.exec(text)
  if (found === null) return null
  const [, days = "0", hours, minutes, seconds] = found
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
}

/** Seconds of `[MM:]SS.SSS`. */
function minutesAndSeconds(text: string): number | null {
  const found = /^\s*(?:(\d+):)?(\d+(?:\.\d+)?)\s*$/.exec(text)
  return found === null ? null : Number(found[1] ?? 0) * 60 + Number(found[2])
}

const kilobytesPer: Readonly<Record<string, number>> = { k: 1, m: 1024, g: 1024 * 1024 }

function kilobytes(text: string): number | null {
  const found = /^\s*(\d+\.?\d*|\.\d+)\s*([kmg]?)\s*$/i.exec(text)
  if (found === null) return null
  return Number(found[1]) * (kilobytesPer[found[2]?.toLowerCase() ?? ""] ?? 1)
}

function withoutCommas(text: string): Scalar {
  const bare = text.replaceAll(",", "")
  return numberOf(bare) ?? bare
}

function leadingNumber(text: string): number | null {
  const found = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text)
  return found === null ? null : Number(found[0])
}

/** A number, also with commas in it, or a duration. */
function anyNumber(value: Scalar): number | null {
  const number = numberOf(value)
  if (number !== null || typeof value === "number") return number
  if (/^\s*[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\s*$/.test(value)) return numberOf(value.replaceAll(",", ""))
  return duration(value)
}
