import stringWidth from "string-width"
import { positionOf, type SourceRange } from "../ir/source.ts"
import type { RuleError } from "./error.ts"

export interface CodeFrameStyle {
  /** Emphasis for a part of the frame; the identity prints plain text. */
  error(text: string): string
  warning(text: string): string
  dim(text: string): string
  bold(text: string): string
}
const plain: CodeFrameStyle = { error: text => text, warning: text => text, dim: text => text, bold: text => text }

/** Most characters of a source line that are shown; a longer one is cut around the caret. */
const maxShown = 120

/**
 * A mistake as text for people: what and where, the source line with carets under the range, the macro calls that led there, and a
 * way out. The only place that formats errors.
 */
export function codeFrame(error: RuleError, style: CodeFrameStyle = plain, severity: "error" | "warning" = "error"): string {
  const lines = [`${style[severity](`${severity}[${error.code}]`)} ${style.bold(printable(error.message))}`]
  if (error.range !== undefined) lines.push(...frame(error.range, style, severity))
  for (let from = error.range?.calledFrom; from !== undefined; from = from.range.calledFrom)
    lines.push(style.dim(`  = in macro "${printable(from.macro)}", called at ${place(from.range)}`))
  if (error.hint !== undefined) lines.push(`  = help: ${printable(error.hint)}`)
  return lines.join("\n")
}

/** `file:line:column` of the start of a range. */
export function place({ source, start }: SourceRange): string {
  const { line, column } = positionOf(source, start)
  return printable(`${source.file}:${line}:${column}`)
}

function frame(range: SourceRange, style: CodeFrameStyle, severity: "error" | "warning"): string[] {
  const { source, start } = range
  const { line, column } = positionOf(source, start)
  const lineStart = start - (column - 1)
  const lineEnd = source.text.indexOf("\n", lineStart)
  const text = source.text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, "")
  const { before, marked, after } = window(text, column - 1, Math.max(range.end - start, 1))
  const number = String(line)
  const gutter = " ".repeat(number.length)
  return [
    style.dim(`${gutter} --> ${place(range)}`),
    `${style.dim(`${number} |`)} ${before}${marked}${after}`.trimEnd(),
    `${style.dim(`${gutter} |`)} ${" ".repeat(stringWidth(before))}${style[severity]("^".repeat(Math.max(1, stringWidth(marked))))}`,
  ]
}

/** What of a line is shown: the marked part, at least its beginning, and what stands around it. */
function window(text: string, start: number, length: number): { before: string; marked: string; after: string } {
  const from = text.length > maxShown ? wholeCharacter(text, Math.max(0, Math.min(start - maxShown / 3, text.length - maxShown))) : 0
  const to = wholeCharacter(text, Math.min(from + maxShown, text.length))
  const end = Math.min(start + length, to)
  return {
    before: (from > 0 ? "…" : "") + printable(text.slice(from, start)),
    marked: printable(text.slice(start, end)),
    after: printable(text.slice(end, to)) + (to < text.length ? "…" : ""),
  }
}

/** The offset, or the one before it where it would cut a surrogate pair. */
const wholeCharacter = (text: string, offset: number): number => {
  const at = Math.floor(offset)
  return /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at
}

/** Text of files is hostile: control characters would move the cursor or colour the terminal. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  text.replace(/\t/g, " ").replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
