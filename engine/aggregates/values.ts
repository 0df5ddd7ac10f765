import { type Value, valueFrom } from "../ir/value.ts"
import { Distinct } from "../statistics/distinct.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Values extends Distinct implements Accumulator {
  result(): Value {
    return valueFrom(this.sorted())
  }
}

export const values: AggregateDefinition = {
  name: "values",
  argument: "required",
  dependsOn: "set",
  grows: true,
  docs: {
    category: "multivalue and array",
    syntax: "values(field)",
    summary: "The distinct values of a field, sorted by code point, so that 10 comes before 9.",
    examples: [{ call: "values(user)", events: [{ user: "9" }, { user: ["b", "10"] }, { user: "9" }], result: ["10", "9", "b"] }],
  },
  create: () => new Values(),
}
