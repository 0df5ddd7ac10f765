import { valueFrom } from "../ir/value.ts"
import { isArray, printJson, readDocument } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const tomv: FunctionDefinition = {
  name: "tomv",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "tomv(value)",
    summary: "The elements of a JSON array as a multivalue, texts in their quotes; a multivalue as it is. Null for anything else.",
    examples: [
      { expr: 'tomv(json_array("dubois", json_object("name", "patel")))', result: ['"dubois"', '{"name":"patel"}'] },
      { expr: "tomv(tags)", event: { tags: ["a", "b"] }, result: ["a", "b"] },
      { expr: 'tomv("a")', result: null },
    ],
  },
  compile: pure((value = null) => {
    if (typeof value === "object" && value !== null && value.length > 1) return value
    const json = readDocument(value)
    return isArray(json) ? valueFrom(json.map(printJson)) : null
  }),
}
