import { conditionPairs } from "../calls/condition-pairs.ts"
import type { FunctionDefinition } from "./function.ts"

export const validate: FunctionDefinition = {
  name: "validate",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "any",
  docs: {
    category: "comparison",
    syntax: "validate(condition, value, ...)",
    summary: "The value that belongs to the first condition that is false; null when all are true. The opposite of case().",
    examples: [
      { expr: 'validate(isint(port), "not a port", port <= 65535, "out of range")', event: { port: 70000 }, result: "out of range" },
      { expr: 'validate(isint(port), "not a port", port <= 65535, "out of range")', event: { port: 443 }, result: null },
    ],
  },
  compile: (args, ctx) => {
    const pairs = conditionPairs("validate", args, ctx)
    return event => {
      for (const { condition, value } of pairs) if (condition(event) === false) return value(event)
      return null
    }
  },
}
