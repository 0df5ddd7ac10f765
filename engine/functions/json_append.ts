import { jsonChanges } from "../calls/json-pairs.ts"
import { parsePath } from "../documents/spath.ts"
import { editJson } from "../json/edit.ts"
import { isArray } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonAppend: FunctionDefinition = {
  name: "json_append",
  arity: [3, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_append(json, path, value, ...)",
    summary:
      "The JSON text with values added at the ends of the arrays that paths lead to. An array is added as one element; what is no array yet becomes one; a path that leads nowhere is passed over.",
    examples: [
      {
        expr: 'json_append(ponies, "list", "Fluttershy")',
        event: { ponies: '{"list": ["Minty", "Rarity"]}' },
        result: '{"list":["Minty","Rarity","Fluttershy"]}',
      },
      { expr: 'json_append(json_object("a", 1), "a", json_array(2, 3))', result: '{"a":[1,[2,3]]}' },
      { expr: 'json_append(json_object("a", 1), "b", 2)', result: '{"a":1}' },
      { expr: 'json_append("no JSON", "a", 1)', result: null },
    ],
  },
  compile: (args, { range }) =>
    jsonChanges(
      args,
      parsePath,
      (json, path, value) =>
        editJson(json, path, target => (isArray(target) ? [...target, value] : target === undefined ? undefined : [target, value])),
      range,
    ),
}
