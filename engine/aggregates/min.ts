import { Extreme } from "../statistics/extreme.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const min: AggregateDefinition = {
  name: "min",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "min(field)",
    summary: "The smallest value of a field. Numbers compare as numbers and come before text; text compares by code point.",
    examples: [{ call: "min(bytes)", events: [{ bytes: "9" }, { bytes: "10" }, { bytes: "a" }], result: "9" }],
  },
  create: () => new Extreme(-1),
}
