/** One text that ranges point into: a YAML file, or an SPL string given on the command line. */
export interface SourceText {
  /** Path as the user named it, or a description in angle brackets such as `<search>`. */
  readonly file: string
  readonly text: string
}

/** Half-open character offsets (UTF-16 code units) into one source text. */
export interface SourceRange {
  readonly source: SourceText
  readonly start: number
  readonly end: number
  /** Set when the text stands in a macro definition: where that macro was called. */
  readonly calledFrom?: { readonly macro: string; readonly range: SourceRange } | undefined
}

/** One-based line and column of an offset. */
export function positionOf(source: SourceText, offset: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (let i = source.text.indexOf("\n"); i !== -1 && i < offset; i = source.text.indexOf("\n", i + 1)) {
    line++
    lineStart = i + 1
  }
  return { line, column: offset - lineStart + 1 }
}
