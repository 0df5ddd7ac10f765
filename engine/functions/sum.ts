import { numericArguments } from "../calls/numeric-arguments.ts"
import type { FunctionDefinition } from "./function.ts"

export const sum: FunctionDefinition = {
  name: "sum",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "sum(number, ...)",
    summary: "The sum of numbers, those of multivalues included. What is missing or no number is left out.",
    examples: [
      { expr: "sum(1, 2, 3)", result: 6 },
      { expr: "sum(a, b, missing)", event: { a: 5, b: ["9", "x", 1] }, result: 15 },
    ],
  },
  compile: args => {
    const numbers = numericArguments("sum", args)
    return event => {
      const terms = numbers(event)
      return terms.length === 0 ? null : terms.reduce((sum, term) => sum + term, 0)
    }
  },
}
