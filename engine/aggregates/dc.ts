import { DistinctCount } from "../statistics/distinct.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const dc: AggregateDefinition = {
  name: "dc",
  aliases: ["distinct_count"],
  argument: "required",
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "dc(field)",
    summary: "The number of distinct values of a field. Values are compared as text.",
    examples: [{ call: "dc(user)", events: [{ user: "ann" }, { user: "bob" }, { user: ["bob", "eve"] }], result: 3 }],
  },
  create: () => new DistinctCount(),
}
