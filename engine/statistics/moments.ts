import type { AccumulatorState } from "../aggregates/aggregate.ts"
import type { Value } from "../ir/value.ts"
import { forEachNumber } from "./numeric-sum.ts"
import { loadList, loadNumber, saveScalar } from "./saved-state.ts"

/** Mean and squared deviations of the numbers of a field, without cancellation: Welford (1962), merged after Chan et al. (1979). */
export class Moments {
  private count = 0
  private mean = 0
  private squares = 0
  private readonly visit = (number: number): void => {
    this.count++
    const delta = number - this.mean
    this.mean += delta / this.count
    this.squares += delta * (number - this.mean)
  }

  add(value: Value): void {
    if (typeof value === "number") this.visit(value)
    else if (value !== null) forEachNumber(value, this.visit)
  }

  merge(other: this): void {
    if (other.count === 0) return
    const count = this.count + other.count
    const delta = other.mean - this.mean
    this.squares += other.squares + (delta * delta * this.count * other.count) / count
    this.mean += (delta * other.count) / count
    this.count = count
  }

  /** Squared deviations divided by the count less `freedom` (1 for a sample, 0 for all there is); 0 for a single number, null for none. */
  variance(freedom: 0 | 1): number | null {
    if (this.count === 0) return null
    return this.count === 1 ? 0 : this.squares / (this.count - freedom)
  }

  deviation(freedom: 0 | 1): number | null {
    const variance = this.variance(freedom)
    return variance === null ? null : Math.sqrt(variance)
  }

  save(): AccumulatorState {
    return [this.count, saveScalar(this.mean), saveScalar(this.squares)]
  }

  load(state: AccumulatorState): void {
    const [count, mean, squares] = loadList(state)
    this.count = loadNumber(count)
    this.mean = loadNumber(mean)
    this.squares = loadNumber(squares)
  }
}
