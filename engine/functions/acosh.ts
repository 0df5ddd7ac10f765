import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const acosh: FunctionDefinition = {
  name: "acosh",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "acosh(number)",
    summary: "The number that has a given hyperbolic cosine; null below 1.",
    examples: [{ expr: "acosh(1)", result: 0 }],
  },
  compile: pure(ofNumber(Math.acosh)),
}
