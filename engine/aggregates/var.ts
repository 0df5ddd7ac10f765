import { Moments } from "../statistics/moments.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class SampleVariance extends Moments implements Accumulator {
  result(): number | null {
    return this.variance(1)
  }
}

export const variance: AggregateDefinition = {
  name: "var",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "var(field)",
    summary: "The sample variance of the numbers in a field; 0 for a single one.",
    examples: [{ call: "var(bytes)", events: [{ bytes: 2 }, { bytes: 4 }, { bytes: 6 }], result: 4 }],
  },
  create: () => new SampleVariance(),
}
