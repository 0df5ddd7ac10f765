import { valuesOf } from "../ir/value.ts"
import { scalarText, singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvjoin: FunctionDefinition = {
  name: "mvjoin",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvjoin(field, delimiter)",
    summary: "The values as one text with a delimiter between them.",
    examples: [
      { expr: 'mvjoin(tags, "; ")', event: { tags: ["a", "b"] }, result: "a; b" },
      { expr: 'mvjoin(user, ",")', event: { user: "ann" }, result: "ann" },
      { expr: 'mvjoin(missing, ",")', result: null },
    ],
  },
  compile: pure((value = null, delimiter = null) => {
    const between = singleText(delimiter)
    return value === null || between === null ? null : valuesOf(fieldValue(value)).map(scalarText).join(between)
  }),
}
