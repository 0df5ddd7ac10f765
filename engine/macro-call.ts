import { RuleError } from "./errors/error.ts"
import type { SourceRange } from "./ir/source.ts"

/** A macro call as text: its name, its arguments (quotes undone), and where it ends. */
export interface MacroCallText {
  readonly name: string
  readonly args: readonly string[]
  /** Where each argument's text begins; null where escapes were undone in it, so that offsets do not carry over. */
  readonly argOffsets: readonly (number | null)[]
  /** Offset behind the closing backtick. */
  readonly end: number
}

/** Deepest nesting of calls as arguments of calls. */
const maxDepth = 32

/**
 * Reads `` `name` `` or `` `name(a, "b, c")` `` whose opening backtick stands at `start`. Arguments are split at commas outside quotes
 * and parentheses; quotes around a whole argument are dropped, as they only protect what is in it. An argument may be a call itself.
 * @throws RuleError "syntax"
 */
export function readMacroCall(text: string, start: number, locate: (start: number, end: number) => SourceRange | undefined): MacroCallText {
  const close = closingBacktick(text, start, text.length)
  if (close === -1)
    throw new RuleError("syntax", "macro call is not closed", { range: locate(start, start + 1), hint: "add a closing backtick" })
  const end = close + 1
  const head = /\s*([^\s(),"'`|[\]]+)\s*/y
  head.lastIndex = start + 1
  const name = head.exec(text)?.[1]
  const open = head.lastIndex
  const whole = text.slice(open, close).trimEnd()
  if (name === undefined || open > close || (whole !== "" && !(whole.startsWith("(") && whole.endsWith(")"))))
    throw new RuleError("syntax", `malformed macro call "${text.slice(start + 1, Math.min(close, start + 61))}"`, {
      range: locate(start, end),
      hint: "write `name` or `name(argument, ...)`",
    })
  const pieces = whole === "" ? [] : splitArguments(text, open + 1, open + whole.length - 1)
  return { name, args: pieces.map(piece => piece.text), argOffsets: pieces.map(piece => piece.offset), end }
}

/**
 * Offset of the backtick that closes the call at `start`, or -1. Quotes protect backticks, and so do parentheses: what begins within
 * them is another call.
 */
export function closingBacktick(text: string, start: number, end: number, depth = 0): number {
  let parentheses = 0
  for (let i = start + 1; i < end; i++) {
    switch (text[i]) {
      case '"':
        for (i++; i < end && text[i] !== '"'; i++) if (text[i] === "\\") i++
        break
      case "(":
        parentheses++
        break
      case ")":
        parentheses--
        break
      case "`": {
        if (parentheses <= 0) return i
        const inner = depth < maxDepth ? closingBacktick(text, i, end, depth + 1) : -1
        if (inner === -1) return -1
        i = inner
        break
      }
      default:
    }
  }
  return -1
}

interface Argument {
  readonly text: string
  readonly offset: number | null
}

function splitArguments(text: string, start: number, end: number): Argument[] {
  if (text.slice(start, end).trim() === "") return []
  const args: Argument[] = []
  let depth = 0
  let from = start
  for (let i = start; i < end; i++) {
    switch (text[i]) {
      case '"':
        for (i++; i < end && text[i] !== '"'; i++) if (text[i] === "\\") i++
        break
      case "`": {
        const close = closingBacktick(text, i, end)
        if (close !== -1) i = close
        break
      }
      case "(":
        depth++
        break
      case ")":
        depth--
        break
      case ",":
        if (depth > 0) break
        args.push(argument(text, from, i))
        from = i + 1
        break
      default:
    }
  }
  args.push(argument(text, from, end))
  return args
}

function argument(text: string, from: number, to: number): Argument {
  const raw = text.slice(from, to)
  const trimmed = raw.trim()
  const offset = from + raw.length - raw.trimStart().length
  const quoted = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(trimmed)?.[1]
  if (quoted === undefined) return { text: trimmed, offset }
  const plain = quoted.replace(/\\(["\\])/g, "$1")
  return { text: plain, offset: plain === quoted ? offset + 1 : null }
}

/** The inverse of `readMacroCall`. */
export function printMacroCall(name: string, args: readonly string[]): string {
  if (args.length === 0) return `\`${name}\``
  return `\`${name}(${args.map(printArgument).join(", ")})\``
}

function printArgument(text: string): string {
  const read = splitArguments(text, 0, text.length)
  const balanced = /^[^"`()]*$/.test(text) || closingBacktick(`\`(${text})\``, 0, text.length + 4) === text.length + 3
  return balanced && read.length === 1 && read[0]?.text === text ? text : `"${text.replace(/["\\]/g, "\\$&")}"`
}
