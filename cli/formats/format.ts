import type { Terminal } from "../terminal.ts"

/** What a command prints: one record of data in the forms that output formats need. */
export interface Output {
  /** The whole record, keys in order. */
  readonly data: Readonly<Record<string, unknown>>
  /** The record as one line of named columns. */
  readonly columns: readonly Column[]
  /** What is too long for a column: a table writes it below the line, CSV as JSON in a last column. */
  readonly details?: { readonly name: string; readonly fields: Readonly<Record<string, unknown>>; readonly texts: readonly string[] }
  /** How grave the record is, which a table shows in colour as well. */
  readonly severity?: string
}

/** `whole`: a table cuts it last, as half of it says nothing. */
export type Column = readonly [name: string, text: string, cut?: "whole"]

export interface FormatWriter {
  write(output: Output): void
  end(): void
}

/** One output format. `print` takes text that ends in a newline where the format has lines. */
export interface Format {
  readonly name: string
  readonly summary: string
  create(print: (text: string) => void, terminal: Terminal): FormatWriter
}
