import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const cosh: FunctionDefinition = {
  name: "cosh",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "cosh(number)",
    summary: "The hyperbolic cosine of a number.",
    examples: [{ expr: "cosh(0)", result: 1 }],
  },
  compile: pure(ofNumber(Math.cosh)),
}
