import { crc32 } from "node:zlib"
import type { RawRecord, ReadContext, ReaderDefinition } from "../reader.ts"
import { chunkMagic, chunkSize, readEvtxChunk } from "./chunk.ts"

export { type EvtxChunkOptions, readEvtxChunk } from "./chunk.ts"

const fileMagic = Buffer.from("ElfFile\0", "latin1")
/** The part of the file header that has meaning; zeros fill the block that it stands in. */
const fileHeaderSize = 128
const headerBlockSize = 4096
const dirtyFlag = 1
const noBytes = Buffer.alloc(chunkSize)

/** Windows event logs in the binary format of Windows Vista and newer, as of Joachim Metz's description of it and MS-EVEN6. */
export const evtx: ReaderDefinition = {
  name: "evtx",
  docs: {
    summary: "Windows event log files (.evtx)",
    description:
      "Each event as its System and EventData fields, UserData as nested objects. Logs that were not closed, cut off or damaged " +
      "give every event that is whole; what is not is reported. The raw text of an event is its XML.",
  },
  recognise(head) {
    if (startsWith(head, fileMagic)) return 1
    return startsWith(head, chunkMagic) ? 0.9 : 0
  },
  read,
}

function startsWith(bytes: Uint8Array, magic: Buffer): boolean {
  return bytes.length >= magic.length && magic.equals(bytes.subarray(0, magic.length))
}

async function* read(chunks: AsyncIterable<Uint8Array>, ctx: ReadContext): AsyncGenerator<readonly RawRecord[]> {
  const report = ctx.report.bind(ctx)
  const input = new ByteSource(chunks)
  try {
    // One buffer serves all chunks, since records keep none of its bytes.
    const block = Buffer.alloc(chunkSize)
    let kept = await input.fill(block, 0, fileHeaderSize)
    let offset = 0
    let dirty = true
    let expected = 0
    if (!startsWith(block, chunkMagic)) {
      const header = readFileHeader(block.subarray(0, kept), ctx)
      dirty = header.dirty
      expected = header.chunks
      offset = await input.fill(block, kept, header.size)
      if (offset < header.size) {
        report({ position: { offset }, message: "file ends inside its header" })
        return
      }
      kept = 0
    }
    let found = 0
    for (;;) {
      const length = await input.fill(block, kept, chunkSize)
      if (length === 0) break
      const bytes = block.subarray(0, length)
      kept = 0
      if (!startsWith(bytes, chunkMagic)) {
        // Space that Windows has reserved for chunks to come.
        if (bytes.equals(noBytes.subarray(0, length))) {
          offset += length
          continue
        }
        // Bytes were lost or added before: the next chunk is not where it belongs.
        const shift = nextMagic(bytes)
        if (shift < length) {
          report({ position: { offset }, message: `${shift} bytes are no chunk` })
          block.copyWithin(0, shift, length)
          kept = length - shift
          offset += shift
          continue
        }
      }
      found++
      const records = readEvtxChunk(bytes, { offset, report, maxRecordBytes: ctx.maxRecordBytes, dirty })
      if (records.length > 0) yield records
      offset += length
      if (length < chunkSize) report({ position: { offset }, message: "file ends inside a chunk" })
    }
    if (found < expected) report({ position: { offset }, message: `file has ${found} chunks, its header counts ${expected}` })
  } finally {
    await input.close()
  }
}

function readFileHeader(bytes: Buffer, ctx: ReadContext): { size: number; dirty: boolean; chunks: number } {
  const doubt = (message: string): { size: number; dirty: boolean; chunks: number } => {
    ctx.report({ position: { offset: 0 }, message })
    return { size: headerBlockSize, dirty: true, chunks: 0 }
  }
  if (bytes.length < fileHeaderSize) return { size: headerBlockSize, dirty: true, chunks: 0 }
  if (!startsWith(bytes, fileMagic)) return doubt("file does not start with its magic")
  if (crc32(bytes.subarray(0, 120)) !== bytes.readUInt32LE(124)) return doubt("checksum of the file header is wrong")
  const size = bytes.readUInt16LE(40)
  if (size < fileHeaderSize) return doubt(`file header has ${size} bytes`)
  return { size, dirty: (bytes.readUInt32LE(120) & dirtyFlag) !== 0, chunks: bytes.readUInt16LE(42) }
}

/** Where a chunk's magic stands in the bytes, or starts at their very end; their length when it does not. */
function nextMagic(bytes: Buffer): number {
  const whole = bytes.indexOf(chunkMagic, 1)
  if (whole > 0) return whole
  for (let count = Math.min(chunkMagic.length - 1, bytes.length - 1); count > 0; count--)
    if (bytes.subarray(bytes.length - count).equals(chunkMagic.subarray(0, count))) return bytes.length - count
  return bytes.length
}

/** Bytes that arrive in pieces of any size, read in pieces of the reader's choice. */
class ByteSource {
  private readonly pieces: AsyncIterator<Uint8Array>
  private piece: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.pieces = pieces[Symbol.asyncIterator]()
  }

  /** Fills a buffer from `from` up to `to`, or to the end of the input; gives how far it is filled. */
  async fill(buffer: Buffer, from: number, to: number): Promise<number> {
    let filled = from
    while (filled < to) {
      if (this.at === this.piece.length) {
        const next = await this.pieces.next()
        if (next.done === true) break
        this.piece = next.value
        this.at = 0
        continue
      }
      const end = Math.min(this.piece.length, this.at + to - filled)
      buffer.set(this.piece.subarray(this.at, end), filled)
      filled += end - this.at
      this.at = end
    }
    return filled
  }

  async close(): Promise<void> {
    await this.pieces.return?.()
  }
}
