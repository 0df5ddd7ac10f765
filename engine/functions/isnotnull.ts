import { argumentAt } from "../calls/argument-at.ts"
import type { FunctionDefinition } from "./function.ts"

export const isnotnull: FunctionDefinition = {
  name: "isnotnull",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isnotnull(value)",
    summary: "Whether there is a value. Empty text and 0 are values.",
    examples: [
      { expr: "isnotnull(user)", event: { user: "" }, result: true },
      { expr: "isnotnull(user)", result: false },
    ],
  },
  compile: args => {
    const { evaluate } = argumentAt(args, 0)
    return event => evaluate(event) !== null
  },
}
