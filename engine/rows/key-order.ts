import { compareText, numberOf, printNumber, type Scalar } from "../ir/value.ts"

/** A list of scalars, prepared for comparison. */
export interface RankedKey {
  readonly numbers: readonly (number | null)[]
  readonly texts: readonly string[]
}

// What each value is worth is found once, not at each comparison.
export const rankKey = (key: readonly Scalar[]): RankedKey => ({ numbers: key.map(value => numberOf(value)), texts: key.map(textOfScalar) })

/**
 * The first scalar that differs decides: numbers, and text that looks like one, numerically and before other text; other text by code
 * point.
 */
export function compareKeys(a: RankedKey, b: RankedKey): number {
  for (let i = 0; i < a.texts.length; i++) {
    const x = a.numbers[i] ?? null
    const y = b.numbers[i] ?? null
    const order =
      x !== null && y !== null ? compareNumbers(x, y) : x !== null ? -1 : y !== null ? 1 : compareText(a.texts[i] ?? "", b.texts[i] ?? "")
    if (order !== 0) return order
  }
  return 0
}

/** Infinities equal themselves, and what is no number comes last. */
const compareNumbers = (x: number, y: number): number => (x < y ? -1 : x > y ? 1 : Number(Number.isNaN(x)) - Number(Number.isNaN(y)))

/** Sorts by lists of scalars; equal keys keep their order. */
export function sortByKey<T>(items: Iterable<T>, keyOf: (item: T) => readonly Scalar[]): T[] {
  const ranked = Array.from(items, item => ({ item, key: rankKey(keyOf(item)) }))
  return ranked.sort((a, b) => compareKeys(a.key, b.key)).map(({ item }) => item)
}

export const textOfScalar = (value: Scalar): string => (typeof value === "string" ? value : printNumber(value))
