import { RuleError } from "./errors/error.ts"
import type { SourceRange } from "./ir/source.ts"

/** A macro call as text: its name, its arguments as written (quotes undone), and where it ends. */
export interface MacroCallText {
  readonly name: string
  readonly args: readonly string[]
  /** Offset behind the closing backtick. */
  readonly end: number
}

/**
 * Reads `` `name` `` or `` `name(a, "b, c")` `` whose opening backtick stands at `start`. Arguments are split at commas outside quotes
 * and parentheses; quotes around a whole argument are dropped, as they only protect its commas.
 * @throws RuleError "syntax"
 */
export function readMacroCall(text: string, start: number, locate: (start: number, end: number) => SourceRange | undefined): MacroCallText {
  let i = start + 1
  let quoted = false
  for (; i < text.length; i++) {
    const c = text[i]
    if (c === "\\" && quoted) i++
    else if (c === '"') quoted = !quoted
    else if (c === "`" && !quoted) break
  }
  if (i >= text.length)
    throw new RuleError("syntax", "macro call is not closed", { range: locate(start, text.length), hint: "add a closing backtick" })
  const body = text.slice(start + 1, i)
  const end = i + 1
  const match = /^\s*([^\s(),"'`|[\]]+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(body)
  if (match === null)
    throw new RuleError("syntax", `malformed macro call "${body.slice(0, 60)}"`, {
      range: locate(start, end),
      hint: "write `name` or `name(argument, ...)`",
    })
  const name = match[1] ?? ""
  const inner = match[2]
  return { name, args: inner === undefined || inner.trim() === "" ? [] : splitArguments(inner), end }
}

function splitArguments(text: string): string[] {
  const args: string[] = []
  let depth = 0
  let quoted = false
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === "\\" && quoted) i++
    else if (c === '"') quoted = !quoted
    else if (!quoted && c === "(") depth++
    else if (!quoted && c === ")") depth--
    else if (!quoted && depth <= 0 && c === ",") {
      args.push(text.slice(start, i))
      start = i + 1
    }
  }
  args.push(text.slice(start))
  return args.map(argument => {
    const trimmed = argument.trim()
    const quotes = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(trimmed)
    return quotes?.[1] !== undefined ? quotes[1].replace(/\\(["\\])/g, "$1") : trimmed
  })
}

/** The inverse of `readMacroCall`. */
export function printMacroCall(name: string, args: readonly string[]): string {
  if (args.length === 0) return `\`${name}\``
  const print = (argument: string): string => {
    const plain = splitArguments(argument)
    return plain.length === 1 && plain[0] === argument && !argument.includes("`") ? argument : `"${argument.replace(/["\\]/g, "\\$&")}"`
  }
  return `\`${name}(${args.map(print).join(", ")})\``
}
