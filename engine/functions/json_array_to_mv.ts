import { valueFrom } from "../ir/value.ts"
import { isArray, printJson, readDocument, valuesFrom } from "../json/value.ts"
import { type FunctionDefinition, isTrue, pure } from "./function.ts"

export const jsonArrayToMv: FunctionDefinition = {
  name: "json_array_to_mv",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_array_to_mv(array, keep_quotes)",
    summary:
      "The elements of a JSON array as a multivalue; with true() as second argument, texts keep their quotes. Null for anything else.",
    examples: [
      { expr: 'json_array_to_mv("[\\"a\\", 2, {\\"b\\": null}]")', result: ["a", 2, '{"b":null}'] },
      { expr: "json_array_to_mv(list, true())", event: { list: '["Buttercup", "Rarity"]' }, result: ['"Buttercup"', '"Rarity"'] },
      { expr: "json_array_to_mv(json_array())", result: null },
      { expr: 'json_array_to_mv("a")', result: null },
    ],
  },
  compile: pure((value = null, keepQuotes = false) => {
    const json = readDocument(value)
    if (!isArray(json)) return null
    return isTrue(keepQuotes) ? valueFrom(json.map(printJson)) : valuesFrom(json)
  }),
}
