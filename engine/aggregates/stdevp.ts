import { Moments } from "../statistics/moments.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class PopulationDeviation extends Moments implements Accumulator {
  result(): number | null {
    return this.deviation(0)
  }
}

export const stdevp: AggregateDefinition = {
  name: "stdevp",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "stdevp(field)",
    summary: "The population standard deviation of the numbers in a field.",
    examples: [
      {
        call: "stdevp(bytes)",
        events: [{ bytes: 2 }, { bytes: 4 }, { bytes: 4 }, { bytes: 4 }, { bytes: 5 }, { bytes: 5 }, { bytes: 7 }, { bytes: 9 }],
        result: 2,
      },
    ],
  },
  create: () => new PopulationDeviation(),
}
