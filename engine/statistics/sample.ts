import type { AccumulatorState } from "../aggregates/aggregate.ts"
import type { Value } from "../ir/value.ts"
import { forEachNumber } from "./numeric-sum.ts"
import { loadList, loadNumber, saveScalar } from "./saved-state.ts"

/** All numbers of a field, for percentiles. */
export class Sample {
  private numbers: number[] = []
  private sorted = true
  private readonly visit = (number: number): void => {
    this.numbers.push(number)
    this.sorted = false
  }

  add(value: Value): void {
    if (typeof value === "number") this.visit(value)
    else if (value !== null) forEachNumber(value, this.visit)
  }

  merge(other: this): void {
    for (const number of other.numbers) this.visit(number)
  }

  /** Interpolated between the two numbers on either side of the rank; null when there is none. `percent` from 0 to 100. */
  percentile(percent: number): number | null {
    const rank = (percent * (this.numbers.length - 1)) / 100
    const low = this.at(Math.floor(rank))
    const high = this.at(Math.ceil(rank))
    if (low === undefined || high === undefined) return null
    return low === high ? low : low + (high - low) * (rank - Math.floor(rank))
  }

  /** The number in the middle; the higher of two. */
  middle(): number | null {
    return this.at(Math.floor(this.numbers.length / 2)) ?? null
  }

  save(): AccumulatorState {
    return this.numbers.map(saveScalar)
  }

  load(state: AccumulatorState): void {
    this.numbers = loadList(state).map(loadNumber)
    this.sorted = false
  }

  private at(rank: number): number | undefined {
    if (!this.sorted) {
      this.numbers.sort((a, b) => a - b)
      this.sorted = true
    }
    return this.numbers[rank]
  }
}

/** One percentile of the numbers of a field. */
export class Percentile extends Sample {
  private readonly percent: number

  constructor(percent: number) {
    super()
    this.percent = percent
  }

  result(): number | null {
    return this.percentile(this.percent)
  }
}
