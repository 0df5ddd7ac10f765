import { sumPerUnit } from "../statistics/sum-per-unit.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const perHour: AggregateDefinition = {
  name: "per_hour",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "time",
    syntax: "per_hour(field)",
    summary: "The sum of the numbers in a field per hour of the time bucket: for timechart.",
    examples: [{ call: "per_hour(bytes)", events: [{ bytes: 60 }, { bytes: 120 }], result: 10800 }],
  },
  create: ({ bucketSeconds }) => sumPerUnit("per_hour", 3600, bucketSeconds),
}
