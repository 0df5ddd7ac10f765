import { argumentAt } from "../calls/argument-at.ts"
import type { FunctionDefinition } from "./function.ts"

export const isbool: FunctionDefinition = {
  name: "isbool",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isbool(value)",
    summary: "Whether a value is a condition. Fields never are: they hold text and numbers.",
    examples: [
      { expr: "isbool(1 = 2)", result: true },
      { expr: "isbool(enabled)", event: { enabled: "true" }, result: false },
    ],
  },
  compile: args => {
    const { evaluate } = argumentAt(args, 0)
    return event => typeof evaluate(event) === "boolean"
  },
}
