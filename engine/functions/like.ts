import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { textOf } from "../ir/value.ts"
import { compileLike } from "../values/like.ts"
import { scalarText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const like: FunctionDefinition = {
  name: "like",
  arity: [2, 2],
  returns: "boolean",
  docs: {
    category: "comparison",
    syntax: "like(text, pattern)",
    summary:
      "Whether the whole text matches a pattern, case-sensitively: % stands for any text, _ for one character. The operator LIKE means the same.",
    examples: [
      { expr: 'like(path, "/etc/%")', event: { path: "/etc/shadow" }, result: true },
      { expr: 'like(code, "4_4")', event: { code: "404" }, result: true },
      { expr: 'like("foobar", "oob")', result: false },
    ],
  },
  compile: args => {
    const text = argumentAt(args, 0).evaluate
    const pattern = prepared(argumentAt(args, 1), compileLike)
    return event => {
      const value = text(event)
      const matches = pattern(event)
      if (value === null || matches === null) return null
      return typeof value === "object" ? value.some(each => matches(scalarText(each))) : matches(textOf(value) ?? "")
    }
  },
}
