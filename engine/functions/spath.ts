import { prepared } from "../calls/prepared.ts"
import { extractPath, parsePath } from "../documents/spath.ts"
import { singleText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const spath: FunctionDefinition = {
  name: "spath",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "text",
    syntax: "spath(text, path)",
    summary:
      "What a path finds in JSON or XML text: `a.b`, `a{0}` for one element, `a{}` for all, `a{@id}` for an XML attribute. JSON elements count from 0, XML elements from 1. Objects and arrays come as JSON text.",
    examples: [
      { expr: 'spath(body, "user.name")', event: { body: '{"user": {"name": "ann"}}' }, result: "ann" },
      { expr: 'spath(body, "ips{}")', event: { body: '{"ips": ["10.0.0.1", "10.0.0.2"]}' }, result: ["10.0.0.1", "10.0.0.2"] },
      { expr: 'spath(body, "users{1}.name")', event: { body: '{"users": [{"name": "ann"}, {"name": "bob"}]}' }, result: "bob" },
      { expr: 'spath(body, "list.item{2}")', event: { body: "<list><item>a</item><item>b</item></list>" }, result: "b" },
      { expr: 'spath(body, "list.item{@id}")', event: { body: '<list><item id="7">a</item></list>' }, result: "7" },
      { expr: 'spath(body, "user.name")', event: { body: "no JSON" }, result: null },
    ],
  },
  compile([value, pathArgument]) {
    const path = prepared(pathArgument, parsePath)
    return event => {
      const text = singleText(value?.evaluate(event) ?? null)
      if (text === null) return null
      const steps = path(event)
      return steps === null ? null : extractPath(text, steps)
    }
  },
}
