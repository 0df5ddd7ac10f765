import type { InputFacts } from "../sources/catalog.ts"

/** A part of a file: the lines that end in it, and in the last part what stands behind the last line end. */
export interface Piece {
  readonly facts: InputFacts
  /** Name of the reader. */
  readonly format: string
  /** Of the open file; threads share descriptors. */
  readonly descriptor: number
  /** Offset of the first byte. */
  readonly start: number
  /** Offset behind the last byte; null for the end of the file, wherever it is by then. */
  readonly end: number | null
  /** The file is read in so many bytes at once, from its beginning: `start` is a multiple of it. */
  readonly chunkBytes: number
  readonly maxRecordBytes: number
}

/** As much as a file is read at once where it is read in one go: records come in the same batches however it is split. */
const mostChunkBytes = 1 << 21

/** The pieces of a file of a size, each of about so many bytes. */
export function* piecesOf(size: number, pieceBytes: number): Generator<Pick<Piece, "start" | "end" | "chunkBytes">> {
  const chunkBytes = Math.min(pieceBytes, mostChunkBytes)
  const length = Math.floor(pieceBytes / chunkBytes) * chunkBytes
  for (let start = 0; start < size; start += length) yield { start, end: start + length < size ? start + length : null, chunkBytes }
}
