import { sumPerUnit } from "../statistics/sum-per-unit.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const perDay: AggregateDefinition = {
  name: "per_day",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "time",
    syntax: "per_day(field)",
    summary: "The sum of the numbers in a field per day of the time bucket: for timechart.",
    examples: [{ call: "per_day(bytes)", events: [{ bytes: 60 }, { bytes: 120 }], result: 259200 }],
  },
  create: ({ bucketSeconds }) => sumPerUnit("per_day", 86400, bucketSeconds),
}
