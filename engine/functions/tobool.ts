import { numberOf } from "../ir/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const tobool: FunctionDefinition = {
  name: "tobool",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "conversion",
    syntax: "tobool(value)",
    summary:
      'The value as a condition: "true" or "True", "false" or "False", and numbers, of which only 0 is false. Null for anything else.',
    examples: [
      { expr: 'if(tobool(units), "in stock", "sold out")', event: { units: 12 }, result: "in stock" },
      { expr: "tobool(units)", event: { units: 0 }, result: false },
      { expr: 'tobool("True")', result: true },
      { expr: 'tobool("yes")', result: null },
    ],
  },
  compile: pure((value = null) => {
    if (typeof value === "boolean") return value
    if (value === "true" || value === "True") return true
    if (value === "false" || value === "False") return false
    const number = numberOf(value)
    return number === null ? null : number !== 0
  }),
}
