import { textOf, type Value, valuesOf } from "../ir/value.ts"

/** A text in double quotes, as a search expression reads it back. */
export const quoteText = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`

/** The values of a field as search terms: `field="value"`, one for each value. A name that would not be read as one is put in quotes. */
export function fieldTerms(name: string, value: Value): string[] {
  const written = bare.test(name) ? name : quoteText(name)
  return valuesOf(value).map(scalar => `${written}=${quoteText(textOf(scalar) ?? "")}`)
}

/** Whether a field of a subsearch's results holds search text. */
export const isSearchText = (name: string): boolean => name === "search" || name === "query"

/** Whether a value can stand as a term of its own without quotes. */
export const isBareTerm = (text: string): boolean => bare.test(text) && !/^(?:AND|OR|NOT|IN|TERM|CASE)$/.test(text)
const bare = /^[^\s()[\]|"`,=<>!\\]+$/
