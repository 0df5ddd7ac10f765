import { ofNumbers } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const atan2: FunctionDefinition = {
  name: "atan2",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "atan2(y, x)",
    summary: "The angle in radians, from -pi to pi, of the point (x, y) seen from the origin.",
    examples: [{ expr: "atan2(0, 1)", result: 0 }],
  },
  compile: pure(ofNumbers(Math.atan2)),
}
