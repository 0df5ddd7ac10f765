import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const sin: FunctionDefinition = {
  name: "sin",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "sin(angle)",
    summary: "The sine of an angle in radians.",
    examples: [{ expr: "sin(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.sin)),
}
