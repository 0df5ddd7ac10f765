import type { AccumulatorState } from "../aggregates/aggregate.ts"
import { numberOf, type Value } from "../ir/value.ts"
import { ExactSum } from "./exact-sum.ts"
import { loadList, loadNumber } from "./saved-state.ts"

/** Calls `visit` with each number of a field: each value of a multivalue, numeric text too, nothing else. */
export function forEachNumber(value: Value, visit: (number: number) => void): void {
  if (typeof value === "object" && value !== null) {
    for (const each of value) forEachNumber(each, visit)
    return
  }
  const number = numberOf(value)
  if (number !== null) visit(number)
}

/** Count and sum of the numbers of a field, or of something made of each. */
export class NumericSum {
  private readonly sum = new ExactSum()
  private count = 0
  private readonly visit: (number: number) => void

  constructor(term: (number: number) => number = number => number) {
    this.visit = number => {
      this.count++
      this.sum.add(term(number))
    }
  }

  add(value: Value): void {
    if (typeof value === "number") this.visit(value)
    else if (value !== null) forEachNumber(value, this.visit)
  }

  merge(other: this): void {
    this.count += other.count
    this.sum.merge(other.sum)
  }

  /** Null when there was no number. */
  total(): number | null {
    return this.count === 0 ? null : this.sum.value()
  }

  mean(): number | null {
    return this.count === 0 ? null : this.sum.value() / this.count
  }

  save(): AccumulatorState {
    return [this.count, this.sum.save()]
  }

  load(state: AccumulatorState): void {
    const [count, sum] = loadList(state)
    this.count = loadNumber(count)
    if (sum !== undefined) this.sum.load(sum)
  }
}
