import { argumentAt } from "../calls/argument-at.ts"
import { fieldFrom, isObject, type JsonValue, printJson, readDocument } from "../json/value.ts"
import { singleText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonExtractExact: FunctionDefinition = {
  name: "json_extract_exact",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_extract_exact(json, keys...)",
    summary:
      "The value under a key of a JSON object, the key taken as it stands: dots and braces have no meaning in it. Several keys give a JSON array. Without a key, the JSON value itself.",
    examples: [
      { expr: 'json_extract_exact(body, "system.path")', event: { body: '{"system.path": "/opt"}' }, result: "/opt" },
      { expr: 'json_extract_exact(body, "a", "b")', event: { body: '{"a": 1}' }, result: "[1,null]" },
      { expr: 'json_extract_exact("true")', result: "true" },
      { expr: 'json_extract_exact(missing, "a")', result: null },
    ],
  },
  compile(args) {
    const document = argumentAt(args, 0).evaluate
    const keys = args.slice(1).map(({ evaluate }) => evaluate)
    const [only] = keys
    return event => {
      const json = readDocument(document(event))
      if (json === undefined) return null
      const member = (key: string | null): JsonValue => (key !== null && isObject(json) ? (json.get(key) ?? null) : null)
      if (only === undefined) return fieldFrom(json)
      if (keys.length === 1) return fieldFrom(member(singleText(only(event))))
      return printJson(keys.map(key => member(singleText(key(event)))))
    }
  },
}
