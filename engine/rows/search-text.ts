import { textOf, type Value, valuesOf } from "../ir/value.ts"

/** A text in double quotes, as a search expression reads it back. */
export const quoteText = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`

/** The values of a field as search terms: `field="value"`, one for each value. */
export const fieldTerms = (name: string, value: Value): string[] =>
  valuesOf(value).map(scalar => `${name}=${quoteText(textOf(scalar) ?? "")}`)
