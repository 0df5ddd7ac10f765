import { NumericSum } from "../statistics/numeric-sum.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class SumOfSquares extends NumericSum implements Accumulator {
  result(): number | null {
    return this.total()
  }
}

export const sumsq: AggregateDefinition = {
  name: "sumsq",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "sumsq(field)",
    summary: "The sum of the squares of the numbers in a field.",
    examples: [{ call: "sumsq(bytes)", events: [{ bytes: 1 }, { bytes: 2 }, { bytes: 3 }], result: 14 }],
  },
  create: () => new SumOfSquares(number => number * number),
}
