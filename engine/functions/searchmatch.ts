import { argumentAt } from "../calls/argument-at.ts"
import { RuleError } from "../errors/error.ts"
import type { FunctionDefinition } from "./function.ts"

export const searchmatch: FunctionDefinition = {
  name: "searchmatch",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "searchmatch(search)",
    summary: "Whether the event matches a search: keywords and field=value terms, as the search command reads them.",
    examples: [{ expr: 'if(searchmatch("action=fail* user=*"), "yes", "no")', event: { action: "Failure", user: "ann" }, result: "yes" }],
  },
  compile: (args, ctx) => {
    const { constant, expr } = argumentAt(args, 0)
    const range = expr.range ?? ctx.range
    if (typeof constant !== "string")
      throw new RuleError("wrong_argument", 'function "searchmatch" takes a search as text in quotes', {
        range,
        hint: 'write it as in searchmatch("action=failure user=*")',
      })
    return ctx.predicate(constant, range)
  },
}
