import { Moments } from "../statistics/moments.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class SampleDeviation extends Moments implements Accumulator {
  result(): number | null {
    return this.deviation(1)
  }
}

export const stdev: AggregateDefinition = {
  name: "stdev",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "stdev(field)",
    summary: "The sample standard deviation of the numbers in a field; 0 for a single one.",
    examples: [{ call: "stdev(bytes)", events: [{ bytes: 2 }, { bytes: 4 }, { bytes: 6 }], result: 2 }],
  },
  create: () => new SampleDeviation(),
}
