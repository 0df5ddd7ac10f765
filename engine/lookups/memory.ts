import type { Row } from "../ir/value.ts"
import type { Lookup, LookupDefinition } from "../lookup.ts"
import { createMatcher } from "./matcher.ts"

/** A lookup over rows in memory: the whole of a CSV file or a collection. */
export function memoryLookup(name: string, rows: readonly Row[], definition: Partial<LookupDefinition> = {}): Lookup {
  const complete: LookupDefinition = {
    name,
    caseSensitive: true,
    matchTypes: new Map(),
    minMatches: 0,
    maxMatches: 1000,
    defaultMatch: null,
    source: "csv",
    ...definition,
  }
  let current: readonly Row[] = rows
  let fields = fieldsOf(rows)
  return {
    definition: complete,
    get fields() {
      return fields
    },
    rows: () => current,
    matcher: names => createMatcher(complete, current, names),
    write(written, { append, keyField }) {
      current = append ? merge(current, written, keyField) : written
      fields = fieldsOf(current)
    },
  }
}

function fieldsOf(rows: readonly Row[]): string[] {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  return [...names]
}

/** Appended rows replace those with the same key. */
function merge(rows: readonly Row[], written: readonly Row[], keyField: string | undefined): Row[] {
  if (keyField === undefined) return [...rows, ...written]
  const keys = new Set(written.map(row => row[keyField]))
  return [...rows.filter(row => !keys.has(row[keyField])), ...written]
}
