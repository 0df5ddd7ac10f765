import { isArray, parseContainer, parseJson, printJson } from "../json/value.ts"
import { scalarText, singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const toarray: FunctionDefinition = {
  name: "toarray",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "toarray(value)",
    summary: "A JSON array of the values of a multivalue, each read as JSON, or of a text that is a JSON array. Null for anything else.",
    examples: [
      { expr: 'toarray(split("1, 2, 3", ","))', result: "[1,2,3]" },
      { expr: 'toarray("[\\"carrots\\", 1.00, 1.75]")', result: '["carrots",1,1.75]' },
      { expr: 'toarray("carrots")', result: null },
    ],
  },
  compile: pure((value = null) => {
    if (typeof value === "object" && value !== null && value.length > 1)
      return printJson(value.map(each => parseJson(scalarText(each)) ?? null))
    const text = singleText(value)
    const json = text === null ? undefined : parseContainer(text)
    return isArray(json) ? printJson(json) : null
  }),
}
