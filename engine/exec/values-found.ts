import type { Event } from "../event.ts"
import type { Predicate } from "../ir/predicate.ts"
import { unreachable } from "../ir/unreachable.ts"
import { textOf, valuesOf } from "../ir/value.ts"
import { isSearchText } from "../rows/search-text.ts"

/** The values of a row's first field; where that holds search text, those that stand in it. */
export function valuesFound(row: Event, formatRows: (rows: readonly Event[]) => Predicate): readonly string[] {
  const [name] = row.names()
  if (name === undefined) return []
  if (isSearchText(name)) return valuesIn(formatRows([row]))
  return valuesOf(row.get(name)).map(value => textOf(value) ?? "")
}

function valuesIn(predicate: Predicate): readonly string[] {
  switch (predicate.kind) {
    case "all":
    case "any":
      return predicate.operands.flatMap(valuesIn)
    case "compare":
      return predicate.op === "=" ? [predicate.value] : []
    case "in":
      return predicate.values
    case "keyword":
      return [predicate.text]
    case "not":
    case "time":
    case "subsearch":
    case "macro_term":
      return []
    default:
      return unreachable(predicate)
  }
}
