import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const tanh: FunctionDefinition = {
  name: "tanh",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "tanh(number)",
    summary: "The hyperbolic tangent of a number.",
    examples: [{ expr: "tanh(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.tanh)),
}
