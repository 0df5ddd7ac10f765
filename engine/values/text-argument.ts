import type { Result } from "../exec/operator.ts"
import { printNumber, type Scalar, textOf, type Value, valueFrom } from "../ir/value.ts"

/** The text of a single value. Null for a multivalue: most text functions take none. */
export function singleText(result: Result): string | null {
  if (typeof result === "string") return result
  if (typeof result === "object" && result !== null) return result.length === 1 ? textOf(result[0]) : null
  return textOf(result)
}

/** Applies a text function to a single value, or to each value of a multivalue. */
export function eachText(result: Result, apply: (text: string) => string): Value {
  if (typeof result === "string") return apply(result)
  if (typeof result === "object" && result !== null) return valueFrom(result.map(value => apply(scalarText(value))))
  const text = textOf(result)
  return text === null ? null : apply(text)
}

/** The text of a scalar, which always has one. */
export const scalarText = (value: Scalar): string => (typeof value === "string" ? value : printNumber(value))

/** Characters as Splunk counts them: code points, not UTF-16 units. */
export const codePoints = (text: string): readonly string[] => Array.from(text)
