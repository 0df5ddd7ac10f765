import { ofNumbers } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const pow: FunctionDefinition = {
  name: "pow",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "pow(number, exponent)",
    summary: "A number to the power of an exponent; null where that is no real number.",
    examples: [
      { expr: "pow(2, 10)", result: 1024 },
      { expr: "pow(-8, 0.5)", result: null },
    ],
  },
  compile: pure(ofNumbers((number, exponent) => number ** exponent)),
}
