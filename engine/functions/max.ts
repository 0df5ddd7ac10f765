import { Extreme } from "../statistics/extreme.ts"
import { type FunctionDefinition, fieldValue } from "./function.ts"

export const max: FunctionDefinition = {
  name: "max",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "statistical",
    syntax: "max(value, ...)",
    summary: "The largest of values, those of multivalues included. Text is larger than any number.",
    examples: [
      { expr: "max(1, 3, bytes)", event: { bytes: "450" }, result: "450" },
      { expr: 'max(1, 7, "foo")', result: "foo" },
    ],
  },
  compile: args => {
    const values = args.map(({ evaluate }) => evaluate)
    return event => {
      const extreme = new Extreme(1)
      for (const value of values) extreme.add(fieldValue(value(event)))
      return extreme.result()
    }
  },
}
