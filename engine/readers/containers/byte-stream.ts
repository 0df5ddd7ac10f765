import { Buffer } from "node:buffer"

const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A stream of bytes that is read once, and whose beginning can be looked at before. */
export class ByteStream implements AsyncIterable<Uint8Array> {
  private readonly source: AsyncIterator<Uint8Array>
  private ready: Buffer[] = []
  private available = 0
  private ended = false

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]()
  }

  /** The next bytes, which stay in the stream; fewer than asked for only at its end. */
  async peek(size: number): Promise<Buffer> {
    while (this.available < size && (await this.pull()));
    const [first] = this.ready
    if (first === undefined) return Buffer.alloc(0)
    if (first.length >= size || this.ready.length === 1) return first.subarray(0, size)
    const joined = Buffer.concat(this.ready)
    this.ready = [joined]
    return joined.subarray(0, size)
  }

  /** Takes the next bytes; fewer than asked for only at the stream's end. */
  async take(size: number): Promise<Buffer> {
    const bytes = await this.peek(size)
    this.drop(bytes.length)
    return bytes
  }

  /** Takes what is there without waiting for more than one chunk; empty at the stream's end. */
  async takeSome(most: number): Promise<Buffer> {
    while (this.available === 0 && (await this.pull()));
    const bytes = (this.ready[0] ?? Buffer.alloc(0)).subarray(0, most)
    this.drop(bytes.length)
    return bytes
  }

  /** Leaves bytes out. False when the stream ends before. */
  async skip(size: number): Promise<boolean> {
    let rest = size
    while (rest > 0) {
      const skipped = (await this.takeSome(rest)).length
      if (skipped === 0) return false
      rest -= skipped
    }
    return true
  }

  /** Gives back bytes that were taken last. */
  putBack(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.ready.unshift(bytes)
    this.available += bytes.length
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const bytes = await this.takeSome(Number.POSITIVE_INFINITY)
      if (bytes.length === 0) return
      yield bytes
    }
  }

  /** Ends the source; what was not read is lost. */
  async close(): Promise<void> {
    this.ended = true
    this.ready = []
    this.available = 0
    await this.source.return?.()
  }

  private async pull(): Promise<boolean> {
    if (this.ended) return false
    const next = await this.source.next()
    if (next.done === true) {
      this.ended = true
      return false
    }
    if (next.value.length > 0) {
      this.ready.push(toBuffer(next.value))
      this.available += next.value.length
    }
    return true
  }

  private drop(size: number): void {
    this.available -= size
    let rest = size
    for (;;) {
      const [first] = this.ready
      if (first === undefined || rest === 0) return
      if (first.length > rest) {
        this.ready[0] = first.subarray(rest)
        return
      }
      rest -= first.length
      this.ready.shift()
    }
  }
}
