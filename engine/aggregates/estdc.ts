import { DistinctCount } from "../statistics/distinct.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const estdc: AggregateDefinition = {
  name: "estdc",
  argument: "required",
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "estdc(field)",
    summary: "The number of distinct values of a field, exact here instead of estimated.",
    examples: [{ call: "estdc(user)", events: [{ user: "ann" }, { user: "bob" }, { user: "ann" }], result: 2 }],
  },
  create: () => new DistinctCount(),
}
