import { Extreme } from "../statistics/extreme.ts"
import { type FunctionDefinition, fieldValue } from "./function.ts"

export const min: FunctionDefinition = {
  name: "min",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "statistical",
    syntax: "min(value, ...)",
    summary: "The smallest of values, those of multivalues included. Numbers are smaller than any text.",
    examples: [{ expr: 'min(3, 6, "maria", size)', event: { size: [9, 1] }, result: 1 }],
  },
  compile: args => {
    const values = args.map(({ evaluate }) => evaluate)
    return event => {
      const extreme = new Extreme(-1)
      for (const value of values) extreme.add(fieldValue(value(event)))
      return extreme.result()
    }
  },
}
