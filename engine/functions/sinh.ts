import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const sinh: FunctionDefinition = {
  name: "sinh",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "sinh(number)",
    summary: "The hyperbolic sine of a number.",
    examples: [{ expr: "sinh(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.sinh)),
}
