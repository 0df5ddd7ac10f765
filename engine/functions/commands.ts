import { valueFrom } from "../ir/value.ts"
import { singleText } from "../values/text-argument.ts"
import { type FunctionDefinition, pure } from "./function.ts"

export const commands: FunctionDefinition = {
  name: "commands",
  arity: [1, 1],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "commands(search)",
    summary: "The commands that a search text uses, in order. Those of subsearches are left out.",
    examples: [
      { expr: 'commands("search foo | stats count | sort count")', result: ["search", "stats", "sort"] },
      { expr: 'commands("| inputlookup hosts | where note=\\"a|b\\"")', result: ["inputlookup", "where"] },
      { expr: 'commands("index=main [search x | fields y] | head 5")', result: ["search", "head"] },
      { expr: "commands(missing)", result: null },
    ],
  },
  compile: pure((value = null) => {
    const text = singleText(value)
    if (text === null) return null
    const [first = "", ...rest] = splitPipeline(text)
    // A search that does not begin with a bar may leave out its first command.
    const leading = first.trim() === "" ? [] : [commandOf(first) ?? "search"]
    return valueFrom([...leading, ...rest.flatMap(part => commandOf(part) ?? [])])
  }),
}

const commandOf = (part: string): string | undefined => /^\s*([A-Za-z_]\w*)(?=\s|$)/.exec(part)?.[1]?.toLowerCase()

/** Splits at bars that stand neither in quotes nor in the brackets of a subsearch. */
function splitPipeline(text: string): string[] {
  const parts: string[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === "\\") i++
    else if (c === '"') quoted = !quoted
    else if (quoted) continue
    else if (c === "[") depth++
    else if (c === "]") depth = Math.max(depth - 1, 0)
    else if (c === "|" && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}
