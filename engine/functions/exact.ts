import { ofNumber } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const exact: FunctionDefinition = {
  name: "exact",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "exact(expression)",
    summary: "The result of a calculation with all the digits that it has.",
    examples: [{ expr: "exact(bytes * 2)", event: { bytes: 1.25 }, result: 2.5 }],
  },
  compile: pure(ofNumber(number => number)),
}
