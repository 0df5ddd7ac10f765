import type { Result } from "../exec/operator.ts"
import { numberOf } from "../ir/value.ts"
import { singleText } from "./text-argument.ts"

/**
 * The number that a value is or stands for in a base from 2 to 36. A number is itself whatever the base. Null for anything else:
 * spaces around the digits, digits that the base lacks, a base that is none.
 */
export function parseNumber(value: Result, base: Result = 10): number | null {
  if (typeof value === "number") return value
  if (typeof value === "boolean") return null
  const text = singleText(value)
  const radix = numberOf(base)
  if (text === null || radix === null || !Number.isInteger(radix) || radix < 2 || radix > 36 || /^\s|\s$/.test(text)) return null
  return radix === 10 ? numberOf(text) : integerIn(text, radix)
}

function integerIn(text: string, radix: number): number | null {
  const found = /^([+-]?)(0[xX])?([\da-zA-Z]+)$/.exec(text)
  if (found === null) return null
  const [, sign, prefix = "", digits = ""] = found
  // "0x" marks base 16; in a base above 33 the x is a digit.
  const all = radix === 16 ? digits : prefix + digits
  let number = 0
  for (const digit of all.toLowerCase()) {
    const amount = Number.parseInt(digit, 36)
    if (amount >= radix) return null
    number = number * radix + amount
  }
  return sign === "-" ? -number : number
}
