import type { Buffer } from "node:buffer"
import { Decompress } from "fzstd"
import type { ByteStream } from "./byte-stream.ts"
import { DamageError, type Decoder } from "./decoder.ts"

const frameMagic = 0xfd2fb528
/** Skippable frames have any of 16 magic numbers. */
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5
/** RFC 8878: no block gives more. */
const longestBlock = 131_072
/** As the zstd program allows it without being asked (`--long=27`). */
const largestWindow = 2 ** 27

const magicOf = (head: Uint8Array): number =>
  head.length < 4 ? 0 : new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0, true)

/** RFC 8878, without dictionaries; content checksums are not verified. */
export const zstd: Decoder = {
  name: "zstd",
  recognises: head => magicOf(head) === frameMagic || isSkippable(magicOf(head)),
  async *decode(stream, report) {
    try {
      for (;;) {
        const head = await stream.peek(4)
        if (head.length === 0) return
        if (isSkippable(magicOf(head))) {
          const header = await take(stream, 8)
          if (!(await stream.skip(header.readUInt32LE(4)))) throw cutOff()
        } else if (magicOf(head) === frameMagic) yield* frame(stream)
        else {
          report("zstd: what stands behind the compressed data is left out")
          return
        }
      }
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      report(`zstd: ${error.message}; what came before was read`)
    }
  },
}

/** Gives a frame to the decompressor block by block, so that each step gives at most one block. */
async function* frame(stream: ByteStream): AsyncGenerator<Uint8Array> {
  const { bytes, hasChecksum } = await frameHeader(stream)
  let output: Uint8Array[] = []
  const decompressor = new Decompress(chunk => {
    if (chunk.length > 0) output.push(chunk)
  })
  const push = (piece: Uint8Array, last: boolean): Uint8Array[] => {
    try {
      decompressor.push(piece, last)
    } catch {
      throw new DamageError("the compressed data are damaged")
    }
    const chunks = output
    output = []
    return chunks
  }
  push(bytes, false)
  for (;;) {
    const header = await stream.peek(3)
    if (header.length < 3) throw cutOff()
    const bits = header.readUIntLE(0, 3)
    const isLast = (bits & 1) === 1
    const isRepeated = ((bits >> 1) & 3) === 1
    const size = bits >> 3
    if (size > longestBlock) throw new DamageError("the compressed data are damaged")
    const block = await take(stream, 3 + (isRepeated ? 1 : size) + (isLast && hasChecksum ? 4 : 0))
    yield* push(block, isLast)
    if (isLast) return
  }
}

async function frameHeader(stream: ByteStream): Promise<{ readonly bytes: Buffer; readonly hasChecksum: boolean }> {
  const start = await stream.peek(6)
  const descriptor = start[4]
  if (descriptor === undefined || start.length < 6) throw cutOff()
  const isSingleSegment = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >> 6
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag
  const length = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes
  const bytes = await take(stream, length)
  if (dictionaryBytes > 0 && bytes.subarray(length - sizeBytes - dictionaryBytes, length - sizeBytes).some(byte => byte !== 0))
    throw new DamageError("the data need a dictionary, which is not supported")
  const exponent = start[5] ?? 0
  const window = isSingleSegment ? contentSize(bytes.subarray(length - sizeBytes)) : 2 ** (10 + (exponent >> 3)) * (1 + (exponent & 7) / 8)
  if (window > largestWindow) throw new DamageError(`the data need a window of ${window} bytes, more than the limit of ${largestWindow}`)
  return { bytes, hasChecksum: (descriptor & 4) !== 0 }
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0))
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0)
}

async function take(stream: ByteStream, size: number): Promise<Buffer> {
  const bytes = await stream.take(size)
  if (bytes.length < size) throw cutOff()
  return bytes
}

const cutOff = (): DamageError => new DamageError("the compressed data are cut off")
