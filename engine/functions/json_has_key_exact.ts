import { isObject, readDocument } from "../json/value.ts"
import { singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const jsonHasKeyExact: FunctionDefinition = {
  name: "json_has_key_exact",
  arity: [2, 2],
  returns: "boolean",
  docs: {
    category: "json",
    syntax: "json_has_key_exact(json, key)",
    summary: "Whether a JSON object has a key, which is taken as it stands: dots have no meaning in it. False for what is no object.",
    examples: [
      { expr: 'json_has_key_exact(body, "charlie.garcia")', event: { body: '{"charlie.garcia": 10}' }, result: true },
      { expr: 'if(json_has_key_exact(body, "status"), "yes", "no")', event: { body: '{"name": "maria"}' }, result: "no" },
      { expr: 'json_has_key_exact(missing, "a")', result: null },
    ],
  },
  compile: pure((value = null, key = null) => {
    const name = singleText(key)
    if (value === null || name === null) return null
    const json = readDocument(value)
    return isObject(json) && json.has(name)
  }),
}
