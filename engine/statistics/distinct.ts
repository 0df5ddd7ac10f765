import type { AccumulatorState } from "../aggregates/aggregate.ts"
import { compareText, printNumber, type Scalar, type Value } from "../ir/value.ts"
import { loadList, loadNumber, loadScalar, saveScalar } from "./saved-state.ts"

/** The distinct values of a field and how often each occurs. Values are told apart by their text: 1 and 1.0 are two. */
export class Distinct {
  private readonly byText = new Map<string, { value: Scalar; count: number }>()

  add(value: Value): void {
    if (typeof value !== "object") this.count(value, 1)
    else if (value !== null) for (const each of value) this.count(each, 1)
  }

  merge(other: this): void {
    for (const { value, count } of other.byText.values()) this.count(value, count)
  }

  get size(): number {
    return this.byText.size
  }

  /** By code point. */
  sorted(): Scalar[] {
    return Array.from(this.byText)
      .sort(([a], [b]) => compareText(a, b))
      .map(([, { value }]) => value)
  }

  /** The value that occurs most often; of several, the first by code point. Null when there is none. */
  mostFrequent(): Scalar | null {
    let best: { text: string; value: Scalar; count: number } | null = null
    for (const [text, { value, count }] of this.byText)
      if (best === null || count > best.count || (count === best.count && compareText(text, best.text) < 0)) best = { text, value, count }
    return best === null ? null : best.value
  }

  save(): AccumulatorState {
    return Array.from(this.byText.values(), ({ value, count }) => [saveScalar(value), count])
  }

  load(state: AccumulatorState): void {
    for (const entry of loadList(state)) {
      const [value, count] = loadList(entry)
      this.count(loadScalar(value), loadNumber(count))
    }
  }

  private count(value: Scalar, times: number): void {
    const text = typeof value === "string" ? value : printNumber(value)
    const known = this.byText.get(text)
    if (known === undefined) this.byText.set(text, { value, count: times })
    else {
      known.count += times
      // Of 1 and "1", and of two numbers that print alike, the same one is kept whichever came first.
      if (typeof value === "number" && (typeof known.value === "string" || value < known.value)) known.value = value
    }
  }
}

/** How many distinct values a field has. */
export class DistinctCount extends Distinct {
  result(): number {
    return this.size
  }
}
