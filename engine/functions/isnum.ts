import { argumentAt } from "../calls/argument-at.ts"
import { typeOf } from "../values/value-type.ts"
import type { FunctionDefinition } from "./function.ts"

export const isnum: FunctionDefinition = {
  name: "isnum",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isnum(value)",
    summary: "Whether a value is a number or a field that looks like one. Text in quotes is not.",
    examples: [
      { expr: "isnum(status)", event: { status: "404" }, result: true },
      { expr: "isnum(status)", event: { status: "n/a" }, result: false },
    ],
  },
  compile: args => {
    const type = typeOf(argumentAt(args, 0))
    return event => type(event) === "Number"
  },
}
