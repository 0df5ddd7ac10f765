import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const acos: FunctionDefinition = {
  name: "acos",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "trigonometric",
    syntax: "acos(number)",
    summary: "The angle in radians, from 0 to pi, that has a given cosine; null outside -1 to 1.",
    examples: [
      { expr: "acos(1)", result: 0 },
      { expr: "acos(2)", result: null },
    ],
  },
  compile: pure(ofNumber(Math.acos)),
}
