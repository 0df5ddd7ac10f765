import { compareText, valueFrom, valuesOf } from "../ir/value.ts"
import { scalarText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvsort: FunctionDefinition = {
  name: "mvsort",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvsort(field)",
    summary: "The values sorted as text: 10 before 9, upper case before lower case.",
    examples: [
      { expr: 'mvsort(split("b,a,B,10,9", ","))', result: ["10", "9", "B", "a", "b"] },
      { expr: "mvsort(missing)", result: null },
    ],
  },
  compile: pure((value = null) => valueFrom(valuesOf(fieldValue(value)).toSorted((a, b) => compareText(scalarText(a), scalarText(b))))),
}
