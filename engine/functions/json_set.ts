import { jsonChanges } from "../calls/json-pairs.ts"
import { parsePath } from "../documents/spath.ts"
import { editJson } from "../json/edit.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonSet: FunctionDefinition = {
  name: "json_set",
  arity: [3, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_set(json, path, value, ...)",
    summary:
      "The JSON text with values put where paths lead. Missing keys on the way are made; a path that does not fit the document, such as one through a text, changes nothing.",
    examples: [
      { expr: 'json_set(games, "list{1}", "Go")', event: { games: '{"list": ["Chess", "Risk"]}' }, result: '{"list":["Chess","Go"]}' },
      { expr: 'json_set("{}", "a.b", json_array(1))', result: '{"a":{"b":[1]}}' },
      { expr: 'json_set(list, "{}.on", true())', event: { list: '[{"n": 1}, {"n": 2}]' }, result: '[{"n":1,"on":true},{"n":2,"on":true}]' },
      { expr: 'json_set(json_object("a", "b"), "a.c", "d")', result: '{"a":"b"}' },
      { expr: 'json_set("no JSON", "a", 1)', result: null },
    ],
  },
  compile: (args, { range }) => jsonChanges(args, parsePath, (json, path, value) => editJson(json, path, () => value, true), range),
}
