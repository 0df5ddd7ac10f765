import { numberOf } from "../ir/value.ts"
import { codePoints, singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const substr: FunctionDefinition = {
  name: "substr",
  arity: [2, 3],
  returns: "value",
  docs: {
    category: "text",
    syntax: "substr(text, start, length)",
    summary:
      "Part of a text. Positions count from 1, negative ones from the end; without a length, the rest. As in SQLite, a negative length takes the characters before the start, and position 0 stands before the first character.",
    examples: [
      { expr: 'substr("string", 1, 3)', result: "str" },
      { expr: "substr(process_name, -4)", event: { process_name: "powershell.exe" }, result: ".exe" },
      { expr: 'substr("string", 0, 3)', result: "st" },
      { expr: 'substr("string", 10)', result: "" },
      { expr: "substr(missing, 1)", result: null },
    ],
  },
  compile: pure((value = null, start, length) => {
    const text = singleText(value)
    const first = numberOf(start)
    const count = length === undefined ? Number.POSITIVE_INFINITY : numberOf(length)
    if (text === null || first === null || count === null) return null
    const characters = codePoints(text)
    const from = first < 0 ? characters.length + Math.trunc(first) + 1 : Math.trunc(first)
    const to = from + Math.trunc(count)
    // A range of positions that count from 1; what lies outside of the text takes part in the count.
    return characters.slice(Math.max(Math.min(from, to) - 1, 0), Math.max(from, to, 1) - 1).join("")
  }),
}
