import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { textOf } from "../ir/value.ts"
import { scalarText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const match: FunctionDefinition = {
  name: "match",
  arity: [2, 2],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "match(text, regex)",
    summary: "Whether a regular expression matches anywhere in the text. Any value of a multivalue counts.",
    examples: [
      { expr: 'match(process, "(?i)mimikatz")', event: { process: "C:\\temp\\MIMIKATZ.exe" }, result: true },
      { expr: 'match("abcdef", "^cd")', result: false },
    ],
  },
  compile: (args, ctx) => {
    const text = argumentAt(args, 0).evaluate
    const regex = argumentAt(args, 1)
    const pattern = prepared(regex, source => ctx.regex(source, regex.expr.range ?? ctx.range))
    return event => {
      const value = text(event)
      const compiled = pattern(event)
      if (value === null || compiled === null) return null
      return typeof value === "object" ? value.some(each => compiled.test(scalarText(each))) : compiled.test(textOf(value) ?? "")
    }
  },
}
