import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const abs: FunctionDefinition = {
  name: "abs",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "abs(number)",
    summary: "The absolute value of a number.",
    examples: [{ expr: "abs(delta)", event: { delta: -5 }, result: 5 }],
  },
  compile: pure(ofNumber(Math.abs)),
}
