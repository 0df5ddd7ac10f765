import { sumPerUnit } from "../statistics/sum-per-unit.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const perMinute: AggregateDefinition = {
  name: "per_minute",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "time",
    syntax: "per_minute(field)",
    summary: "The sum of the numbers in a field per minute of the time bucket: for timechart.",
    examples: [{ call: "per_minute(bytes)", events: [{ bytes: 60 }, { bytes: 120 }], result: 180 }],
  },
  create: ({ bucketSeconds }) => sumPerUnit("per_minute", 60, bucketSeconds),
}
