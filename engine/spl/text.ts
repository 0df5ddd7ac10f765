import type { SourceRange } from "../ir/source.ts"

/** SPL text whose offsets lead back to what the user wrote. */
export interface SplText {
  readonly text: string
  locate(start: number, end: number): SourceRange | undefined
}

/** Replaces triple-backtick comments outside quotes with blanks, so that every offset stays what it was. */
export function blankComments(text: string): string {
  if (!text.includes("```")) return text
  let result = ""
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ""
    if (quoted && c === "\\") {
      result += c + (text[i + 1] ?? "")
      i++
      continue
    }
    if (c === '"') quoted = !quoted
    if (!quoted && text.startsWith("```", i)) {
      const close = text.indexOf("```", i + 3)
      const end = close === -1 ? text.length : close + 3
      result += text.slice(i, end).replace(/\S/g, " ")
      i = end - 1
      continue
    }
    result += c
  }
  return result
}

/** One command of a pipeline: offsets of its text between bars. */
export interface Segment {
  readonly start: number
  readonly end: number
}

/** Splits `text` between two offsets at the bars that stand outside quotes, backticks and brackets. */
export function splitPipeline(text: string, start: number, end: number): Segment[] {
  const segments: Segment[] = []
  let from = start
  let depth = 0
  for (let i = start; i < end; i++) {
    switch (text[i]) {
      case "\\":
        // An escaped quote in a bare word opens nothing.
        i++
        break
      case '"':
        i = skipQuoted(text, i, end)
        break
      case "`":
        i = skipMacro(text, i, end)
        break
      case "[":
        depth++
        break
      case "]":
        depth--
        break
      case "|":
        if (depth <= 0) {
          segments.push({ start: from, end: i })
          from = i + 1
        }
        break
      default:
    }
  }
  segments.push({ start: from, end })
  return segments
}

/** Offset of the closing quote (or of the last character when there is none). */
export function skipQuoted(text: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    if (text[i] === "\\") i++
    else if (text[i] === '"') return i
  }
  return end
}

/** Offset of the closing backtick; quotes inside a macro call protect backticks. */
export function skipMacro(text: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    if (text[i] === '"') i = skipQuoted(text, i, end)
    else if (text[i] === "`") return i
  }
  return end
}

/** Offset of the bracket that closes the one at `start`, or -1. */
export function closingBracket(text: string, start: number, end: number): number {
  let depth = 0
  for (let i = start; i < end; i++) {
    switch (text[i]) {
      case "\\":
        i++
        break
      case '"':
        i = skipQuoted(text, i, end)
        break
      case "`":
        i = skipMacro(text, i, end)
        break
      case "[":
        depth++
        break
      case "]":
        depth--
        if (depth === 0) return i
        break
      default:
    }
  }
  return -1
}

/**
 * Undoes the escapes of a quoted text: `\"` is a quote and `\\` a backslash; a backslash before anything else is itself.
 */
export const unescapeQuoted = (text: string): string => (text.includes("\\") ? text.replace(/\\(["\\])/g, "$1") : text)

/** The inverse: escapes what `unescapeQuoted` would otherwise take for an escape. */
export function escapeQuoted(text: string): string {
  return text.replace(/\\(?=["\\]|$)|"/g, "\\$&")
}
