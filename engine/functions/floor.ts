import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const floor: FunctionDefinition = {
  name: "floor",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "floor(number)",
    summary: "The largest integer that is not above a number.",
    examples: [
      { expr: "floor(1.9)", result: 1 },
      { expr: "floor(-1.1)", result: -2 },
    ],
  },
  compile: pure(ofNumber(Math.floor)),
}
