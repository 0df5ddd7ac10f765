import { type Scalar, type Value, valueFrom } from "../ir/value.ts"
import { loadList, loadScalar, saveScalar } from "../statistics/saved-state.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

/** Splunk's list_maxsize. */
const maxValues = 100

class List implements Accumulator {
  private values: Scalar[] = []

  add(value: Value): void {
    if (value === null || this.values.length >= maxValues) return
    if (typeof value === "object") this.values.push(...value.slice(0, maxValues - this.values.length))
    else this.values.push(value)
  }
  merge(other: List): void {
    this.add(other.values)
  }
  result(): Value {
    return valueFrom([...this.values])
  }
  save(): AccumulatorState {
    return this.values.map(saveScalar)
  }
  load(state: AccumulatorState): void {
    this.values = loadList(state).map(loadScalar)
  }
}

export const list: AggregateDefinition = {
  name: "list",
  argument: "required",
  dependsOn: "order",
  grows: true,
  docs: {
    category: "multivalue and array",
    syntax: "list(field)",
    summary: "All values of a field in the order of the pipeline, the first 100 of them.",
    examples: [{ call: "list(user)", events: [{ user: "b" }, { user: ["a", "b"] }, {}], result: ["b", "a", "b"] }],
  },
  create: () => new List(),
}
