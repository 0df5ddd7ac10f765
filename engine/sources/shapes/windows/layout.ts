import { isJsonArray, isJsonObject } from "../../../readers/json-text.ts"
import type { JsonObject, JsonValue } from "../../../readers/reader.ts"

/** Reads one property of an event from the record that carries it. */
export type PropertyReader = (data: JsonObject) => JsonValue | undefined

/** One way in which tools write down a Windows event. */
export interface Layout {
  /** A look at a few keys. */
  recognise(data: JsonObject): boolean
  /** What the event's System section says, under the names of the add-ons' XML extraction. */
  readonly properties: ReadonlyMap<string, PropertyReader>
  /** Objects whose members are the event's own data, EventData before UserData. */
  parts(data: JsonObject): readonly JsonObject[]
  /** The parts are objects of the record itself, as they stand there. */
  readonly copies: boolean
  /** Names of the event's data may hold blanks, which names of fields cannot. */
  readonly hasBlanks: boolean
  /** The event's data and nothing of the tool's, when they can be told apart. */
  sections?(data: JsonObject): { readonly eventData: JsonObject | null; readonly userData: JsonObject | null }
}

/** The member of an object, whatever the name. */
export function member(object: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}

export const objectOf = (value: JsonValue | undefined): JsonObject | null => (isJsonObject(value) ? value : null)
export const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined || value === null ? [] : isJsonArray(value) ? value : [value]

/** Keys under which XML converters put an element's attributes. */
const attributeGroups = ["#attributes", "@attributes", "_attributes", "attributes", "$", "$attributes"]
/** Keys under which they put its text. */
const textKeys = ["#text", "_", "_text", "$t", "$text", "text", "Value", "value"]

/** An attribute of a converted XML element. */
export function attribute(element: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isJsonObject(element)) return undefined
  for (const key of [name, `@${name}`, `-${name}`, `@_${name}`]) if (Object.hasOwn(element, key)) return element[key]
  for (const group of attributeGroups) {
    const found = member(member(element, group), name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The text of a converted XML element: the element itself when it has no attributes. */
export function content(element: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(element)) return element
  for (const key of textKeys) if (Object.hasOwn(element, key)) return element[key]
  return undefined
}

/** The first of several properties that says anything. */
export function firstOf(...readers: readonly PropertyReader[]): PropertyReader {
  return data => {
    for (const read of readers) {
      const value = read(data)
      if (value !== undefined && value !== null && value !== "") return value
    }
    return undefined
  }
}

export const named =
  (name: string): PropertyReader =>
  data =>
    Object.hasOwn(data, name) ? data[name] : undefined

/** A member of a member. */
export const path =
  (...names: readonly string[]): PropertyReader =>
  data =>
    names.reduce<JsonValue | undefined>(member, data)

/** Keywords as Windows writes them in XML: 64 bits in hexadecimal. Some tools write them as a signed number. */
export function keywordMask(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== "number" && !(typeof value === "string" && /^-?\d{1,20}$/.test(value))) return value
  if (typeof value === "number" && !Number.isInteger(value)) return value
  const mask = BigInt.asUintN(64, BigInt(value))
  return `0x${mask.toString(16)}`
}

/** A GUID in braces, as Windows writes it. */
export function braced(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === "string" && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) ? `{${value}}` : value
}
