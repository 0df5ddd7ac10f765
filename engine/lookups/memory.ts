import type { Row } from "../ir/value.ts"
import type { Lookup, LookupDefinition } from "../lookup.ts"
import { type LookupTable, tableLookup } from "./table-lookup.ts"

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
  const fields = new Set<string>()
  for (const row of rows) for (const field of Object.keys(row)) fields.add(field)
  let table: LookupTable = { fields: [...fields], rows }
  return tableLookup(complete, {
    read: () => table,
    fields: () => table.fields,
    update(change) {
      table = change(table)
    },
  })
}
