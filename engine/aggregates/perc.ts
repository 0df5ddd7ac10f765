import { Percentile } from "../statistics/sample.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const perc: AggregateDefinition = {
  name: "perc",
  aliases: ["p", "percentile"],
  argument: "required",
  parameter: { min: 0, max: 100 },
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "perc95(field)",
    summary: "A percentile of the numbers in a field, interpolated between neighbours: the number in the name is the percentage.",
    examples: [
      {
        call: "perc50(bytes)",
        events: [
          { bytes: 10 },
          { bytes: 9 },
          { bytes: 8 },
          { bytes: 7 },
          { bytes: 6 },
          { bytes: 5 },
          { bytes: 4 },
          { bytes: 3 },
          { bytes: 2 },
          { bytes: 1 },
        ],
        result: 5.5,
      },
      { call: "p95(bytes)", events: [{ bytes: 1 }, { bytes: 2 }, { bytes: 3 }], result: 2.9 },
    ],
  },
  create: ({ parameter }) => new Percentile(parameter),
}
