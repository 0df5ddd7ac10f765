import type { ByteStream } from "./byte-stream.ts"
import { DamageError, type Decoder } from "./decoder.ts"
import { crc32, inflate } from "./inflate.ts"

const hasHeaderChecksum = 2
const hasExtra = 4
const hasName = 8
const hasComment = 16

/** RFC 1952: members one after the other. */
export const gzip: Decoder = {
  name: "gzip",
  recognises: head => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8,
  async *decode(stream, report) {
    try {
      for (;;) {
        await skipHeader(stream)
        const checksum = crc32()
        let size = 0
        for await (const chunk of inflate(stream)) {
          checksum?.add(chunk)
          size += chunk.length
          yield chunk
        }
        const trailer = await stream.take(8)
        if (trailer.length < 8) throw new DamageError("the compressed data are cut off")
        if (trailer.readUInt32LE(4) !== size % 2 ** 32 || (checksum !== null && trailer.readUInt32LE(0) !== checksum.value))
          report("gzip: the checksum does not fit: the data are damaged")
        const next = await stream.peek(3)
        if (gzip.recognises(next)) continue
        if (!(await isPadding(stream))) report("gzip: what stands behind the compressed data is left out")
        return
      }
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      report(`gzip: ${error.message}; what came before was read`)
    }
  },
}

async function skipHeader(stream: ByteStream): Promise<void> {
  const header = await stream.take(10)
  const flags = header[3] ?? 0
  if (flags & hasExtra) {
    const size = await stream.take(2)
    if (size.length === 2) await stream.skip(size.readUInt16LE(0))
  }
  if (flags & hasName) await skipText(stream)
  if (flags & hasComment) await skipText(stream)
  if (flags & hasHeaderChecksum) await stream.skip(2)
}

async function skipText(stream: ByteStream): Promise<void> {
  for (;;) {
    const byte = await stream.take(1)
    if (byte.length === 0 || byte[0] === 0) return
  }
}

/** Whether only zero bytes follow: a file that was copied in whole blocks ends in them. */
async function isPadding(stream: ByteStream): Promise<boolean> {
  const rest = await stream.peek(512)
  return rest.every(byte => byte === 0)
}
