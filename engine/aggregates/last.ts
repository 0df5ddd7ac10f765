import type { Scalar, Value } from "../ir/value.ts"
import { loadScalar, saveScalar } from "../statistics/saved-state.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

class Last implements Accumulator {
  private value: Scalar | null = null

  add(value: Value): void {
    if (value !== null) this.value = typeof value === "object" ? (value.at(-1) ?? null) : value
  }
  merge(other: Last): void {
    this.add(other.value)
  }
  result(): Scalar | null {
    return this.value
  }
  save(): AccumulatorState {
    return this.value === null ? null : saveScalar(this.value)
  }
  load(state: AccumulatorState): void {
    if (state !== null) this.value = loadScalar(state)
  }
}

export const last: AggregateDefinition = {
  name: "last",
  argument: "required",
  dependsOn: "order",
  docs: {
    category: "event order",
    syntax: "last(field)",
    summary: "The last value that is seen in the order of the pipeline: the oldest, unless a sort says otherwise.",
    examples: [{ call: "last(user)", events: [{ user: "ann" }, { user: "bob" }, {}], result: "bob" }],
  },
  create: () => new Last(),
}
