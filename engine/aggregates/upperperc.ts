import { Percentile } from "../statistics/sample.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const upperperc: AggregateDefinition = {
  name: "upperperc",
  argument: "required",
  parameter: { min: 0, max: 100 },
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "upperperc95(field)",
    summary: "The upper bound of a percentile: the same as perc, which is exact here.",
    examples: [{ call: "upperperc99.9(bytes)", events: [{ bytes: 5 }], result: 5 }],
  },
  create: ({ parameter }) => new Percentile(parameter),
}
