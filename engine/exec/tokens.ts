import { RuleError } from "../errors/error.ts"
import { all, any, type Predicate } from "../ir/predicate.ts"
import { unreachable } from "../ir/unreachable.ts"
import { textOf, type Value } from "../ir/value.ts"
import type { EventSource } from "./source.ts"

const token = /\$([^\s$]+)\$/y
/** Words and numbers that stand for themselves outside quotes, whatever is around them. */
const plainWord = /^(?:-?\d+(?:\.\d+)?|[\p{L}\p{N}_][\p{L}\p{N}_.:@{}]*)$/u
/** Several of them, with spaces between: a name in single quotes, which has no escapes. */
const plainName = /^[\p{L}\p{N}_.:@{}*%/#+ -]+$/u
const reserved = /^(?:and|or|not|xor|in|like|by|over|as|where|with|output|outputnew|groupby|search)$/i

/** Whether a text has `$field$` in it. */
export const holdsToken = (text: string): boolean => /\$[^\s$]+\$/.test(text)

/**
 * The search of map with `$field$` replaced by a row's values; a token whose field is missing stays. Values come from log data, and
 * none may become more than a value: within quotes they are escaped, elsewhere all but plain words are quoted.
 * @throws RuleError "wrong_argument" for a value that cannot stand in single quotes
 */
export function fillTokens(template: string, valueFor: (name: string) => Value): string {
  let filled = ""
  let from = 0
  let quote: '"' | "'" | null = null
  for (let i = 0; i < template.length; i++) {
    const c = template[i]
    if (c === "\\") i++
    else if (c === '"') quote = quote === '"' ? null : '"'
    else if (c === "'" && quote !== '"') quote = quote === null && opensName(template, i) ? "'" : null
    else if (c === "$") {
      token.lastIndex = i
      const name = token.exec(template)?.[1]
      if (name === undefined) continue
      const value = textOf(valueFor(name))
      const end = token.lastIndex
      if (value !== null) {
        filled += template.slice(from, i) + written(name, value, quote)
        from = end
      }
      i = end - 1
    }
  }
  return filled + template.slice(from)
}

/** An apostrophe within a word is a character like any other. */
const opensName = (template: string, at: number): boolean =>
  !/[\p{L}\p{N}_]/u.test(template[at - 1] ?? " ") && template.includes("'", at + 1)

function written(name: string, value: string, quote: '"' | "'" | null): string {
  switch (quote) {
    case '"':
      return escaped(value)
    case "'":
      // Where single quotes are none, as behind `user=`, words among the others would be operators.
      if (plainName.test(value) && !value.split(" ").some(word => reserved.test(word))) return value
      throw new RuleError("wrong_argument", `the value of "${name}" cannot stand in single quotes`, { hint: "use double quotes" })
    case null:
      return plainWord.test(value) && !reserved.test(value) ? value : `"${escaped(value)}"`
  }
}

const escaped = (text: string): string => text.replace(/["\\]/g, "\\$&")

/** Events that a search may read whatever values take the places of its tokens. */
export const loosenTokens = (source: EventSource): EventSource => ({
  ...source,
  dataset: source.dataset === null || holdsToken(source.dataset) ? null : source.dataset,
  predicate: loosenPredicate(source.predicate, true),
})

/** A predicate that holds wherever the given one may hold. */
function loosenPredicate(predicate: Predicate, positive: boolean): Predicate {
  const anything = positive ? all([]) : any([])
  switch (predicate.kind) {
    case "all":
    case "any":
      return { ...predicate, operands: predicate.operands.map(operand => loosenPredicate(operand, positive)) }
    case "not":
      return { ...predicate, operand: loosenPredicate(predicate.operand, !positive) }
    case "compare":
      return holdsToken(predicate.value) || holdsToken(predicate.field) ? anything : predicate
    case "in":
      return predicate.values.some(holdsToken) || holdsToken(predicate.field) ? anything : predicate
    case "keyword":
      return holdsToken(predicate.text) ? anything : predicate
    case "time":
      return holdsToken(predicate.value) ? anything : predicate
    case "subsearch":
    case "macro_term":
      return predicate
    default:
      return unreachable(predicate)
  }
}
