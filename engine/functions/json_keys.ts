import { isObject, printJson, readDocument } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const jsonKeys: FunctionDefinition = {
  name: "json_keys",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_keys(json)",
    summary: "The keys of a JSON object as a JSON array, in order. Null for anything else.",
    examples: [
      { expr: "json_keys(body)", event: { body: '{"name": "Clifton", "length": 1352}' }, result: '["name","length"]' },
      { expr: "json_keys(json_array(1))", result: null },
      { expr: "json_keys(missing)", result: null },
    ],
  },
  compile: pure((value = null) => {
    const json = readDocument(value)
    return isObject(json) ? printJson([...json.keys()]) : null
  }),
}
