import { isObject, printJson, readDocument } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const jsonEntries: FunctionDefinition = {
  name: "json_entries",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_entries(json)",
    summary: "The members of a JSON object as a JSON array of objects with key and value. Null for anything else.",
    examples: [
      { expr: "json_entries(body)", event: { body: '{"a": 1, "b": 2}' }, result: '[{"key":"a","value":1},{"key":"b","value":2}]' },
      { expr: "json_entries(json_array(1))", result: null },
    ],
  },
  compile: pure((value = null) => {
    const json = readDocument(value)
    if (!isObject(json)) return null
    return printJson(
      Array.from(
        json,
        ([key, member]) =>
          new Map([
            ["key", key],
            ["value", member],
          ]),
      ),
    )
  }),
}
