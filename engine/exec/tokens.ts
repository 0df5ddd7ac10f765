import { textOf, type Value } from "../ir/value.ts"

const token = /\$([^\s$]+)\$/y
/** Words that stand for themselves outside quotes, whatever is around them. */
const plainWord = /^[\p{L}\p{N}_.:@/%*{}~^+-]+$/u
const operator = /^(?:and|or|not|xor|in|by|as|search)$/i

/**
 * The search of map with `$field$` replaced by a row's values; a token whose field is missing stays. Values come from log data, and
 * none may become more than a value: within quotes they are escaped, elsewhere all but plain words are quoted.
 */
export function fillTokens(template: string, valueFor: (name: string) => Value): string {
  let filled = ""
  let from = 0
  let quoted = false
  for (let i = 0; i < template.length; i++) {
    const c = template[i]
    if (c === "\\") i++
    else if (c === '"') quoted = !quoted
    else if (c === "$") {
      token.lastIndex = i
      const name = token.exec(template)?.[1]
      if (name === undefined) continue
      const value = textOf(valueFor(name))
      const end = token.lastIndex
      if (value !== null) {
        filled +=
          template.slice(from, i) +
          (quoted ? escaped(value) : plainWord.test(value) && !operator.test(value) ? value : `"${escaped(value)}"`)
        from = end
      }
      i = end - 1
    }
  }
  return filled + template.slice(from)
}

const escaped = (text: string): string => text.replace(/["\\]/g, "\\$&")
