import type { Row } from "../ir/value.ts"
import type { Lookup } from "../lookup.ts"

/** The first row of a lookup that matches some fields; null in the place of the function when the lookup has no rows. */
export function lookupRow(lookup: Lookup): ((match: Row) => Row | null) | null {
  const rows = lookup.rows()
  if (rows.length === 0) return null
  const matchers = new Map<string, ReturnType<Lookup["matcher"]>>()
  return match => {
    const fields = Object.keys(match)
    const key = fields.join("\u0000")
    let matcher = matchers.get(key)
    if (matcher === undefined) {
      matcher = lookup.matcher(fields)
      matchers.set(key, matcher)
    }
    return (
      matcher(
        fields.map(name => match[name] ?? null),
        null,
      )[0] ?? null
    )
  }
}
