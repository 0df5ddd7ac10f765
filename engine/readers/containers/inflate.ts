import { Buffer } from "node:buffer"
import * as zlib from "node:zlib"
import type { ByteStream } from "./byte-stream.ts"
import { DamageError } from "./decoder.ts"

/** Compressed bytes that are inflated at a time: at most a thousand times as many come out. */
const sliceBytes = 32_768

/**
 * Inflates one DEFLATE stream and takes no byte behind it. The next slice is inflated, in a thread of its own, while the
 * consumer works on the last.
 * @throws DamageError when the stream is damaged or cut off, after all that came before
 */
export async function* inflate(stream: ByteStream): AsyncGenerator<Buffer> {
  const engine = zlib.createInflateRaw({ chunkSize: 65_536 })
  let output: Buffer[] = []
  let failure: Error | null = null
  let done = false
  // zlib neither calls back a write that goes beyond the end of the DEFLATE stream nor one that fails.
  let settle = () => {}
  engine.on("data", (chunk: Buffer) => output.push(chunk))
  engine.on("end", () => {
    done = true
    settle()
  })
  engine.on("error", error => {
    failure = error
    settle()
  })
  const write = (slice: Buffer): Promise<void> =>
    new Promise(resolve => {
      settle = resolve
      engine.write(slice, () => resolve())
    })
  const end = (): Promise<void> =>
    new Promise(resolve => {
      settle = resolve
      engine.end()
    })
  const takeOutput = async (): Promise<Buffer[]> => {
    while (engine.readableLength > 0 && failure === null) await new Promise(resolve => setImmediate(resolve))
    const chunks = output
    output = []
    return chunks
  }

  let slice: Buffer = Buffer.alloc(0)
  let fed = 0
  let atEnd = false
  try {
    let pending: Promise<void> = Promise.resolve()
    while (!done && failure === null) {
      await pending
      const chunks = await takeOutput()
      if (done || failure !== null) {
        yield* chunks
        break
      }
      slice = await stream.takeSome(sliceBytes)
      fed += slice.length
      if (slice.length === 0) atEnd = true
      pending = atEnd ? end() : write(slice)
      yield* chunks
    }
    yield* await takeOutput()
    if (failure !== null) throw new DamageError(`the compressed data are ${atEnd ? "cut off" : "damaged"}`)
    stream.putBack(slice.subarray(slice.length - (fed - engine.bytesWritten)))
  } finally {
    engine.destroy()
  }
}

/** A running CRC-32, null where Node has none (before 20.15). */
export type Checksum = { add(bytes: Uint8Array): void; readonly value: number }

export function crc32(): Checksum | null {
  if (typeof zlib.crc32 !== "function") return null
  let value = 0
  return {
    add(bytes) {
      value = zlib.crc32(bytes, value)
    },
    get value() {
      return value
    },
  }
}
