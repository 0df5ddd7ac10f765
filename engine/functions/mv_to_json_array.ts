import { valuesOf } from "../ir/value.ts"
import { parseJson, printJson } from "../json/value.ts"
import { scalarText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue, isTrue, pure } from "./function.ts"

export const mvToJsonArray: FunctionDefinition = {
  name: "mv_to_json_array",
  arity: [1, 2],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mv_to_json_array(field, infer_types)",
    summary:
      "The values as a JSON array of texts. With true() as second argument each value is read as JSON (a number, a condition, a text in quotes), and is null where it is none.",
    examples: [
      { expr: "mv_to_json_array(tags)", event: { tags: ["a", 1, "true"] }, result: '["a","1","true"]' },
      { expr: "mv_to_json_array(tags, true())", event: { tags: ['"a"', "1", "true", "b"] }, result: '["a",1,true,null]' },
      { expr: "mv_to_json_array(user)", event: { user: "ann" }, result: '["ann"]' },
      { expr: "mv_to_json_array(missing)", result: null },
    ],
  },
  compile: pure((value = null, inferTypes = false) => {
    if (value === null) return null
    const texts = valuesOf(fieldValue(value)).map(scalarText)
    return printJson(isTrue(inferTypes) ? texts.map(text => parseJson(text) ?? null) : texts)
  }),
}
