import { valueFrom, valuesOf } from "../ir/value.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvappend: FunctionDefinition = {
  name: "mvappend",
  arity: [1, Number.POSITIVE_INFINITY],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvappend(values...)",
    summary: "All values of all arguments, in order. Missing arguments are left out.",
    examples: [
      { expr: 'mvappend("x", tags)', event: { tags: ["a", "b"] }, result: ["x", "a", "b"] },
      { expr: 'mvappend(missing, "y")', result: "y" },
      { expr: "mvappend(missing)", result: null },
    ],
  },
  compile: pure((...values) => valueFrom(values.flatMap(value => valuesOf(fieldValue(value))))),
}
