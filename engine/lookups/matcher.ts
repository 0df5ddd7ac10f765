import { parseCidr } from "../cidr.ts"
import { numberOf, type Row, textOf, type Value, valuesOf } from "../ir/value.ts"
import type { LookupDefinition } from "../lookup.ts"
import { compileTimeParser } from "../time/parse.ts"
import { type TimeZone, utc } from "../time/time-zone.ts"
import { compileWildcard } from "../wildcard.ts"
import { networkIndex } from "./network-index.ts"
import { type PatternIndex, wildcardIndex } from "./wildcard-index.ts"

export type Matcher = (values: readonly Value[], time: number | null) => readonly Row[]

/** Texts whose matches one index remembers, and the longest text that is remembered. */
const rememberedTexts = 10_000
const rememberedLength = 2_000

/**
 * Finds rows by the values of some of their fields: exact fields by hash, then wildcard and network fields by an index over the rows
 * that the hash left. A multivalue matches by any of its values; a row that lacks a field never matches. Rows come in table order, of
 * a time-bounded lookup newest first, at most `maxMatches`.
 */
export function createMatcher(
  definition: LookupDefinition,
  rows: readonly Row[],
  fields: readonly string[],
  zone: TimeZone = utc,
): Matcher {
  const fold = definition.caseSensitive ? (text: string): string => text : (text: string): string => text.toLowerCase()
  const exact: { readonly field: string; readonly at: number }[] = []
  const patterned: { readonly field: string; readonly at: number; readonly type: "wildcard" | "cidr" }[] = []
  fields.forEach((field, at) => {
    const type = definition.matchTypes.get(field)
    if (type === undefined) exact.push({ field, at })
    else patterned.push({ field, at, type })
  })
  const buckets = new Map<string, Bucket>()
  rows.forEach((row, position) => {
    let key = ""
    for (const { field } of exact) {
      const text = textOf(cell(row, field))
      if (text === null) return
      key += keyPart(fold(text))
    }
    const bucket = buckets.get(key)
    if (bucket === undefined) buckets.set(key, new Bucket(position))
    else bucket.positions.push(position)
  })
  const window = compileWindow(definition, rows, zone)
  const [indexed, ...rest] = patterned
  const candidates = (bucket: Bucket, texts: readonly (readonly string[])[]): Iterable<number> => {
    if (indexed === undefined) return bucket.positions
    const { field, at, type } = indexed
    const index = bucket.index(() =>
      patternIndex(
        bucket.positions.map(position => textOf(cell(rows[position], field))),
        type,
        definition,
      ),
    )
    const hits = new Set<number>()
    for (const text of texts[at] ?? []) for (const hit of index(text)) hits.add(bucket.positions[hit] ?? -1)
    return hits
  }
  // The index of the first field leaves few rows: the patterns of the others are compiled for those alone.
  const tests = new Map<number, readonly ((text: string) => boolean)[]>()
  const passes = (position: number, texts: readonly (readonly string[])[]): boolean => {
    if (rest.length === 0) return true
    let ofRow = tests.get(position)
    if (ofRow === undefined) {
      ofRow = rest.map(({ field, type }) => patternTest(textOf(cell(rows[position], field)), type, definition))
      tests.set(position, ofRow)
    }
    return ofRow.every((test, i) => (texts[rest[i]?.at ?? -1] ?? []).some(test))
  }
  return (values, time) => {
    const texts = values.map(value => valuesOf(value).map(scalar => textOf(scalar) ?? ""))
    if (texts.some(list => list.length === 0)) return []
    const positions = new Set<number>()
    for (const key of keysOf(exact.map(({ at }) => (texts[at] ?? []).map(text => keyPart(fold(text)))))) {
      const bucket = buckets.get(key)
      if (bucket === undefined) continue
      for (const position of candidates(bucket, texts)) if (passes(position, texts)) positions.add(position)
    }
    return window(positions, time)
  }
}

/** Rows with equal exact fields. */
class Bucket {
  readonly positions: number[]
  private built: PatternIndex | null = null

  constructor(position: number) {
    this.positions = [position]
  }

  /** Built when it is first asked for: most buckets of a large table never are. */
  index(build: () => PatternIndex): PatternIndex {
    this.built ??= build()
    return this.built
  }
}

const keyPart = (text: string): string => `${text.length}:${text}`

/** Multivalues of several fields have ever more combinations: so many are looked at. */
const mostKeys = 10_000

/** The keys of every choice of one value for each field; one empty key when there are no fields. */
function keysOf(lists: readonly (readonly string[])[]): readonly string[] {
  let keys: readonly string[] = [""]
  for (const list of lists) {
    const [only = ""] = list
    keys =
      list.length === 1
        ? keys.map(key => key + only)
        : keys.slice(0, Math.ceil(mostKeys / list.length)).flatMap(key => list.map(part => key + part))
  }
  return keys
}

const cell = (row: Row | undefined, field: string): Value => (row !== undefined && Object.hasOwn(row, field) ? (row[field] ?? null) : null)

function patternTest(pattern: string | null, type: "wildcard" | "cidr", { caseSensitive }: LookupDefinition): (text: string) => boolean {
  if (pattern === null) return () => false
  return (type === "cidr" ? parseCidr(pattern) : compileWildcard(pattern, { caseSensitive })) ?? (text => text === pattern)
}

function patternIndex(patterns: readonly (string | null)[], type: "wildcard" | "cidr", { caseSensitive }: LookupDefinition): PatternIndex {
  const index = type === "cidr" ? networkIndex(patterns) : wildcardIndex(patterns, caseSensitive)
  const known = new Map<string, readonly number[]>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const found = index(text)
    if (text.length <= rememberedLength) {
      if (known.size >= rememberedTexts) known.clear()
      known.set(text, found)
    }
    return found
  }
}

const listed = (row: Row | undefined): readonly Row[] => (row === undefined ? [] : [row])

/** The rows at the positions, as far as the time of the event and the largest number of matches allow. */
function compileWindow(
  { time: bounds, maxMatches }: LookupDefinition,
  rows: readonly Row[],
  zone: TimeZone,
): (positions: ReadonlySet<number>, time: number | null) => readonly Row[] {
  const at = (ordered: readonly number[]): readonly Row[] => ordered.slice(0, maxMatches).flatMap(position => listed(rows[position]))
  if (bounds === undefined) return positions => (positions.size === 0 ? [] : at([...positions].sort((a, b) => a - b)))
  const parse = compileTimeParser(bounds.format, zone)
  const times: (number | null)[] = []
  const timeOf = (position: number): number | null => {
    const known = times[position]
    if (known !== undefined) return known
    const value = cell(rows[position], bounds.field)
    const time = (bounds.format.startsWith("%s") ? numberOf(value) : null) ?? parse(textOf(value) ?? "")
    times[position] = time
    return time
  }
  return (positions, time) => {
    const inside = [...positions].flatMap(position => {
      const rowTime = timeOf(position)
      if (rowTime === null) return []
      const age = time === null ? 0 : time - rowTime
      return time === null || (age >= bounds.minOffset && age <= bounds.maxOffset) ? [{ position, rowTime }] : []
    })
    return at(inside.sort((a, b) => b.rowTime - a.rowTime || a.position - b.position).map(({ position }) => position))
  }
}
