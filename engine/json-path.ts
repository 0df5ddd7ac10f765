import { JSONPath } from "jsonpath-plus"
import { type Scalar, type Value, valueFrom } from "./ir/value.ts"

/** Longest path that is accepted. */
const maxLength = 1_000

/**
 * What a JSONPath finds in a record: scalars as they are, booleans as text; objects, lists and nulls are no field values. A path that
 * cannot be read finds nothing here: rules are checked when they are loaded.
 */
export function jsonPath(record: object, path: string): Value {
  if (path.length > maxLength) return null
  let found: unknown
  try {
    found = JSONPath({ path, json: record, eval: false, wrap: true })
  } catch {
    return null
  }
  const values: Scalar[] = []
  for (const value of Array.isArray(found) ? found : [])
    if (typeof value === "number" || (typeof value === "string" && value !== "")) values.push(value)
    else if (typeof value === "boolean") values.push(value ? "true" : "false")
  return valueFrom(values)
}

/** Why a path cannot be read, or null when it can. Script and filter expressions would need code to be evaluated: they are refused. */
export function jsonPathProblem(path: string): string | null {
  if (path.length > maxLength) return `path is longer than ${maxLength} characters`
  if (/[?(]\s*[@(]|\(@/.test(path)) return "filter and script expressions are not allowed"
  try {
    JSONPath({ path, json: {}, eval: false, wrap: true })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
