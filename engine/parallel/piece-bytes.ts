import { Buffer } from "node:buffer"
import { readSync } from "node:fs"
import { faultOf } from "../readers/files.ts"
import type { Piece } from "./piece.ts"

const newline = 0x0a
/** How much is read at once to find where a line begins. */
const stepBytes = 65_536

/**
 * The bytes of a piece: from the beginning of the line that its first line end ends up to its last line end, cut into chunks where the
 * whole file is. Each chunk is overwritten once the next one is asked for.
 */
export class PieceBytes implements AsyncIterable<Uint8Array> {
  /** How many bytes between the piece's start and its end were read. */
  read = 0
  /** The file could not be read any further. */
  broken = false
  private readonly piece: Piece
  private readonly report: (message: string) => void
  private readonly buffer: Buffer

  /**
   * @param buffer what chunks are read into, of their size
   * @param report takes note that reading failed
   */
  constructor(piece: Piece, buffer: Buffer, report: (message: string) => void) {
    this.piece = piece
    this.report = report
    this.buffer = buffer
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const { start, end } = this.piece
    let hasLines = false
    let isCutOff = false
    /** Bytes of a line of which the end has not been met. */
    let open: Buffer[] = []
    while (end === null || start + this.read < end) {
      const wanted = Math.min(this.buffer.length, (end ?? Number.POSITIVE_INFINITY) - start - this.read)
      const chunk = this.fill(this.buffer.subarray(0, wanted), start + this.read)
      // The file may have been cut short since it was split.
      isCutOff = chunk.length < wanted
      if (chunk.length === 0) break
      this.read += chunk.length
      const last = chunk.lastIndexOf(newline)
      if (last === -1) {
        open.push(Buffer.from(chunk))
        continue
      }
      if (!hasLines) yield* this.lineBefore()
      hasLines = true
      yield* open
      yield chunk.subarray(0, last + 1)
      open = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : []
    }
    const isLast = this.broken || ((end === null || isCutOff) && this.read > 0)
    if (!isLast) return
    if (!hasLines) yield* this.lineBefore()
    yield* open
  }

  /** The part of the first line that stands before the piece. */
  private *lineBefore(): Generator<Buffer> {
    const { start, chunkBytes } = this.piece
    const step = Buffer.allocUnsafe(Math.min(stepBytes, start))
    let from = start
    while (from > 0) {
      const lower = Math.max(0, from - stepBytes)
      const bytes = this.fill(step.subarray(0, from - lower), lower)
      const found = bytes.lastIndexOf(newline)
      from = found === -1 ? lower : lower + found + 1
      if (found !== -1 || this.broken) break
    }
    for (let at = from; at < start; ) {
      const next = Math.min(start, (Math.floor(at / chunkBytes) + 1) * chunkBytes)
      yield this.fill(Buffer.allocUnsafe(next - at), at)
      at = next
    }
  }

  /** Reads until the buffer is full or the file ends. */
  private fill(buffer: Buffer, offset: number): Buffer {
    let filled = 0
    try {
      while (filled < buffer.length) {
        const count = readSync(this.piece.descriptor, buffer, filled, buffer.length - filled, offset + filled)
        if (count === 0) break
        filled += count
      }
    } catch (error) {
      if (!this.broken) this.report(`${faultOf(error)}; what came before was read`)
      this.broken = true
    }
    return buffer.subarray(0, filled)
  }
}
