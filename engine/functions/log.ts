import { ofNumbers } from "../values/arithmetic.ts"
import { type FunctionDefinition, pure } from "./function.ts"

const logarithm = ofNumbers((number, base) => {
  if (number <= 0 || base <= 0 || base === 1) return Number.NaN
  if (base === 10) return Math.log10(number)
  return base === 2 ? Math.log2(number) : Math.log(number) / Math.log(base)
})

export const log: FunctionDefinition = {
  name: "log",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "log(number, base)",
    summary: "The logarithm of a number; to base 10 when none is given. Null where there is none.",
    examples: [
      { expr: "log(1000)", result: 3 },
      { expr: "log(8, 2)", result: 3 },
      { expr: "log(-1)", result: null },
    ],
  },
  compile: pure((number, base = 10) => logarithm(number, base)),
}
