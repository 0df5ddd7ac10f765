import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const atanh: FunctionDefinition = {
  name: "atanh",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "atanh(number)",
    summary: "The number that has a given hyperbolic tangent; null outside -1 to 1.",
    examples: [{ expr: "atanh(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.atanh)),
}
