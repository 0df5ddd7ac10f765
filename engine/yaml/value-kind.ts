/** Kinds of values in YAML and JSON. */
export const kinds = ["string", "number", "boolean", "null", "array", "object"] as const
export type Kind = (typeof kinds)[number]

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "null"
  if (Array.isArray(value)) return "array"
  return kinds.find(kind => kind === typeof value) ?? "object"
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
