import type { Path } from "../documents/spath.ts"
import { isArray, isObject, type JsonValue } from "./value.ts"

/** What a change gives for the value at a path: another value, or undefined to leave all as it is. */
export type Change = (value: JsonValue | undefined) => JsonValue | undefined

/**
 * A copy of the value, changed where the path leads. A path that does not fit the value changes nothing. `create`: keys that are
 * missing on the way are made, and the change is asked for a value that is not there yet.
 */
export function editJson(root: JsonValue, path: Path, change: Change, create = false): JsonValue {
  return edit(root, path, 0, change, create) ?? root
}

function edit(value: JsonValue | undefined, path: Path, at: number, change: Change, create: boolean): JsonValue | undefined {
  const step = path[at]
  if (step === undefined) return value === undefined && !create ? undefined : change(value)
  switch (step.kind) {
    case "key": {
      const object = value === undefined && create ? new Map<string, JsonValue>() : value
      if (!isObject(object)) return value
      const member = edit(object.get(step.name), path, at + 1, change, create)
      return member === undefined ? value : new Map(object).set(step.name, member)
    }
    case "index": {
      if (!isArray(value) || step.index >= value.length) return value
      const element = edit(value[step.index], path, at + 1, change, create)
      return element === undefined ? value : value.with(step.index, element)
    }
    case "each":
      if (isArray(value)) return value.map(element => edit(element, path, at + 1, change, create) ?? element)
      return at === 0 ? edit(value, path, at + 1, change, create) : value
    case "attribute":
      return value
  }
}

/** A copy of the value without the key that the path leads to. Only keys are removed, not elements of arrays. */
export function removeKey(value: JsonValue, path: Path, at = 0): JsonValue {
  const step = path[at]
  if (step?.kind !== "key" || !isObject(value)) return value
  const member = value.get(step.name)
  if (member === undefined) return value
  const copy = new Map(value)
  if (at === path.length - 1) copy.delete(step.name)
  else copy.set(step.name, removeKey(member, path, at + 1))
  return copy
}
