import { Percentile } from "../statistics/sample.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const exactperc: AggregateDefinition = {
  name: "exactperc",
  argument: "required",
  parameter: { min: 0, max: 100 },
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "exactperc99(field)",
    summary: "The same as perc, which is exact here too.",
    examples: [{ call: "exactperc75(bytes)", events: [{ bytes: 1 }, { bytes: 2 }, { bytes: 3 }, { bytes: 4 }, { bytes: 5 }], result: 4 }],
  },
  create: ({ parameter }) => new Percentile(parameter),
}
