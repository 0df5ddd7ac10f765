import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const asinh: FunctionDefinition = {
  name: "asinh",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "asinh(number)",
    summary: "The number that has a given hyperbolic sine.",
    examples: [{ expr: "asinh(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.asinh)),
}
