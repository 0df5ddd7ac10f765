import type { JsonValue } from "./reader.ts"

/**
 * Fields of a record by name, without prototype members: `__proto__` and `constructor` are ordinary names. V8 keeps such an object
 * in fast mode, unlike one of Object.create(null).
 */
export class Fields {
  [name: string]: JsonValue
}
Object.setPrototypeOf(Fields.prototype, null)
Reflect.deleteProperty(Fields.prototype, "constructor")

/** Adds a value to a field; what is added more than once becomes an array. The value itself must be no array. */
export function addValue(fields: Fields, name: string, value: JsonValue): void {
  const before = fields[name]
  if (before === undefined) fields[name] = value
  else if (Array.isArray(before)) before.push(value)
  else fields[name] = [before, value]
}

/** Sets a field that has no value yet. */
export function setFirst(fields: Fields, name: string, value: JsonValue): void {
  if (fields[name] === undefined) fields[name] = value
}
