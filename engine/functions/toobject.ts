import { isObject, printJson, readDocument } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const toobject: FunctionDefinition = {
  name: "toobject",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "conversion",
    syntax: "toobject(text)",
    summary: "The text as a JSON object, which a field holds as compact text. Null when it is none.",
    examples: [
      { expr: "toobject(body)", event: { body: '{"name": "maria", "age": 25}' }, result: '{"name":"maria","age":25}' },
      { expr: 'toobject("[1]")', result: null },
    ],
  },
  compile: pure((value = null) => {
    const json = readDocument(value)
    return isObject(json) ? printJson(json) : null
  }),
}
