import { numericArguments } from "../calls/numeric-arguments.ts"
import type { FunctionDefinition } from "./function.ts"

export const avg: FunctionDefinition = {
  name: "avg",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "statistical",
    syntax: "avg(number, ...)",
    summary: "The mean of numbers, those of multivalues included. What is missing or no number is left out.",
    examples: [
      { expr: "avg(1, 2, 3)", result: 2 },
      { expr: "avg(a, b, missing)", event: { a: 5, b: "9" }, result: 7 },
    ],
  },
  compile: args => {
    const numbers = numericArguments("avg", args)
    return event => {
      const terms = numbers(event)
      return terms.length === 0 ? null : terms.reduce((sum, term) => sum + term, 0) / terms.length
    }
  },
}
