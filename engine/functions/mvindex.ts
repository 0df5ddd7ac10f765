import { numberOf, valueFrom, valuesOf } from "../ir/value.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvindex: FunctionDefinition = {
  name: "mvindex",
  arity: [2, 3],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvindex(field, start, end)",
    summary:
      "One value, or those from the start to the end, both included. Positions count from 0, negative ones from the end. Null when the start lies outside of the values; an end behind the last value is the last value.",
    examples: [
      { expr: "mvindex(tags, 0)", event: { tags: ["a", "b", "c"] }, result: "a" },
      { expr: "mvindex(tags, -1)", event: { tags: ["a", "b", "c"] }, result: "c" },
      { expr: "mvindex(tags, 1, 2)", event: { tags: ["a", "b", "c"] }, result: ["b", "c"] },
      { expr: "mvindex(tags, 0, 9)", event: { tags: ["a", "b"] }, result: ["a", "b"] },
      { expr: "mvindex(tags, 3)", event: { tags: ["a", "b"] }, result: null },
      { expr: "mvindex(user, 0)", event: { user: "ann" }, result: "ann" },
      { expr: "mvindex(missing, 0)", result: null },
    ],
  },
  compile: pure((field = null, start = null, end = start) => {
    const values = valuesOf(fieldValue(field))
    const from = position(numberOf(start), values.length)
    const to = position(numberOf(end), values.length)
    if (from === null || to === null || from < 0 || from >= values.length || to < from) return null
    return from === to ? (values[from] ?? null) : valueFrom(values.slice(from, to + 1))
  }),
}

function position(index: number | null, length: number): number | null {
  if (index === null) return null
  const whole = Math.trunc(index)
  return whole < 0 ? length + whole : whole
}
