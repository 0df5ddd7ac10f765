import { compareText, numberOf, printNumber, type Scalar } from "../ir/value.ts"

/** A list of scalars, prepared for comparison. */
export interface RankedKey {
  readonly numbers: readonly (number | null)[]
  readonly texts: readonly string[]
}

export const rankKey = (key: readonly Scalar[]): RankedKey => ({ numbers: key.map(finiteOrNull), texts: key.map(textOfScalar) })

/** What is no number counts as text. */
function finiteOrNull(value: Scalar): number | null {
  const number = numberOf(value)
  return Number.isNaN(number) ? null : number
}

/**
 * The first scalar that differs decides: numbers, and text that looks like one, numerically and before other text; other text by code
 * point.
 */
export function compareKeys(a: RankedKey, b: RankedKey): number {
  for (let i = 0; i < a.texts.length; i++) {
    const x = a.numbers[i] ?? null
    const y = b.numbers[i] ?? null
    if (x !== null && y !== null) {
      if (x !== y) return x < y ? -1 : 1
    } else if (x !== null) return -1
    else if (y !== null) return 1
    else {
      const order = compareText(a.texts[i] ?? "", b.texts[i] ?? "")
      if (order !== 0) return order
    }
  }
  return 0
}

/** Sorts as `compareKeys` does, by keys of one length; equal keys keep their order. */
export function sortByKey<T>(items: Iterable<T>, keyOf: (item: T) => readonly Scalar[]): T[] {
  const list = Array.from(items)
  const keys = list.map(keyOf)
  const width = keys[0]?.length ?? 0
  // What each value is worth is found once, and takes little beside the keys themselves; NaN stands for text.
  const numbers = new Float64Array(list.length * width)
  keys.forEach((key, at) => {
    for (let i = 0; i < width; i++) numbers[at * width + i] = numberOf(key[i]) ?? Number.NaN
  })
  const order = Uint32Array.from(keys.keys()).sort((a, b) => {
    for (let i = 0; i < width; i++) {
      const x = numbers[a * width + i] ?? Number.NaN
      const y = numbers[b * width + i] ?? Number.NaN
      if (x < y) return -1
      if (x > y) return 1
      if (x === y) continue
      // Only text is left, or text beside a number.
      if (!Number.isNaN(x)) return -1
      if (!Number.isNaN(y)) return 1
      const byText = compareText(textOfScalar(keys[a]?.[i] ?? ""), textOfScalar(keys[b]?.[i] ?? ""))
      if (byText !== 0) return byText
    }
    return a - b
  })
  const sorted: T[] = []
  for (const at of order) {
    const item = list[at]
    if (item !== undefined) sorted.push(item)
  }
  return sorted
}

export const textOfScalar = (value: Scalar): string => (typeof value === "string" ? value : printNumber(value))
