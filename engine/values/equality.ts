import type { Result } from "../exec/operator.ts"
import { numberOf, type Scalar, textOf } from "../ir/value.ts"

type Present = Exclude<Result, null>

/** Equal as `=` of the eval language has it: as numbers when both look like numbers, else as text; any value of a multivalue counts. */
export function equal(a: Present, b: Present): boolean {
  if (typeof a === "object") return a.some(value => equal(value, b))
  if (typeof b === "object") return b.some(value => equal(a, value))
  if (a === b) return true
  const x = numberOf(a)
  const y = numberOf(b)
  return x !== null && y !== null ? x === y : textOf(a) === textOf(b)
}

/** Whether a value equals any of a fixed list, in constant time. Nulls in the list equal nothing. */
export function membership(list: readonly Result[]): (value: Present) => boolean {
  const numbers = new Set<number>()
  const texts = new Set<string>()
  const include = (value: Scalar | boolean): void => {
    const number = numberOf(value)
    if (number !== null) numbers.add(number)
    else texts.add(textOf(value) ?? "")
  }
  for (const value of list)
    if (typeof value === "object" && value !== null) value.forEach(include)
    else if (value !== null) include(value)
  const has = (value: Scalar | boolean): boolean => {
    const number = numberOf(value)
    return number === null ? texts.has(textOf(value) ?? "") : numbers.has(number)
  }
  return value => (typeof value === "object" ? value.some(has) : has(value))
}
