import type { Value } from "../ir/value.ts"
import { loadNumber } from "../statistics/saved-state.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

class Count implements Accumulator {
  private count = 0

  add(value: Value): void {
    if (value !== null) this.count += typeof value === "object" ? value.length : 1
  }
  merge(other: Count): void {
    this.count += other.count
  }
  result(): number {
    return this.count
  }
  save(): AccumulatorState {
    return this.count
  }
  load(state: AccumulatorState): void {
    this.count = loadNumber(state)
  }
}

export const count: AggregateDefinition = {
  name: "count",
  aliases: ["c"],
  argument: "optional",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "count(field)",
    summary: "The number of values of a field, all values of a multivalue; without a field, the number of events.",
    examples: [
      { call: "count", events: [{ bytes: 1 }, { bytes: null }, { bytes: 3 }], result: 3 },
      { call: "count(bytes)", events: [{ bytes: 1 }, { bytes: null }, { bytes: ["a", "b"] }], result: 3 },
    ],
  },
  create: () => new Count(),
}
