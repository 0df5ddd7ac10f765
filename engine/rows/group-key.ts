import type { Event } from "../event.ts"
import type { Scalar, Value } from "../ir/value.ts"
import { scalarText } from "../values/text-argument.ts"

const scalarKey = (value: Scalar): string => {
  const text = scalarText(value)
  return `${text.length}:${text}`
}

/** A text that is the same for equal values only. A number equals its text, as everywhere in SPL; missing values equal each other. */
export function valueKey(value: Value): string {
  if (value === null) return "-"
  return typeof value === "object" ? `${value.length}[${value.map(scalarKey).join("")}` : scalarKey(value)
}

/** A text that is the same for events with equal values in all the fields; null when an event lacks one of them. */
export function groupKey(event: Event, fields: readonly string[]): string | null {
  let key = ""
  for (const field of fields) {
    const value = event.get(field)
    if (value === null) return null
    key += valueKey(value)
  }
  return key
}

/** A text that is the same for events that are equal in every field but one. */
export function eventKey(event: Event, except?: string): string {
  const names = event.names().filter(name => name !== except)
  return names
    .sort()
    .map(name => scalarKey(name) + valueKey(event.get(name)))
    .join("")
}
