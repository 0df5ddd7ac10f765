/** Data that a reader gives: what JSON can hold. Object keys may be any text; readers build objects without a prototype chain trap. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

/** Where in its input a record stands: whichever of these the format has. One-based line, zero-based byte offset, record id. */
export interface RecordPosition {
  readonly line?: number
  readonly offset?: number
  readonly record?: number
}

/** What a format says of a record besides its data, when it says so (an export's envelope, an archive's manifest). */
export interface RecordHints {
  readonly host?: string
  readonly source?: string
  readonly sourcetype?: string
  readonly index?: string
  /** Epoch seconds. */
  readonly time?: number
}

/** One record of a log, before any data source has given names to its fields. */
export interface RawRecord {
  /** The reader that read it. */
  readonly format: string
  /** The record's structure; null for plain text, whose fields are extracted later. */
  readonly data: JsonObject | null
  /** The record as it stood in the log (`_raw`); made on demand where the log is binary. */
  text(): string
  readonly position: RecordPosition
  readonly hints?: RecordHints
}

/** A record, or a part of the input, that could not be read. Reading goes on behind it. */
export interface ReadProblem {
  readonly position: RecordPosition
  /** Lower case, no full stop. */
  readonly message: string
}

/**
 * Looks at the lines of a log before they are parsed. `pass` gets whole lines, the first of which begins at `from`, and gives the place
 * of the first that has to be looked at by itself, or the end; the `passed` ones before it are valid records that nobody wants.
 * `skips` gets a line without its line end, in valid UTF-8, behind which a byte below 0x20 or the end of the bytes stands; true says
 * that it is one valid record and that nobody wants it, so that it is left out. `keep` gets the record that the line that was looked
 * at last turned out to be.
 */
export interface LineFilter {
  pass(lines: Buffer, from: number, longest: number): number
  readonly passed: number
  skips(bytes: Buffer, start: number, end: number): boolean
  keep(record: RawRecord): void
}

export interface ReadContext {
  /** Name of the input, as the user gave it. */
  readonly name: string
  report(problem: ReadProblem): void
  /** Longest record in bytes; a longer one is reported and left out. */
  readonly maxRecordBytes: number
  /** Gives back a chunk of which the reader keeps nothing, so that its memory is used again. No reader has to. */
  release?(chunk: Uint8Array): void
  /** What may leave lines out; only readers whose lines are JSON objects ask it. */
  readonly lines?: LineFilter | undefined
}

/** Takes one line of text and adds the records that it holds. The line number is one-based. */
export type LineVisitor = (text: string, line: number, records: RawRecord[]) => void

/** One log format. */
export interface ReaderDefinition {
  readonly name: string
  readonly docs: { readonly summary: string; readonly description?: string }
  /**
   * How sure the reader is that the input is of its format, from 0 (not at all) to 1, by its first bytes (up to 64 KiB,
   * decompressed). The name may raise the confidence, never decide alone.
   */
  recognise(head: Uint8Array, name: string): number
  /** Gives records in batches, in the order of the input, in memory that does not grow with the input. */
  read(chunks: AsyncIterable<Uint8Array>, ctx: ReadContext): AsyncIterable<readonly RawRecord[]>
  /**
   * Of a format whose lines are records each by itself: what `read` makes of a line, so that parts of a log can be read apart and in
   * any order.
   */
  visitor?(ctx: ReadContext): LineVisitor
}
