import type { Result } from "../exec/operator.ts"
import { codePoints, singleText } from "./text-argument.ts"

/** Which ends of a text lose characters. */
export type TrimSide = "left" | "right" | "both"

/**
 * Takes characters off the ends of a text, spaces and tabs unless others are named. Null when the text is missing or a multivalue,
 * or when the characters are.
 */
export function trimText(side: TrimSide, value: Result = null, characters: Result = " \t"): string | null {
  const text = singleText(value)
  const names = singleText(characters)
  if (text === null || names === null) return null
  const dropped = new Set(codePoints(names))
  const rest = codePoints(text)
  let start = 0
  let end = rest.length
  if (side !== "right") while (start < end && dropped.has(rest[start] ?? "")) start++
  if (side !== "left") while (end > start && dropped.has(rest[end - 1] ?? "")) end--
  return rest.slice(start, end).join("")
}
