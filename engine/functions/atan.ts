import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const atan: FunctionDefinition = {
  name: "atan",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "atan(number)",
    summary: "The angle in radians, from -pi/2 to pi/2, that has a given tangent.",
    examples: [{ expr: "atan(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.atan)),
}
