import { compareText, numberOf, printNumber, type Scalar } from "../ir/value.ts"

/**
 * Sorts by lists of scalars, the first that differs decides: numbers, and text that looks like one, numerically and before other
 * text; other text by code point. Equal keys keep their order.
 */
export function sortByKey<T>(items: Iterable<T>, keyOf: (item: T) => readonly Scalar[]): T[] {
  // What each value is worth is found once, not at each comparison.
  const ranked = Array.from(items, item => {
    const key = keyOf(item)
    return { item, numbers: key.map(value => numberOf(value)), texts: key.map(textOfScalar) }
  })
  ranked.sort((a, b) => {
    for (let i = 0; i < a.texts.length; i++) {
      const x = a.numbers[i] ?? null
      const y = b.numbers[i] ?? null
      const order = x !== null && y !== null ? x - y : x !== null ? -1 : y !== null ? 1 : compareText(a.texts[i] ?? "", b.texts[i] ?? "")
      if (order !== 0) return order
    }
    return 0
  })
  return ranked.map(({ item }) => item)
}

export const textOfScalar = (value: Scalar): string => (typeof value === "string" ? value : printNumber(value))
