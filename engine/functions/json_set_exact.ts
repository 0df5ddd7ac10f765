import { jsonChanges } from "../calls/json-pairs.ts"
import { isObject } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonSetExact: FunctionDefinition = {
  name: "json_set_exact",
  arity: [3, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_set_exact(json, key, value, ...)",
    summary: "The JSON object with values under keys that are taken as they stand: dots and braces have no meaning in them.",
    examples: [
      { expr: 'json_set_exact(json_object(), "system.splunk.path", "/opt")', result: '{"system.splunk.path":"/opt"}' },
      { expr: 'json_set_exact("{\\"a\\": 1}", "a", 2, "b", 3)', result: '{"a":2,"b":3}' },
      { expr: 'json_set_exact("no JSON", "a", 1)', result: null },
    ],
  },
  compile: (args, { range }) =>
    jsonChanges(
      args,
      key => key,
      (json, key, value) => (isObject(json) ? new Map(json).set(key, value) : json),
      range,
    ),
}
