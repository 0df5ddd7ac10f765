import type { Value } from "../ir/value.ts"
import { forEachNumber } from "../statistics/numeric-sum.ts"
import { loadList, loadNumber, saveScalar } from "../statistics/saved-state.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

class Range implements Accumulator {
  private min = Number.POSITIVE_INFINITY
  private max = Number.NEGATIVE_INFINITY
  private readonly visit = (number: number): void => {
    if (number < this.min) this.min = number
    if (number > this.max) this.max = number
  }

  add(value: Value): void {
    if (value !== null) forEachNumber(value, this.visit)
  }
  merge(other: Range): void {
    this.min = Math.min(this.min, other.min)
    this.max = Math.max(this.max, other.max)
  }
  result(): number | null {
    return this.min <= this.max ? this.max - this.min : null
  }
  save(): AccumulatorState {
    return [saveScalar(this.min), saveScalar(this.max)]
  }
  load(state: AccumulatorState): void {
    const [min, max] = loadList(state)
    this.min = loadNumber(min)
    this.max = loadNumber(max)
  }
}

export const range: AggregateDefinition = {
  name: "range",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "range(field)",
    summary: "The largest number of a field less the smallest.",
    examples: [{ call: "range(bytes)", events: [{ bytes: 2 }, { bytes: 9 }, { bytes: "4" }, { bytes: "n/a" }], result: 7 }],
  },
  create: () => new Range(),
}
