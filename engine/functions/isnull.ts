import { argumentAt } from "../calls/argument-at.ts"
import type { FunctionDefinition } from "./function.ts"

export const isnull: FunctionDefinition = {
  name: "isnull",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isnull(value)",
    summary: "Whether there is no value.",
    examples: [
      { expr: "isnull(user)", result: true },
      { expr: "isnull(user)", event: { user: 0 }, result: false },
    ],
  },
  compile: args => {
    const { evaluate } = argumentAt(args, 0)
    return event => evaluate(event) === null
  },
}
