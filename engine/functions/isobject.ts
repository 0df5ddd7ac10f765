import { argumentAt } from "../calls/argument-at.ts"
import { isObject, parseContainer } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const isobject: FunctionDefinition = {
  name: "isobject",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isobject(value)",
    summary: "Whether a value is the text of a JSON object.",
    examples: [
      { expr: "isobject(user)", event: { user: '{"name": "ann"}' }, result: true },
      { expr: "isobject(user)", event: { user: "{name: ann}" }, result: false },
    ],
  },
  compile: args => {
    const { evaluate } = argumentAt(args, 0)
    return event => {
      const text = evaluate(event)
      return typeof text === "string" && isObject(parseContainer(text))
    }
  },
}
