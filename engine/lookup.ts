import type { Row, Value } from "./ir/value.ts"

/** How a lookup matches, as its definition says. */
export interface LookupDefinition {
  readonly name: string
  readonly description?: string | undefined
  readonly caseSensitive: boolean
  /** By lookup field; exact where it does not stand. */
  readonly matchTypes: ReadonlyMap<string, "wildcard" | "cidr">
  readonly minMatches: number
  readonly maxMatches: number
  readonly defaultMatch: string | null
  /** Time-bounded lookups: the field with the time, its strptime format, and how far back a match may lie, in seconds. */
  readonly time?: { readonly field: string; readonly format: string; readonly minOffset: number; readonly maxOffset: number } | undefined
  readonly source: "csv" | "collection" | "none"
}

/** One lookup with its data. */
export interface Lookup {
  readonly definition: LookupDefinition
  readonly fields: readonly string[]
  /** All rows, in order. */
  rows(): readonly Row[]
  /** An index over the fields, built once: rows that match the values, at most `maxMatches`. */
  matcher(fields: readonly string[]): (values: readonly Value[], time: number | null) => readonly Row[]
  /** Replaces or extends the rows. Other readers of this lookup see them at once; on disk the replacement is atomic. */
  write(rows: readonly Row[], options: { readonly append: boolean; readonly keyField?: string | undefined }): void
}
