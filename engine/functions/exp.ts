import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const exp: FunctionDefinition = {
  name: "exp",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "exp(number)",
    summary: "e to the power of a number.",
    examples: [{ expr: "exp(0)", result: 1 }],
  },
  compile: pure(ofNumber(Math.exp)),
}
