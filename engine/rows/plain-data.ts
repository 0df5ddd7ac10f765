/** Parts of plain data, as YAML gives it after its schema has passed: read by shape, so that no type is taken on trust. */
export type PlainMap = Readonly<Record<string, unknown>>

export const isMap = (value: unknown): value is PlainMap => typeof value === "object" && value !== null && !Array.isArray(value)

/** A list, a single value as a list of one, nothing as an empty list. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** The same as texts: numbers and booleans as they are written. */
export const textsOf = (value: unknown): string[] => listOf(value).map(String)

export function textAt(map: unknown, key: string): string | undefined {
  const value = isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined
  return value === undefined || value === null ? undefined : String(value)
}
export function numberAt(map: unknown, key: string): number | undefined {
  const value = isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined
  return typeof value === "number" ? value : undefined
}
/** An option that is off unless it says true: left out of a node where it is off. */
export const flagAt = (map: unknown, key: string): true | undefined =>
  isMap(map) && Object.hasOwn(map, key) && map[key] === true ? true : undefined

/** Without the entries that are undefined. */
export const present = (map: PlainMap): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined))

/** Name and value pairs in order: of a map, or of a list of maps where a name stands twice. */
export const pairsOf = (value: unknown): [string, unknown][] => listOf(value).flatMap(item => (isMap(item) ? Object.entries(item) : []))

/** The inverse of `pairsOf`: a map where it keeps the pairs as they are, else a list of maps. */
export function pairsForm(pairs: readonly (readonly [string, unknown])[]): unknown {
  const names = new Set(pairs.map(([name]) => name))
  // Objects put keys that look like array indices first.
  const keepsOrder = pairs.length < 2 || ![...names].some(name => /^\d+$/.test(name))
  return names.size === pairs.length && keepsOrder ? Object.fromEntries(pairs) : pairs.map(pair => Object.fromEntries([pair]))
}

/** One value alone, several as a list. */
export const oneOrList = <T>(values: readonly T[]): T | readonly T[] => {
  const [first] = values
  return values.length === 1 && first !== undefined ? first : values
}
