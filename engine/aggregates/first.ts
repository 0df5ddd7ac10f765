import type { Scalar, Value } from "../ir/value.ts"
import { loadScalar, saveScalar } from "../statistics/saved-state.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

class First implements Accumulator {
  private value: Scalar | null = null

  add(value: Value): void {
    if (this.value === null && value !== null) this.value = typeof value === "object" ? (value[0] ?? null) : value
  }
  merge(other: First): void {
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

export const first: AggregateDefinition = {
  name: "first",
  argument: "required",
  dependsOn: "order",
  docs: {
    category: "event order",
    syntax: "first(field)",
    summary: "The first value that is seen in the order of the pipeline: the newest, unless a sort says otherwise.",
    examples: [{ call: "first(user)", events: [{ user: "ann" }, { user: "bob" }, {}], result: "ann" }],
  },
  create: () => new First(),
}
