import type { Terminal } from "../terminal.ts"

/** What a command prints: one record of data in the forms that output formats need. */
export interface Output {
  /** The whole record, keys in order. */
  readonly data: Readonly<Record<string, unknown>>
  /** The record as one line of named columns. */
  readonly columns: readonly (readonly [name: string, text: string])[]
}

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
