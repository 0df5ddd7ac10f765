import { type CompareOp, compare, type Predicate, type TimeBound } from "../ir/predicate.ts"

type Bound = TimeBound["bound"]

export const timeBounds: readonly Bound[] = ["earliest", "latest", "_index_earliest", "_index_latest"]

/** Older modifiers that count back from now: the bound that each sets, and its unit. */
const counted: ReadonlyMap<string, readonly [bound: Bound, unit: string]> = new Map(
  [
    ["minutes", "m"],
    ["hours", "h"],
    ["days", "d"],
    ["months", "mon"],
  ].flatMap(([word = "", unit = ""]): [string, [Bound, string]][] => [
    [`${word}ago`, ["earliest", unit]],
    [`start${word}ago`, ["earliest", unit]],
    [`searchtimespan${word}`, ["earliest", unit]],
    [`end${word}ago`, ["latest", unit]],
  ]),
)
const epochs: ReadonlyMap<string, Bound> = new Map([
  ["starttimeu", "earliest"],
  ["endtimeu", "latest"],
])
const dates: ReadonlyMap<string, Bound> = new Map([
  ["starttime", "earliest"],
  ["endtime", "latest"],
])
const date = /^\d{1,2}\/\d{1,2}\/\d{4}(?::\d{1,2}:\d{1,2}:\d{1,2})?$/

/** The time format that `starttime` and `endtime` have unless `timeformat` gives another. */
export const standardTimeFormat = "%m/%d/%Y:%H:%M:%S"

/**
 * The bound of time that a comparison sets, if it sets one. The names of older modifiers could be fields as well: they are modifiers
 * only with the values that those take. So are orders such as `latest<@d`, which a column called `latest` may be meant by.
 */
export function timeBoundOf(field: string, op: CompareOp, value: string): Omit<TimeBound, "kind"> | null {
  const bound = timeBounds.find(name => name === field)
  if (bound !== undefined) {
    if (op === "=") return { bound, value }
    const order = bound.endsWith("earliest") ? [">", ">="] : ["<", "<="]
    return order.includes(op) && (/^(?:[-+@]|now\b)/.test(value) || date.test(value)) ? { bound, value } : null
  }
  if (op !== "=") return null
  const ago = counted.get(field)
  if (ago !== undefined) return /^\d+$/.test(value) ? { bound: ago[0], value: `-${value}${ago[1]}` } : null
  const epoch = epochs.get(field)
  if (epoch !== undefined) return /^\d+$/.test(value) ? { bound: epoch, value } : null
  const dated = dates.get(field)
  return dated !== undefined && date.test(value) ? { bound: dated, value } : null
}

/** A predicate whose comparisons are bounds of time where they set one. */
export function withTimeBounds(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case "all":
    case "any":
      return { ...predicate, operands: predicate.operands.map(withTimeBounds) }
    case "not":
      return { ...predicate, operand: withTimeBounds(predicate.operand) }
    case "compare": {
      const bound = timeBoundOf(predicate.field, predicate.op, predicate.value)
      return bound === null ? predicate : { kind: "time", ...bound, range: predicate.range }
    }
    case "in":
      return timeBoundOf(predicate.field, "=", predicate.values[0] ?? "") === null
        ? predicate
        : { kind: "any", operands: predicate.values.map(value => withTimeBounds(compare(predicate.field, "=", value, predicate.range))) }
    default:
      return predicate
  }
}
