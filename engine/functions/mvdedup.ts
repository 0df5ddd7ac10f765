import { valueFrom, valuesOf } from "../ir/value.ts"
import { scalarText } from "../values/text-argument.ts"
import { type FunctionDefinition, fieldValue, pure } from "./function.ts"

export const mvdedup: FunctionDefinition = {
  name: "mvdedup",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvdedup(field)",
    summary: "The values without those that came before, in order.",
    examples: [
      { expr: "mvdedup(tags)", event: { tags: ["a", "b", "a", "c"] }, result: ["a", "b", "c"] },
      { expr: "mvdedup(tags)", event: { tags: ["a", "a"] }, result: "a" },
      { expr: "mvdedup(missing)", result: null },
    ],
  },
  compile: pure((value = null) => {
    const seen = new Set<string>()
    return valueFrom(
      valuesOf(fieldValue(value)).filter(each => {
        const text = scalarText(each)
        if (seen.has(text)) return false
        seen.add(text)
        return true
      }),
    )
  }),
}
