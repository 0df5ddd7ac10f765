import { Extreme } from "../statistics/extreme.ts"
import type { AggregateDefinition } from "./aggregate.ts"

export const max: AggregateDefinition = {
  name: "max",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "max(field)",
    summary: "The largest value of a field. Numbers compare as numbers and come before text; text compares by code point.",
    examples: [
      { call: "max(bytes)", events: [{ bytes: "9" }, { bytes: "10" }, { bytes: 2 }], result: "10" },
      { call: "max(bytes)", events: [{ bytes: 1 }, { bytes: "c" }, { bytes: "a" }, { bytes: 100 }], result: "c" },
    ],
  },
  create: () => new Extreme(1),
}
