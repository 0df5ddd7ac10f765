import { positionOf, type SourceRange } from "../ir/source.ts"
import type { RuleError } from "./error.ts"

export interface CodeFrameStyle {
  /** Emphasis for a part of the frame; the identity prints plain text. */
  error(text: string): string
  dim(text: string): string
  bold(text: string): string
}
const plain: CodeFrameStyle = { error: text => text, dim: text => text, bold: text => text }

/** Widest source line that is printed whole; a longer one is cut around the caret. */
const maxWidth = 120

/**
 * A mistake as text for people: what and where, the source line with carets under the range, the macro calls that led there, and a
 * way out. The only place that formats errors.
 */
export function codeFrame(error: RuleError, style: CodeFrameStyle = plain): string {
  const lines = [`${style.error(`error[${error.code}]`)} ${style.bold(printable(error.message))}`]
  if (error.range !== undefined) lines.push(...frame(error.range, style))
  for (let from = error.range?.calledFrom; from !== undefined; from = from.range.calledFrom)
    lines.push(style.dim(`  = in macro "${printable(from.macro)}", called at ${place(from.range)}`))
  if (error.hint !== undefined) lines.push(`  = help: ${printable(error.hint)}`)
  return lines.join("\n")
}

/** `file:line:column` of the start of a range. */
export function place({ source, start }: SourceRange): string {
  const { line, column } = positionOf(source, start)
  return `${source.file}:${line}:${column}`
}

function frame(range: SourceRange, style: CodeFrameStyle): string[] {
  const { source, start } = range
  const { line, column } = positionOf(source, start)
  const lineStart = start - (column - 1)
  const lineEnd = source.text.indexOf("\n", lineStart)
  const text = source.text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, "")
  const width = Math.max(1, Math.min(range.end - start, text.length - (column - 1)))
  const from = text.length > maxWidth ? Math.max(0, column - 1 - maxWidth / 2) : 0
  const shown = text.slice(from, from + maxWidth)
  const number = String(line)
  const gutter = " ".repeat(number.length)
  const caretAt = column - 1 - from
  const carets = "^".repeat(Math.max(1, Math.min(width, shown.length - caretAt)))
  return [
    style.dim(`${gutter} --> ${place(range)}`),
    `${style.dim(`${number} |`)} ${printable(shown)}`,
    `${style.dim(`${gutter} |`)} ${" ".repeat(Math.max(0, caretAt))}${style.error(carets)}`,
  ]
}

/** Text of files is hostile: control characters would move the cursor or colour the terminal. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  text.replace(/\t/g, " ").replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
