import { argumentAt } from "../calls/argument-at.ts"
import { compileMeasure } from "../values/precision.ts"
import { roundTo } from "../values/rounding.ts"
import type { FunctionDefinition } from "./function.ts"

export const sigfig: FunctionDefinition = {
  name: "sigfig",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "mathematical",
    syntax: "sigfig(number)",
    summary:
      "The result of a calculation without the digits that its operands do not warrant: a product has as many significant digits as the operand with the fewest, a sum as many decimals.",
    examples: [
      { expr: "sigfig(1.00 * 1111)", result: 1110 },
      { expr: "sigfig(123.0 + 4.567)", result: 127.6 },
    ],
  },
  compile: (args, ctx) => {
    const measure = compileMeasure(argumentAt(args, 0).expr, expr => ctx.evaluator(expr))
    return event => {
      const result = measure(event)
      return result === null ? null : roundTo(result.value, result.decimals)
    }
  },
}
