import type { SourceRange } from "../ir/source.ts"
import type { SplReader } from "../spl/syntax.ts"

/** A regular expression or a sed script, and where it stands without its quotes. */
export interface PatternText {
  readonly text: string
  readonly range?: SourceRange | undefined
}

/**
 * Reads a regular expression. Inside quotes `\"` is a quote and `\\` a backslash, as in any SPL string, before the rest is read as a
 * regular expression: `"\\\\"` is the expression of one backslash, and so is `"\\\("` in front of a group. Without quotes it is what
 * is left of the command, as written.
 */
export function readPattern(args: SplReader): PatternText {
  const start = args.offset
  if (!args.peekQuoted()) return { text: args.pattern(), range: args.rangeFrom(start) }
  const text = args.string()
  return { text, range: withoutQuotes(args.rangeFrom(start)) }
}

export const withoutQuotes = (range: SourceRange | undefined): SourceRange | undefined =>
  range === undefined ? undefined : { ...range, start: range.start + 1, end: Math.max(range.start + 1, range.end - 1) }
