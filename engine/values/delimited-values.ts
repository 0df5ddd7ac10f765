import type { Scalar } from "../ir/value.ts"

const delimiter = Symbol("delimiter")

/** A multivalue that remembers what its values are joined with when it becomes a single value again. */
export const withDelimiter = (values: readonly Scalar[], text: string): readonly Scalar[] =>
  Object.defineProperty([...values], delimiter, { value: text, enumerable: false })

/** What the values are joined with where something was said; null where nothing was. */
export function delimiterOf(values: readonly Scalar[]): string | null {
  const text: unknown = delimiter in values ? values[delimiter] : undefined
  return typeof text === "string" ? text : null
}
