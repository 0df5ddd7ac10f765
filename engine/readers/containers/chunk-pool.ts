import { Buffer } from "node:buffer"

/** Most buffers that are kept: one is read into while another is worked on. */
const mostFree = 2

/** Buffers that chunks of a file are read into. One is used again once whoever worked on its chunk gives it back, which nobody has to. */
export class ChunkPool {
  private readonly size: number
  private readonly free: Buffer[] = []
  /** Lengths of the chunks that are out, by their memory. */
  private readonly out = new WeakMap<ArrayBufferLike, number>()

  /** @param size bytes of a buffer */
  constructor(size: number) {
    this.size = size
  }

  take(): Buffer {
    return this.free.pop() ?? Buffer.allocUnsafeSlow(this.size)
  }

  /** Takes note that the first bytes of a buffer are given out as a chunk. */
  give(buffer: Buffer, length: number): Buffer {
    this.out.set(buffer.buffer, length)
    return buffer.subarray(0, length)
  }

  /** Takes a chunk back whose bytes nobody reads any more; what is not a whole chunk of this pool is left alone. */
  release(chunk: Uint8Array): void {
    if (chunk.byteOffset !== 0 || this.out.get(chunk.buffer) !== chunk.length) return
    this.out.delete(chunk.buffer)
    if (this.free.length < mostFree) this.free.push(Buffer.from(chunk.buffer, 0, this.size))
  }
}
