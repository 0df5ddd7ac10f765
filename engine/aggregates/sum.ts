import { NumericSum } from "../statistics/numeric-sum.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Sum extends NumericSum implements Accumulator {
  result(): number | null {
    return this.total()
  }
}

export const sum: AggregateDefinition = {
  name: "sum",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "sum(field)",
    summary: "The sum of the numbers in a field; other values are left out.",
    examples: [
      { call: "sum(bytes)", events: [{ bytes: 1 }, { bytes: "n/a" }, { bytes: "2.5" }], result: 3.5 },
      { call: "sum(bytes)", events: [{ bytes: "n/a" }], result: null },
    ],
  },
  create: () => new Sum(),
}
