import { NumericSum } from "../statistics/numeric-sum.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Mean extends NumericSum implements Accumulator {
  result(): number | null {
    return this.mean()
  }
}

export const avg: AggregateDefinition = {
  name: "avg",
  aliases: ["mean"],
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "avg(field)",
    summary: "The mean of the numbers in a field; other values are left out.",
    examples: [{ call: "avg(bytes)", events: [{ bytes: 1 }, { bytes: "x" }, { bytes: "3" }], result: 2 }],
  },
  create: () => new Mean(),
}
