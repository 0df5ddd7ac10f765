import { parseCidr } from "../cidr.ts"
import { type Row, textOf, type Value, valuesOf } from "../ir/value.ts"
import type { LookupDefinition } from "../lookup.ts"
import { compileWildcard } from "../wildcard.ts"

type Match = (values: readonly Value[], time: number | null) => readonly Row[]

/**
 * Finds rows by the values of some of their fields: exact fields by hash, wildcard and network fields by testing what the hash left
 * over. A multivalue matches by any of its values. Rows come in table order, at most `maxMatches`.
 */
export function createMatcher(definition: LookupDefinition, rows: readonly Row[], fields: readonly string[]): Match {
  const fold = definition.caseSensitive ? (text: string): string => text : (text: string): string => text.toLowerCase()
  const exact = fields.flatMap((field, index) => (definition.matchTypes.has(field) ? [] : [{ field, index }]))
  const tested = fields.flatMap((field, index) => {
    const type = definition.matchTypes.get(field)
    return type === undefined ? [] : [{ field, index, type }]
  })
  const keyOf = (parts: readonly string[]): string => parts.map(part => `${part.length}:${part}`).join("")
  const buckets = new Map<string, { row: Row; tests: readonly ((text: string) => boolean)[] }[]>()
  for (const row of rows) {
    const parts = exact.map(({ field }) => textOf(own(row, field)))
    if (parts.includes(null)) continue
    const key = keyOf(parts.map(part => fold(part ?? "")))
    const tests = tested.map(({ field, type }) => compilePattern(textOf(own(row, field)) ?? "", type, definition.caseSensitive))
    const bucket = buckets.get(key)
    if (bucket === undefined) buckets.set(key, [{ row, tests }])
    else bucket.push({ row, tests })
  }
  const inWindow = compileWindow(definition)
  return (values, time) => {
    const found: Row[] = []
    const texts = values.map(value => valuesOf(value).map(scalar => textOf(scalar) ?? ""))
    if (texts.some(list => list.length === 0)) return found
    for (const parts of combinations(exact.map(({ index }) => texts[index] ?? [])))
      for (const { row, tests } of buckets.get(keyOf(parts.map(fold))) ?? []) {
        if (found.length >= definition.maxMatches) return found
        const matches = tests.every((test, i) => (texts[tested[i]?.index ?? -1] ?? []).some(test))
        if (matches && inWindow(row, time) && !found.includes(row)) found.push(row)
      }
    return found
  }
}

const own = (row: Row, field: string): Value => (Object.hasOwn(row, field) ? (row[field] ?? null) : null)

function compilePattern(pattern: string, type: "wildcard" | "cidr", caseSensitive: boolean): (text: string) => boolean {
  if (type === "cidr") {
    const network = parseCidr(pattern)
    if (network !== null) return network
    return text => text === pattern
  }
  return compileWildcard(pattern, { caseSensitive })
}

/** Every choice of one value for each field; one empty choice when there are no fields. */
function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>((choices, list) => choices.flatMap(choice => list.map(value => [...choice, value])), [[]])
}

function compileWindow({ time: bounds }: LookupDefinition): (row: Row, time: number | null) => boolean {
  if (bounds === undefined) return () => true
  return (row, time) => {
    const at = Number(own(row, bounds.field))
    return time === null || Number.isNaN(at) || (time - at >= bounds.minOffset && time - at <= bounds.maxOffset)
  }
}
