import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import { all, any, compare, keyword, type Predicate } from "../ir/predicate.ts"
import { type Scalar, textOf, valuesOf } from "../ir/value.ts"
import { isSearchText } from "../rows/search-text.ts"
import { parseTimeModifier } from "../time/relative.ts"
import { timeBounds } from "../time/time-bound.ts"

/**
 * The predicate that the results of a subsearch stand for: fields of a row are ANDed, rows ORed. A field called `search` or `query`
 * holds search text instead, and one called `earliest` or `latest` bounds the time. Internal fields are left out, and so is a row
 * that has no others. No rows match nothing.
 */
export function formatRows(rows: readonly Event[], parse: (search: string) => Predicate): Predicate {
  return any(
    rows.flatMap(row => {
      const fields = row.names().filter(name => !name.startsWith("_"))
      return fields.length === 0 ? [] : [all(fields.map(name => any(valuesOf(row.get(name)).map(value => term(name, value, parse)))))]
    }),
  )
}

function term(name: string, scalar: Scalar, parse: (search: string) => Predicate): Predicate {
  const value = textOf(scalar) ?? ""
  const bound = timeBounds.find(each => each === name)
  if (bound !== undefined && isTime(value)) return { kind: "time", bound, value }
  return isSearchText(name) ? searchText(value, parse) : compare(name, "=", value)
}

function isTime(value: string): boolean {
  try {
    parseTimeModifier(value)
    return true
  } catch (error) {
    if (error instanceof RuleError) return false
    throw error
  }
}

/** The text may come from log data: what is no search expression, or would run a search of its own, is looked for as it is. */
function searchText(text: string, parse: (search: string) => Predicate): Predicate {
  try {
    const predicate = parse(text)
    return isPlain(predicate) ? predicate : keyword(text)
  } catch (error) {
    if (error instanceof RuleError) return keyword(text)
    throw error
  }
}

function isPlain(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case "all":
    case "any":
      return predicate.operands.every(isPlain)
    case "not":
      return isPlain(predicate.operand)
    case "time":
      return isTime(predicate.value)
    case "subsearch":
    case "macro_term":
      return false
    default:
      return true
  }
}
