import { jsonPairs } from "../calls/json-pairs.ts"
import { type JsonValue, printJson } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonObject: FunctionDefinition = {
  name: "json_object",
  arity: [0, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_object(key, value, ...)",
    summary: "A JSON object of keys and values. A multivalue becomes an array, JSON text an object or array inside, a missing value null.",
    examples: [
      { expr: 'json_object("name", "maria", "age", 25)', result: '{"name":"maria","age":25}' },
      { expr: 'json_object("name", names)', event: { names: ["maria", "arun"] }, result: '{"name":["maria","arun"]}' },
      { expr: 'json_object("a", json_object("b", json_array(1, true())))', result: '{"a":{"b":[1,true]}}' },
      { expr: 'json_object("a", missing)', result: '{"a":null}' },
      { expr: "json_object()", result: "{}" },
    ],
  },
  compile(args, { range }) {
    const pairs = jsonPairs(args, key => key, range)
    return event => {
      const members = new Map<string, JsonValue>()
      for (const { key, value } of pairs) {
        const name = key(event)
        if (name !== null) members.set(name, value(event))
      }
      return printJson(members)
    }
  },
}
