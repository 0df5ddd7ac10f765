import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { type Path, parsePath, readJson } from "../documents/spath.ts"
import { fieldFrom, type JsonValue, printJson, readDocument } from "../json/value.ts"
import type { FunctionDefinition } from "./function.ts"

export const jsonExtract: FunctionDefinition = {
  name: "json_extract",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "json",
    syntax: "json_extract(json, paths...)",
    summary:
      "What a path leads to: `a.b`, `a{0}` for one element, `a{}` for a JSON array of all. Several paths give a JSON array with one element for each. Without a path, the JSON value itself. Objects and arrays come as JSON text, a JSON null is missing.",
    examples: [
      { expr: 'json_extract(body, "user.name")', event: { body: '{"user": {"name": "ann"}}' }, result: "ann" },
      {
        expr: 'json_extract(cities, "{}.name")',
        event: { cities: '[{"name": "London"}, {"name": "Venice"}]' },
        result: '["London","Venice"]',
      },
      { expr: 'json_extract(cities, "{1}.bridges{0}.length")', event: { cities: '[{}, {"bridges": [{"length": 157}]}]' }, result: 157 },
      { expr: 'json_extract(body, "a", "b.c", "x")', event: { body: '{"a": 1, "b": {"c": true}}' }, result: "[1,true,null]" },
      { expr: 'json_extract("\\"text\\"")', result: "text" },
      { expr: 'json_extract(body, "x")', event: { body: '{"a": 1}' }, result: null },
      { expr: 'json_extract("no JSON", "a")', result: null },
    ],
  },
  compile(args) {
    const document = argumentAt(args, 0).evaluate
    const paths = args.slice(1).map(argument => prepared(argument, parsePath))
    const [only] = paths
    return event => {
      const json = readDocument(document(event))
      if (json === undefined) return null
      if (only === undefined) return fieldFrom(json)
      if (paths.length === 1) return fieldFrom(find(json, only(event)))
      return printJson(paths.map(path => find(json, path(event))))
    }
  },
}

/** A path with `{}` over an array gives an array, however many elements match. Null when nothing does. */
function find(json: JsonValue, path: Path | null): JsonValue {
  if (path === null) return null
  const { values, many } = readJson(json, path)
  return many && values.length > 0 ? values : (values[0] ?? null)
}
