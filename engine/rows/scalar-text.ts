import { printNumber, type Scalar, type Value, valueFrom, valuesOf } from "../ir/value.ts"

/** A constant as a field holds it: text that is the plain form of a number is that number. */
export function scalarFrom(text: string): Scalar {
  const number = text === "" ? Number.NaN : Number(text)
  return Number.isFinite(number) && printNumber(number) === text ? number : text
}

/** Applies a function to a single value or to each value of a multivalue; null takes a value away. The same object when nothing changes. */
export function eachScalar(value: Value, apply: (scalar: Scalar) => Scalar | null): Value {
  if (value === null) return null
  if (typeof value !== "object") return apply(value)
  const results: Scalar[] = []
  for (const scalar of valuesOf(value)) {
    const result = apply(scalar)
    if (result !== null) results.push(result)
  }
  return results.length === value.length && results.every((result, i) => result === value[i]) ? value : valueFrom(results)
}
