import { argumentAt } from "../calls/argument-at.ts"
import { integral } from "../values/value-type.ts"
import type { FunctionDefinition } from "./function.ts"

export const isint: FunctionDefinition = {
  name: "isint",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isint(value)",
    summary: "Whether a value is an integer.",
    examples: [
      { expr: "isint(port)", event: { port: "443" }, result: true },
      { expr: "isint(load)", event: { load: 1.5 }, result: false },
    ],
  },
  compile: args => {
    const isIntegral = integral(argumentAt(args, 0))
    return event => isIntegral(event) === true
  },
}
