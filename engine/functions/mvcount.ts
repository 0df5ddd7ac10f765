import { valuesOf } from "../ir/value.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvcount: FunctionDefinition = {
  name: "mvcount",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvcount(field)",
    summary: "The number of values; 1 for a single value, null (not 0) when there is none.",
    examples: [
      { expr: "mvcount(tags)", event: { tags: ["a", "b", "a"] }, result: 3 },
      { expr: "mvcount(user)", event: { user: "ann" }, result: 1 },
      { expr: "mvcount(missing)", result: null },
    ],
  },
  compile: pure((value = null) => (value === null ? null : valuesOf(fieldValue(value)).length)),
}
