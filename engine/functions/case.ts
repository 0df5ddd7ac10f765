import { conditionPairs } from "../calls/condition-pairs.ts"
import type { FunctionDefinition } from "./function.ts"

export const caseFunction: FunctionDefinition = {
  name: "case",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "any",
  docs: {
    category: "comparison",
    syntax: "case(condition, value, ...)",
    summary: "The value that belongs to the first condition that is true; null when none is.",
    examples: [
      { expr: 'case(status = 200, "ok", status = 404, "not found")', event: { status: 404 }, result: "not found" },
      { expr: 'case(status = 200, "ok", true(), "other")', event: { status: 503 }, result: "other" },
      { expr: 'case(status = 200, "ok")', event: { status: 503 }, result: null },
    ],
  },
  compile: (args, ctx) => {
    const pairs = conditionPairs("case", args, ctx)
    return event => {
      for (const { condition, value } of pairs) if (condition(event) === true) return value(event)
      return null
    }
  },
}
