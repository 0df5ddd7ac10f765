import { argumentAt } from "../calls/argument-at.ts"
import { isArray, parseContainer } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const isarray: FunctionDefinition = {
  name: "isarray",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isarray(value)",
    summary: "Whether a value is the text of a JSON array.",
    examples: [
      { expr: "isarray(tags)", event: { tags: '["a", "b"]' }, result: true },
      { expr: "isarray(1)", result: false },
    ],
  },
  compile: args => {
    const { evaluate } = argumentAt(args, 0)
    return event => {
      const text = evaluate(event)
      return typeof text === "string" && isArray(parseContainer(text))
    }
  },
}
