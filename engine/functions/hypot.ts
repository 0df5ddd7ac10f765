import { ofNumbers } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const hypot: FunctionDefinition = {
  name: "hypot",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "hypot(x, y)",
    summary: "The length of the hypotenuse of a right triangle.",
    examples: [{ expr: "hypot(3, 4)", result: 5 }],
  },
  compile: pure(ofNumbers(Math.hypot)),
}
