import { valueFrom, valuesOf } from "../ir/value.ts"
import { codePoints, scalarText, singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const split: FunctionDefinition = {
  name: "split",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "split(text, delimiter)",
    summary: "The parts of a text between the delimiters; with an empty delimiter, its characters.",
    examples: [
      { expr: 'split(user, "@")', event: { user: "ann@corp" }, result: ["ann", "corp"] },
      { expr: 'split("name::value", "::")', result: ["name", "value"] },
      { expr: 'split("a,,b", ",")', result: ["a", "", "b"] },
      { expr: 'split("abc", "")', result: ["a", "b", "c"] },
      { expr: 'split("abc", ";")', result: "abc" },
      { expr: 'split(missing, ",")', result: null },
    ],
  },
  compile: pure((value = null, delimiter = null) => {
    const between = singleText(delimiter)
    if (between === null) return null
    return valueFrom(
      valuesOf(fieldValue(value)).flatMap(each => (between === "" ? codePoints(scalarText(each)) : scalarText(each).split(between))),
    )
  }),
}
