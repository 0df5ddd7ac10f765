import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { valuesOf } from "../ir/value.ts"
import { scalarText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue } from "./function.ts"

export const mvfind: FunctionDefinition = {
  name: "mvfind",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvfind(field, regex)",
    summary: "The position, from 0, of the first value that a regular expression matches anywhere; null when there is none.",
    examples: [
      { expr: 'mvfind(names, "^Forward")', event: { names: ["Identity", "ForwardTo"] }, result: 1 },
      { expr: 'mvfind(names, "x")', event: { names: ["a", "b"] }, result: null },
      { expr: 'mvfind(missing, "a")', result: null },
    ],
  },
  compile(args, ctx) {
    const field = argumentAt(args, 0).evaluate
    const regex = argumentAt(args, 1)
    const pattern = prepared(regex, source => ctx.regex(source, regex.expr.range ?? ctx.range))
    return event => {
      const compiled = pattern(event)
      if (compiled === null) return null
      const found = valuesOf(fieldValue(field(event))).findIndex(value => compiled.test(scalarText(value)))
      return found < 0 ? null : found
    }
  },
}
