import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { singleText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const replace: FunctionDefinition = {
  name: "replace",
  arity: [3, 3],
  returns: "value",
  docs: {
    category: "text",
    syntax: "replace(text, regex, replacement)",
    summary: "The text with every match of a regular expression replaced. \\1 stands for what the first group matched.",
    examples: [
      { expr: 'replace(date, "^(\\d+)/(\\d+)/", "\\2/\\1/")', event: { date: "1/14/2023" }, result: "14/1/2023" },
      { expr: 'replace(name, "[aeiou]", "")', event: { name: "powershell" }, result: "pwrshll" },
      { expr: 'replace(name, "x", "y")', event: { name: ["x", "y"] }, result: null },
      { expr: 'replace(missing, "a", "b")', result: null },
    ],
  },
  compile(args, ctx) {
    const text = argumentAt(args, 0).evaluate
    const regex = argumentAt(args, 1)
    const pattern = prepared(regex, source => ctx.regex(source, regex.expr.range ?? ctx.range))
    const replacement = argumentAt(args, 2).evaluate
    return event => {
      const subject = singleText(text(event))
      const inserted = singleText(replacement(event))
      return subject === null || inserted === null ? null : (pattern(event)?.replaceAll(subject, inserted) ?? null)
    }
  },
}
