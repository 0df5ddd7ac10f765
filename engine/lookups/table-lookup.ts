import { type Row, textOf, type Value } from "../ir/value.ts"
import type { Lookup, LookupDefinition } from "../lookup.ts"
import { type TimeZone, utc } from "../time/time-zone.ts"
import { createMatcher, type Matcher } from "./matcher.ts"

/** The data of a lookup. */
export interface LookupTable {
  readonly fields: readonly string[]
  readonly rows: readonly Row[]
}

/** Where the data of a lookup is kept. */
export interface TableStore {
  /** The table as it is now: the same object until it changes. */
  read(): LookupTable
  /** Names of the fields, without reading all rows where that can be helped. */
  fields(): readonly string[]
  /** Replaces the table by what `change` makes of it; no other change comes in between. */
  update(change: (table: LookupTable) => LookupTable): void
}

/** A lookup over a store. Indexes are built when a matcher is first asked, and again when the table has changed. */
export function tableLookup(definition: LookupDefinition, store: TableStore, zone: TimeZone = utc): Lookup {
  let indexed: LookupTable | null = null
  let matchers = new Map<string, Matcher>()
  const matcherOf = (names: readonly string[]): Matcher => {
    const table = store.read()
    if (table !== indexed) {
      indexed = table
      matchers = new Map()
    }
    const key = JSON.stringify(names)
    const known = matchers.get(key)
    if (known !== undefined) return known
    const created = createMatcher(definition, table.rows, names, zone)
    matchers.set(key, created)
    return created
  }
  return {
    definition,
    get fields() {
      return store.fields()
    },
    rows: () => store.read().rows,
    matcher(names) {
      let table: LookupTable | null = null
      let match: Matcher = () => []
      return (values, time) => {
        const current = store.read()
        if (current !== table) {
          match = matcherOf(names)
          table = current
        }
        return match(values, time)
      }
    },
    write: (rows, options) => store.update(table => writeRows(definition, table, rows, options)),
  }
}

/**
 * The table after a write. Rows of a collection are known by `_key`: a row with a known key takes the place of the row before. Rows
 * that are appended to a CSV file keep only the columns that it has.
 */
function writeRows(
  { source }: LookupDefinition,
  table: LookupTable,
  written: readonly Row[],
  { append, keyField }: { readonly append: boolean; readonly keyField?: string | undefined },
): LookupTable {
  if (source !== "collection") {
    const rows = written.map(flatten)
    if (!append) return { fields: namesOf(rows, []), rows }
    const fields = table.fields.length > 0 ? table.fields : namesOf(rows, [])
    return { fields, rows: [...table.rows, ...rows.map(row => only(row, fields))] }
  }
  const keyed = keyField === undefined ? written : written.map(row => withKey(row, keyField))
  const rows = append ? [...table.rows] : []
  const positions = new Map<string, number>()
  rows.forEach((row, position) => {
    const key = keyOf(row)
    if (key !== null) positions.set(key, position)
  })
  for (const row of keyed) {
    const key = keyOf(row)
    const position = key === null ? undefined : positions.get(key)
    if (position === undefined) {
      if (key !== null) positions.set(key, rows.length)
      rows.push(row)
    } else rows[position] = row
  }
  return { fields: namesOf(rows, append ? table.fields : []), rows }
}

function namesOf(rows: readonly Row[], first: readonly string[]): string[] {
  const names = new Set(first)
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  return [...names]
}

const keyOf = (row: Row): string | null => (Object.hasOwn(row, "_key") ? textOf(row._key ?? null) : null)

const withKey = (row: Row, field: string): Row => {
  const key = Object.hasOwn(row, field) ? textOf(row[field] ?? null) : null
  return key === null ? row : { ...row, _key: key }
}

const only = (row: Row, fields: readonly string[]): Row =>
  Object.fromEntries(fields.flatMap((name): [string, Value][] => (Object.hasOwn(row, name) ? [[name, row[name] ?? null]] : [])))

/** A CSV cell holds one value: a multivalue becomes one text, its values set apart by spaces. */
const flatten = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Value] => [
      name,
      typeof value === "object" && value !== null ? value.map(scalar => textOf(scalar) ?? "").join(" ") : value,
    ]),
  )
