import { argumentAt } from "../calls/argument-at.ts"
import { typeOf } from "../values/value-type.ts"
import type { FunctionDefinition } from "./function.ts"

export const isstr: FunctionDefinition = {
  name: "isstr",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isstr(value)",
    summary: "Whether a value is text that does not look like a number, or text in quotes.",
    examples: [
      { expr: "isstr(status)", event: { status: "n/a" }, result: true },
      { expr: "isstr(status)", event: { status: "404" }, result: false },
    ],
  },
  compile: args => {
    const type = typeOf(argumentAt(args, 0))
    return event => type(event) === "String"
  },
}
