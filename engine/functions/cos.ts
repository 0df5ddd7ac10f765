import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const cos: FunctionDefinition = {
  name: "cos",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "cos(angle)",
    summary: "The cosine of an angle in radians.",
    examples: [{ expr: "cos(0)", result: 1 }],
  },
  compile: pure(ofNumber(Math.cos)),
}
