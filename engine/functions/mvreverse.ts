import { valueFrom, valuesOf } from "../ir/value.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvreverse: FunctionDefinition = {
  name: "mvreverse",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvreverse(field)",
    summary: "The values in reverse order.",
    examples: [
      { expr: 'mvreverse(split("1,2,3", ","))', result: ["3", "2", "1"] },
      { expr: "mvreverse(user)", event: { user: "ann" }, result: "ann" },
      { expr: "mvreverse(missing)", result: null },
    ],
  },
  compile: pure((value = null) => valueFrom(valuesOf(fieldValue(value)).toReversed())),
}
