import type { Scalar, Value } from "../ir/value.ts"
import { valueFrom } from "../ir/value.ts"
import type { JsonObject, JsonValue } from "../readers/reader.ts"

/** Deepest nesting and most fields that are named; what is beyond stays in `_raw`. */
const maxDepth = 32
const maxFields = 10_000

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value)
const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

/** A JSON scalar as a field holds it: booleans are text, null and the empty string are missing. */
export function scalarOf(value: JsonValue | undefined): Scalar | null {
  switch (typeof value) {
    case "string":
      return value === "" ? null : value
    case "number":
      return value
    case "boolean":
      return value ? "true" : "false"
    default:
      return null
  }
}

/**
 * The value of a field under Splunk's name for it: `a.b` for a member, `a{}` for the items of a list, `a{}.b` for a member of each.
 * A key that holds a dot itself is found as well.
 */
export function jsonField(record: JsonObject, name: string, read: ScalarReader = scalarOf): Value {
  if (Object.hasOwn(record, name)) {
    const value = record[name]
    return isObject(value) || isList(value) ? null : read(value)
  }
  if (!name.includes(".") && !name.includes("{")) return null
  const found: Scalar[] = []
  // What a list holds keeps its place, so that names and values that stand in two fields stay together.
  collect(record, name, found, name.includes("{}") ? shownScalarOf : read, 0)
  return valueFrom(found)
}
type ScalarReader = (value: JsonValue | undefined) => Scalar | null

/** A JSON scalar as Splunk shows it: null is the text `null`, and an empty string is a value. */
export const shownScalarOf: ScalarReader = value => (value === null ? "null" : value === "" ? "" : scalarOf(value))

function collect(value: JsonValue | undefined, rest: string, found: Scalar[], read: ScalarReader, depth: number): void {
  if (depth > maxDepth) return
  if (rest === "") {
    const scalar = read(value)
    if (scalar !== null) found.push(scalar)
    return
  }
  if (rest.startsWith("{}")) {
    if (!isList(value)) return
    const after = rest.startsWith("{}.") ? rest.slice(3) : rest.slice(2)
    for (const item of value) collect(item, after, found, read, depth + 1)
    return
  }
  if (!isObject(value)) return
  // The longest key first: `a.b` may be one key or two.
  for (let end = rest.length; end > 0; end = lastBoundary(rest, end)) {
    const key = rest.slice(0, end)
    if (!Object.hasOwn(value, key)) continue
    const after = rest.slice(end)
    collect(value[key], after.startsWith(".") ? after.slice(1) : after, found, read, depth + 1)
    return
  }
}

/** The last place before `end` where a key may end: before a dot or an opening brace pair. */
function lastBoundary(text: string, end: number): number {
  return Math.max(text.lastIndexOf(".", end - 1), text.lastIndexOf("{}", end - 1), 0)
}

/** All field names of a record, in its order, those that hold null or nothing included. */
export function jsonFieldNames(record: JsonObject): string[] {
  const names = new Set<string>()
  const visit = (value: JsonValue | undefined, name: string, depth: number): void => {
    if (depth > maxDepth || names.size >= maxFields) return
    if (isList(value)) for (const item of value) visit(item, `${name}{}`, depth + 1)
    else if (isObject(value))
      for (const [key, member] of Object.entries(value)) visit(member, name === "" ? key : `${name}.${key}`, depth + 1)
    else if (shownScalarOf(value) !== null) names.add(name)
  }
  visit(record, "", 0)
  return [...names]
}
