import { readDocument } from "../json/value.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const jsonValid: FunctionDefinition = {
  name: "json_valid",
  arity: [1, 1],
  returns: "boolean",
  docs: {
    category: "json",
    syntax: "json_valid(text)",
    summary: "Whether a text is valid JSON.",
    examples: [
      { expr: "json_valid(body)", event: { body: '{"names": ["maria", "arun"]}' }, result: true },
      { expr: 'json_valid("{a: 1}")', result: false },
      { expr: "json_valid(missing)", result: null },
    ],
  },
  compile: pure((value = null) => (value === null ? null : readDocument(value) !== undefined)),
}
