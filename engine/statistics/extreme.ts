import type { AccumulatorState } from "../aggregates/aggregate.ts"
import { compareScalars, compareText, type Scalar, type Value } from "../ir/value.ts"
import { loadScalar, saveScalar } from "./saved-state.ts"

/** -1 for the smallest, 1 for the largest. */
export type Direction = -1 | 1

/** The smallest or largest value of those given: numbers numerically and before text, text by code point. */
export class Extreme {
  private best: Scalar | null = null
  private readonly direction: Direction

  constructor(direction: Direction) {
    this.direction = direction
  }

  add(value: Value): void {
    if (value === null) return
    if (typeof value === "object") for (const each of value) this.consider(each)
    else this.consider(value)
  }

  merge(other: this): void {
    if (other.best !== null) this.consider(other.best)
  }

  result(): Scalar | null {
    return this.best
  }

  save(): AccumulatorState {
    return this.best === null ? null : saveScalar(this.best)
  }

  load(state: AccumulatorState): void {
    if (state !== null) this.consider(loadScalar(state))
  }

  private consider(value: Scalar): void {
    const { best } = this
    if (best === null || this.beats(value, best)) this.best = value
  }

  private beats(value: Scalar, best: Scalar): boolean {
    if (typeof value === "number" && typeof best === "number") return (value - best) * this.direction > 0
    const order = compareScalars(value, best) * this.direction
    if (order !== 0) return order > 0
    // The same number in two spellings, as 2 and "2.0": the choice must not depend on which came first.
    return typeof value === "number" ? typeof best === "string" : typeof best === "string" && compareText(value, best) < 0
  }
}
