import type { Result } from "../exec/operator.ts"
import { numberOf } from "../ir/value.ts"

/** The largest number that bitwise functions take and give: 53 bits. */
export const allBits = (1n << 53n) - 1n

/** An operand of a bitwise function: an integer from 0 to 2^53 - 1; null for anything else. */
export function bitsOf(value: Result): bigint | null {
  const number = numberOf(value)
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? BigInt(number) : null
}

/** Applies an operation from the first operand on; null as soon as one operand is not valid. */
export const bitwise =
  (apply: (a: bigint, b: bigint) => bigint) =>
  (...values: Result[]): number | null => {
    let bits: bigint | null = null
    for (const value of values) {
      const operand = bitsOf(value)
      if (operand === null) return null
      bits = bits === null ? operand : apply(bits, operand)
    }
    return bits === null ? null : Number(bits & allBits)
  }
