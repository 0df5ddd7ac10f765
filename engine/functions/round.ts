import { argumentAt } from "../calls/argument-at.ts"
import { RuleError } from "../errors/error.ts"
import { numberOf, textOf } from "../ir/value.ts"
import { ofNumber, ofNumbers } from "../values/arithmetic.ts"
import { roundTo } from "../values/rounding.ts"
import type { FunctionDefinition } from "./function.ts"

const toInteger = ofNumber(number => roundTo(number, 0))
const toDecimals = ofNumbers((number, decimals) => (decimals < 0 ? Number.NaN : roundTo(number, Math.floor(decimals))))

export const round: FunctionDefinition = {
  name: "round",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "round(number, decimals)",
    summary: "A number rounded to so many decimals, or to an integer. Halves go away from zero.",
    examples: [
      { expr: "round(3.5)", result: 4 },
      { expr: "round(2.555, 2)", result: 2.56 },
      { expr: "round(-2.5)", result: -3 },
    ],
  },
  compile: (args, { range }) => {
    const number = argumentAt(args, 0).evaluate
    const precision = args[1]
    if (precision === undefined) return event => toInteger(number(event))
    const { constant, evaluate, expr } = precision
    if (constant !== undefined && (numberOf(constant) ?? 0) < 0)
      throw new RuleError("wrong_argument", `function "round" takes a number of decimals that is not negative, found ${textOf(constant)}`, {
        range: expr.range ?? range,
        hint: "divide by a power of ten before rounding and multiply after it",
      })
    return event => toDecimals(number(event), evaluate(event))
  },
}
