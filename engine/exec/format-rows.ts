import type { Event } from "../event.ts"
import { all, any, compare, type Predicate } from "../ir/predicate.ts"
import { textOf, valuesOf } from "../ir/value.ts"

/**
 * The predicate that the results of a subsearch stand for: fields of a row are ANDed, rows ORed. A field called `search` or `query`
 * holds search text instead. No rows match nothing.
 */
export function formatRows(rows: readonly Event[], parse: (search: string) => Predicate): Predicate {
  return any(
    rows.map(row =>
      all(
        row.names().flatMap(name => {
          if (name.startsWith("_")) return []
          const values = valuesOf(row.get(name)).map(value => textOf(value) ?? "")
          return [any(values.map(value => (name === "search" || name === "query" ? parse(value) : compare(name, "=", value))))]
        }),
      ),
    ),
  )
}
