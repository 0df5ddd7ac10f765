import { argumentAt } from "../calls/argument-at.ts"
import { type FunctionDefinition, isTrue } from "./function.ts"

export const ifFunction: FunctionDefinition = {
  name: "if",
  arity: [3, 3],
  returns: "any",
  docs: {
    category: "comparison",
    syntax: "if(condition, value, otherwise)",
    summary: "The first value when the condition is true, otherwise the second one: also when the condition is null.",
    examples: [
      { expr: 'if(status >= 500, "error", "ok")', event: { status: 503 }, result: "error" },
      { expr: 'if(status >= 500, "error", "ok")', result: "ok" },
    ],
  },
  compile: args => {
    const condition = argumentAt(args, 0).evaluate
    const value = argumentAt(args, 1).evaluate
    const otherwise = argumentAt(args, 2).evaluate
    return event => (isTrue(condition(event)) ? value(event) : otherwise(event))
  },
}
