import { suggest } from "../errors/suggest.ts"

/** Units of time modifiers and time spans, from seconds upwards. */
export type TimeUnit = "s" | "m" | "h" | "d" | "w" | "mon" | "q" | "y"

const spellings: Readonly<Record<TimeUnit, readonly string[]>> = {
  s: ["s", "sec", "secs", "second", "seconds"],
  m: ["m", "min", "mins", "minute", "minutes"],
  h: ["h", "hr", "hrs", "hour", "hours"],
  d: ["d", "day", "days"],
  w: ["w", "week", "weeks"],
  mon: ["mon", "month", "months"],
  q: ["q", "qtr", "qtrs", "quarter", "quarters"],
  y: ["y", "yr", "yrs", "year", "years"],
}

const units: ReadonlyMap<string, TimeUnit> = new Map(
  (["s", "m", "h", "d", "w", "mon", "q", "y"] as const).flatMap(unit => spellings[unit].map(word => [word, unit] as const)),
)

/** The unit of any spelling that Splunk documents. */
export const timeUnit = (word: string): TimeUnit | undefined => units.get(word.toLowerCase())

export const suggestUnit = (word: string): string | undefined => suggest(word, units.keys())
