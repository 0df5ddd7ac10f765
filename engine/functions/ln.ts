import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const ln: FunctionDefinition = {
  name: "ln",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "ln(number)",
    summary: "The natural logarithm of a number; null for a number that is not positive.",
    examples: [
      { expr: "ln(1)", result: 0 },
      { expr: "ln(0)", result: null },
    ],
  },
  compile: pure(ofNumber(number => (number > 0 ? Math.log(number) : Number.NaN))),
}
