import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const tan: FunctionDefinition = {
  name: "tan",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "tan(angle)",
    summary: "The tangent of an angle in radians.",
    examples: [{ expr: "tan(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.tan)),
}
