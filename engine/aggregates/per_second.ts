import { sumPerUnit } from "../statistics/sum-per-unit.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const perSecond: AggregateDefinition = {
  name: "per_second",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "time",
    syntax: "per_second(field)",
    summary: "The sum of the numbers in a field per second of the time bucket: for timechart.",
    examples: [{ call: "per_second(bytes)", events: [{ bytes: 60 }, { bytes: 120 }], result: 3 }],
  },
  create: ({ bucketSeconds }) => sumPerUnit("per_second", 1, bucketSeconds),
}
