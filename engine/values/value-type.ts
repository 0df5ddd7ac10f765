import type { Event } from "../event.ts"
import type { Result } from "../exec/operator.ts"
import type { Argument } from "../functions/function.ts"
import { numberOf } from "../ir/value.ts"

/** Names of types as typeof() prints them. */
export type ValueType = "Boolean" | "Invalid" | "Multivalue" | "Null" | "Number" | "String"

/**
 * The type of an argument. Fields have no types: a value that looks like a number is one. Text in quotes is a string, whatever it
 * looks like. A field that the event does not have is invalid.
 */
export function typeOf({ expr, evaluate }: Argument): (event: Event) => ValueType {
  if (expr.kind === "literal" && typeof expr.value === "string") return () => "String"
  const missing = expr.kind === "field" ? "Invalid" : "Null"
  return event => {
    const value = evaluate(event)
    if (value === null) return missing
    if (typeof value === "boolean") return "Boolean"
    if (typeof value === "object" && value.length > 1) return "Multivalue"
    return numberOf(value) === null ? "String" : "Number"
  }
}

/** Whether an argument is a number written without decimals or exponent; null for what is no number. */
export function integral({ expr, evaluate }: Argument): (event: Event) => boolean | null {
  if (expr.kind === "literal") {
    const integer = typeof expr.value === "number" ? isInteger(expr.text ?? expr.value) : null
    return () => integer
  }
  return event => isInteger(evaluate(event))
}

function isInteger(value: Result): boolean | null {
  if (typeof value === "number") return Number.isInteger(value)
  if (typeof value === "object" && value !== null) return value.length === 1 ? isInteger(value[0] ?? null) : null
  return numberOf(value) === null ? null : typeof value === "string" && /^[\s\d+-]+$/.test(value)
}
