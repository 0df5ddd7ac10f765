import { Moments } from "../statistics/moments.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class PopulationVariance extends Moments implements Accumulator {
  result(): number | null {
    return this.variance(0)
  }
}

export const varp: AggregateDefinition = {
  name: "varp",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "varp(field)",
    summary: "The population variance of the numbers in a field.",
    examples: [
      {
        call: "varp(bytes)",
        events: [{ bytes: 2 }, { bytes: 4 }, { bytes: 4 }, { bytes: 4 }, { bytes: 5 }, { bytes: 5 }, { bytes: 7 }, { bytes: 9 }],
        result: 4,
      },
    ],
  },
  create: () => new PopulationVariance(),
}
