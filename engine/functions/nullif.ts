import { equal } from "../values/equality.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const nullif: FunctionDefinition = {
  name: "nullif",
  arity: [2, 2],
  returns: "any",
  docs: {
    category: "comparison",
    syntax: "nullif(value, other)",
    summary: "The value, or null when it equals the other.",
    examples: [
      { expr: 'nullif(user, "-")', event: { user: "-" }, result: null },
      { expr: 'nullif(user, "-")', event: { user: "ann" }, result: "ann" },
    ],
  },
  compile: pure((value, other) => (value !== null && other !== null && equal(value, other) ? null : value)),
}
