import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const sqrt: FunctionDefinition = {
  name: "sqrt",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "sqrt(number)",
    summary: "The square root of a number; null for a negative one.",
    examples: [
      { expr: "sqrt(9)", result: 3 },
      { expr: "sqrt(-1)", result: null },
    ],
  },
  compile: pure(ofNumber(Math.sqrt)),
}
