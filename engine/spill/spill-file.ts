import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const blockBytes = 256 * 1024
/** Reading goes on in many places at once. */
const readBytes = 64 * 1024
const newline = 10

/** Where lines stand in a file. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/**
 * A private file for lines of text, in a folder of its own below the system's temporary folder (TMPDIR). Where the system allows it,
 * file and folder lose their names as soon as they are open, so that nothing is left behind whatever ends the process.
 */
export class SpillFile {
  private readonly descriptor: number
  private readonly block = Buffer.allocUnsafe(blockBytes)
  private folder: string | null
  private size = 0
  private readonly remove = (): void => {
    if (this.folder === null) return
    try {
      rmSync(this.folder, { recursive: true, force: true })
      this.folder = null
    } catch {
      // The file is still open on a system that keeps open files: it is removed once it is closed.
    }
  }

  constructor() {
    // Made with mode 0700.
    this.folder = mkdtempSync(join(tmpdir(), "sluice-"))
    try {
      this.descriptor = openSync(join(this.folder, "rows"), "wx+", 0o600)
    } finally {
      this.remove()
    }
    if (this.folder !== null) process.on("exit", this.remove)
  }

  get bytes(): number {
    return this.size
  }

  /** Appends lines, none of which holds a line break or a lone surrogate. */
  writeLines(lines: Iterable<string>): LineRange {
    const { block } = this
    const start = this.size
    let at = 0
    for (const line of lines) {
      // A UTF-16 code unit takes at most three bytes.
      const most = line.length * 3 + 1
      if (at + most > blockBytes) {
        this.append(block, at)
        at = 0
      }
      if (most > blockBytes) {
        const bytes = Buffer.from(`${line}\n`)
        this.append(bytes, bytes.length)
      } else {
        at += block.write(line, at)
        block[at++] = newline
      }
    }
    this.append(block, at)
    return { start, end: this.size }
  }

  /** The lines of a range, read as they are asked for. */
  *readLines({ start, end }: LineRange): Generator<string, void> {
    let buffer = Buffer.allocUnsafe(Math.min(readBytes, end - start))
    let held = 0
    for (let position = start; position < end; ) {
      if (held === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2)
        buffer.copy(larger, 0, 0, held)
        buffer = larger
      }
      const count = readSync(this.descriptor, buffer, held, Math.min(buffer.length - held, end - position), position)
      if (count === 0) throw new Error("a temporary file is shorter than what was written to it")
      position += count
      const filled = held + count
      let from = 0
      for (let at = buffer.indexOf(newline, held); at !== -1 && at < filled; at = buffer.indexOf(newline, from)) {
        yield buffer.toString("utf8", from, at)
        from = at + 1
      }
      held = filled - from
      buffer.copyWithin(0, from, filled)
    }
  }

  close(): void {
    closeSync(this.descriptor)
    this.remove()
    process.off("exit", this.remove)
  }

  private append(bytes: Uint8Array, length: number): void {
    for (let written = 0; written < length; ) written += writeSync(this.descriptor, bytes, written, length - written, this.size + written)
    this.size += length
  }
}
