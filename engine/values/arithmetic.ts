import type { Result } from "../exec/operator.ts"
import { numberOf } from "../ir/value.ts"

/**
 * A function of one number as a function of any result: null for what is no number, and where the function is not defined, as the
 * square root of -1. A result too large for a double stays infinite and prints as `inf`.
 */
export const ofNumber =
  (apply: (x: number) => number) =>
  (value: Result): number | null => {
    const x = numberOf(value)
    return x === null ? null : defined(apply(x))
  }

/** The same for two numbers. */
export const ofNumbers =
  (apply: (x: number, y: number) => number) =>
  (left: Result, right: Result): number | null => {
    const x = numberOf(left)
    if (x === null) return null
    const y = numberOf(right)
    return y === null ? null : defined(apply(x, y))
  }

const defined = (x: number): number | null => (Number.isNaN(x) ? null : x)
