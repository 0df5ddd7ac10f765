import { jsonFrom, printJson } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const jsonArray: FunctionDefinition = {
  name: "json_array",
  arity: [0, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_array(values...)",
    summary:
      "A JSON array with one element for each argument: a multivalue is an array inside, JSON text an object or array, a missing value null.",
    examples: [
      { expr: 'json_array("buttercup", 7, false())', result: '["buttercup",7,false]' },
      { expr: 'json_array("dubois", json_object("name", "patel"))', result: '["dubois",{"name":"patel"}]' },
      { expr: "json_array(missing)", result: "[null]" },
      { expr: "json_array()", result: "[]" },
    ],
  },
  compile: pure((...values) => printJson(values.map(jsonFrom))),
}
