/**
 * What a field holds: a string, a number or a multivalue. Missing and null are the same thing; booleans and objects never
 * reach a field. A multivalue is never empty and never holds null: an empty one is null.
 */
export type Scalar = string | number
export type Value = Scalar | null | readonly Scalar[]

/** One result row or input record as plain data, for APIs, examples and tests. */
export type Row = Record<string, Value>

const numeric = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** The number that a scalar is or looks like; null when it is neither. Hexadecimal and empty strings are no numbers. */
export function numberOf(value: Value | boolean | undefined): number | null {
  if (typeof value === "number") return value
  if (typeof value === "string") {
    // The first character rules out nearly all strings before the regular expression runs.
    const first = value.charCodeAt(0)
    if (first > 57 || Number.isNaN(first)) return null
    return numeric.test(value) ? Number(value) : null
  }
  if (typeof value === "object" && value !== null && value.length === 1) return numberOf(value[0])
  return null
}

/** A number as Splunk prints it: at most 15 significant digits, no exponent below 1e15. */
export function printNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return Object.is(value, -0) ? "0" : String(value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"
  const rounded = Number(value.toPrecision(15))
  const text = String(rounded)
  return text.includes("e-") ? rounded.toFixed(20).replace(/0+$/, "").replace(/\.$/, "") : text
}

/** The text of a value; a multivalue joins its values with newlines, as Splunk does; null when missing. */
export function textOf(value: Value | boolean | undefined): string | null {
  switch (typeof value) {
    case "string":
      return value
    case "number":
      return printNumber(value)
    case "boolean":
      return value ? "True" : "False"
    default:
      return value === null || value === undefined ? null : value.map(textOf).join("\n")
  }
}

/** All values of a field: none when missing, one for a scalar. */
export function valuesOf(value: Value): readonly Scalar[] {
  return value === null ? [] : typeof value === "object" ? value : [value]
}

/** A list as a field value: null when empty, the scalar when there is one. */
export function valueFrom(list: readonly Scalar[]): Value {
  return list.length === 0 ? null : list.length === 1 ? (list[0] ?? null) : list
}

/** Orders by Unicode code point, as Splunk does; JavaScript's own `<` orders by UTF-16 code unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      // Surrogates sort after every other code unit.
      const xs = x >= 0xd800 && x <= 0xdfff
      const ys = y >= 0xd800 && y <= 0xdfff
      return xs === ys ? x - y : xs ? 1 : -1
    }
  }
  return a.length - b.length
}

/** Numbers (and text that looks like one) numerically and before other text; other text by code point. */
export function compareScalars(a: Scalar, b: Scalar): number {
  const x = numberOf(a)
  const y = numberOf(b)
  if (x !== null && y !== null) return x - y
  if (x !== null) return -1
  if (y !== null) return 1
  return compareText(String(a), String(b))
}
