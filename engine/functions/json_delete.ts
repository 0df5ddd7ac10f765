import { argumentAt } from "../calls/argument-at.ts"
import { type Path, parsePath } from "../documents/spath.ts"
import type { Event } from "../event.ts"
import type { Result } from "../exec/operator.ts"
import { removeKey } from "../json/edit.ts"
import { isArray, isObject, type JsonValue, jsonFrom, printJson, readDocument } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonDelete: FunctionDefinition = {
  name: "json_delete",
  arity: [2, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_delete(json, keys...)",
    summary:
      "The JSON object without some keys. Dots lead into nested objects; elements of arrays cannot be deleted. Keys may also come as a multivalue or as a JSON array.",
    examples: [
      {
        expr: 'json_delete(account, "ssn", "ids")',
        event: { account: '{"name": "Wei", "ssn": "123", "ids": [1, 2]}' },
        result: '{"name":"Wei"}',
      },
      {
        expr: 'json_delete(account, "address.email")',
        event: { account: '{"address": {"email": "x", "city": "y"}}' },
        result: '{"address":{"city":"y"}}',
      },
      { expr: 'json_delete(account, json_array("a", "b"))', event: { account: '{"a": 1, "b": 2}' }, result: "{}" },
      { expr: 'json_delete("no JSON", "a")', result: null },
    ],
  },
  compile(args) {
    const document = argumentAt(args, 0).evaluate
    const keys = args.slice(1).map(({ constant, evaluate }) => {
      if (constant === undefined) return (event: Event) => pathsOf(evaluate(event))
      const paths = pathsOf(constant)
      return () => paths
    })
    return event => {
      const json = readDocument(document(event))
      if (json === undefined || !isObject(json)) return null
      return printJson(keys.flatMap(paths => paths(event)).reduce<JsonValue>((rest, path) => removeKey(rest, path), json))
    }
  },
}

/** One key, or several as a multivalue or a JSON array. */
function pathsOf(keys: Result): readonly Path[] {
  const named = jsonFrom(keys)
  const list = isArray(named) ? named : [named]
  return list.flatMap(key => (typeof key === "string" || typeof key === "number" ? [parsePath(String(key))] : []))
}
