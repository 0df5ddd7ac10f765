import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { closingBacktick } from "../macro-call.ts"

/** SPL text whose offsets lead back to what the user wrote. */
export interface SplText {
  readonly text: string
  locate(start: number, end: number): SourceRange | undefined
}

/** Most levels of nesting: a parenthesis or a NOT is one, a subsearch ten. Hostile text must not exhaust the stack. */
export const maxLevel = 200
export const subsearchLevels = 10

/**
 * Replaces triple-backtick comments outside quotes with blanks, so that every offset stays what it was.
 * @throws RuleError "syntax" when a comment is not closed
 */
export function blankComments({ text, locate }: SplText): string {
  const first = text.indexOf("```")
  if (first === -1) return text
  let result = ""
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === "\\") i++
    else if (c === '"') i = skipQuoted(text, i, text.length)
    else if (c === "`" && text.startsWith("```", i)) {
      const close = text.indexOf("```", i + 3)
      if (close === -1)
        throw new RuleError("syntax", "comment is not closed", { range: locate(i, i + 3), hint: "end it with three backticks" })
      result += text.slice(from, i) + text.slice(i, close + 3).replace(/\S/g, " ")
      from = close + 3
      i = from - 1
    }
  }
  return result + text.slice(from)
}

/** White space: everything that a regular expression calls so. */
export const isBlank = (c: number): boolean => c === 32 || (c >= 9 && c <= 13) || (c > 127 && /\s/.test(String.fromCharCode(c)))

/** One command of a pipeline: offsets of its text between bars. */
export interface Segment {
  readonly start: number
  readonly end: number
}

/** Splits `text` between two offsets at the bars that stand outside quotes, macro calls and brackets. */
export function splitPipeline(text: string, start: number, end: number): Segment[] {
  const segments: Segment[] = []
  let from = start
  let depth = 0
  for (let at = nextMark(text, start, end); at < end; at = nextMark(text, at + 1, end)) {
    const mark = text.charCodeAt(at)
    if (mark === openBracket) depth++
    else if (mark === closeBracket) depth--
    else if (depth <= 0) {
      segments.push({ start: from, end: at })
      from = at + 1
    }
  }
  segments.push({ start: from, end })
  return segments
}

/** Offset of the bracket that closes the one at `start`, or -1. */
export function closingBracket(text: string, start: number, end: number): number {
  let depth = 0
  for (let at = nextMark(text, start, end); at < end; at = nextMark(text, at + 1, end)) {
    const mark = text.charCodeAt(at)
    if (mark === openBracket) depth++
    else if (mark === closeBracket && --depth === 0) return at
  }
  return -1
}

/** Offset of the next bracket or bar outside quotes and macro calls, from one that stands outside them; `end` or more when there is none. */
function nextMark(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    switch (text.charCodeAt(i)) {
      case backslash:
        // An escaped quote or bar in a bare word is a character like any other.
        i++
        break
      case quote:
        i = skipQuoted(text, i, end)
        break
      case backtick:
        i = skipMacro(text, i, end)
        break
      case openBracket:
      case closeBracket:
      case bar:
        return i
      default:
    }
  }
  return end
}

const backslash = 92
const quote = 34
const backtick = 96
const openBracket = 91
const closeBracket = 93
const bar = 124

/** Offset of the closing quote; `end` when there is none. */
export function skipQuoted(text: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c === backslash) i++
    else if (c === quote) return i
  }
  return end
}

/** Offset of the backtick that closes a macro call; `end` when there is none. */
function skipMacro(text: string, start: number, end: number): number {
  const close = closingBacktick(text, start, end)
  return close === -1 ? end : close
}

/**
 * Undoes the escapes of a quoted text: `\"` is a quote and `\\` a backslash; a backslash before anything else is itself.
 */
export const unescapeQuoted = (text: string): string => (text.includes("\\") ? text.replace(/\\(["\\])/g, "$1") : text)

/** Undoes the escapes of a bare word, in which a bar is escaped as well. */
export const unescapeBare = (text: string): string => (text.includes("\\") ? text.replace(/\\(["\\|])/g, "$1") : text)

/** The inverse of `unescapeQuoted`: escapes what that would otherwise take for an escape. */
export function escapeQuoted(text: string): string {
  return text.replace(/\\(?=["\\]|$)|"/g, "\\$&")
}
