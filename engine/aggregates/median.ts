import { Sample } from "../statistics/sample.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Median extends Sample implements Accumulator {
  result(): number | null {
    return this.middle()
  }
}

export const median: AggregateDefinition = {
  name: "median",
  argument: "required",
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "median(field)",
    summary: "The number in the middle of the numbers in a field; the higher of the two when their count is even.",
    examples: [
      {
        call: "median(bytes)",
        events: [{ bytes: 37 }, { bytes: 58 }, { bytes: 8 }, { bytes: 34 }, { bytes: 13 }, { bytes: 74 }, { bytes: 38 }],
        result: 37,
      },
      { call: "median(bytes)", events: [{ bytes: 1 }, { bytes: 2 }, { bytes: 3 }, { bytes: 4 }], result: 3 },
    ],
  },
  create: () => new Median(),
}
