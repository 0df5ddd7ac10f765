import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const asin: FunctionDefinition = {
  name: "asin",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "asin(number)",
    summary: "The angle in radians, from -pi/2 to pi/2, that has a given sine; null outside -1 to 1.",
    examples: [{ expr: "asin(0)", result: 0 }],
  },
  compile: pure(ofNumber(Math.asin)),
}
