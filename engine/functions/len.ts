import { codePoints, singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const len: FunctionDefinition = {
  name: "len",
  aliases: ["length"],
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "text",
    syntax: "len(text)",
    summary: "The number of characters (Unicode code points). Null for a multivalue.",
    examples: [
      { expr: "len(user)", event: { user: "maria" }, result: 5 },
      { expr: 'len("Zürich 💜")', result: 8 },
      { expr: "len(user)", event: { user: ["a", "b"] }, result: null },
      { expr: "len(missing)", result: null },
    ],
  },
  compile: pure((value = null) => {
    const text = singleText(value)
    return text === null ? null : codePoints(text).length
  }),
}
