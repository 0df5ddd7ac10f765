import { fieldFrom, readDocument } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const json: FunctionDefinition = {
  name: "json",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json(value)",
    summary: "The value as it is when it is JSON; null when it is not.",
    examples: [
      { expr: "json(body)", event: { body: '{"animal": "pony"}' }, result: '{"animal": "pony"}' },
      { expr: "json(12)", result: 12 },
      { expr: "json(body)", event: { body: "Golden Gate Bridge" }, result: null },
      { expr: "json(missing)", result: null },
    ],
  },
  compile: pure((value = null) => {
    const document = readDocument(value)
    if (document === undefined) return null
    return typeof value === "boolean" ? fieldFrom(document) : value
  }),
}
