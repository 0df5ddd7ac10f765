import { jsonChanges } from "../calls/json-pairs.ts"
import { parsePath } from "../documents/spath.ts"
import { editJson } from "../json/edit.ts"
import { isArray } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonExtend: FunctionDefinition = {
  name: "json_extend",
  arity: [3, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_extend(json, path, array, ...)",
    summary:
      "The JSON text with the elements of arrays added at the ends of the arrays that paths lead to. What is no array yet becomes one; a path that leads nowhere is passed over.",
    examples: [
      {
        expr: 'json_extend(bands, "list", json_array("c", "d"))',
        event: { bands: '{"list": ["a", "b"]}' },
        result: '{"list":["a","b","c","d"]}',
      },
      { expr: 'json_extend(json_object("a", 1), "a", json_array(2, json_array(3)))', result: '{"a":[1,2,[3]]}' },
      { expr: 'json_extend("no JSON", "a", json_array(1))', result: null },
    ],
  },
  compile: (args, { range }) =>
    jsonChanges(
      args,
      parsePath,
      (json, path, value) => {
        const added = isArray(value) ? value : [value]
        return editJson(json, path, target => (target === undefined ? undefined : [...(isArray(target) ? target : [target]), ...added]))
      },
      range,
    ),
}
