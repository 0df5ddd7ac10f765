import { argumentAt } from "../calls/argument-at.ts"
import { integral } from "../values/value-type.ts"
import type { FunctionDefinition } from "./function.ts"

export const isdouble: FunctionDefinition = {
  name: "isdouble",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "informational",
    syntax: "isdouble(value)",
    summary: "Whether a value is a number with decimals.",
    examples: [
      { expr: "isdouble(3.5)", result: true },
      { expr: "isdouble(load)", event: { load: "12" }, result: false },
    ],
  },
  compile: args => {
    const isIntegral = integral(argumentAt(args, 0))
    return event => isIntegral(event) === false
  },
}
