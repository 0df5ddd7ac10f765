import type { Buffer } from "node:buffer"
import { ByteStream } from "./byte-stream.ts"
import { bzip2 } from "./bzip2.ts"
import { DamageError, type Report } from "./decoder.ts"
import { crc32, inflate } from "./inflate.ts"
import { zstd } from "./zstd.ts"

/** Bytes that can be read in any order. */
export interface RandomAccess {
  readonly size: number
  /** Fewer bytes than asked for only at the end. */
  read(offset: number, length: number): Promise<Buffer>
}

export interface ZipMember {
  readonly name: string
  /** Size of the content in bytes; null where it is not known beforehand. */
  readonly size: number | null
  /** At most so many bytes of data. */
  readonly compressedSize: number
  readonly method: number
  readonly encrypted: boolean
  readonly checksum: number | null
  /** Offset of the member's local header. */
  readonly offset: number
}

const localSignature = 0x04034b50
const memberSignature = 0x02014b50
const endSignature = 0x06054b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50
const endBytes = 22
const longestComment = 65_535
/** A directory is held in memory: this is some 500,000 members. */
const longestDirectory = 64 * 2 ** 20
const readBytes = 1 << 20

const stored = 0
const deflated = 8
const methodNames: ReadonlyMap<number, string> = new Map([
  [1, "shrink"],
  [6, "implode"],
  [9, "Deflate64"],
  [14, "LZMA"],
  [95, "xz"],
  [96, "JPEG"],
  [97, "WavPack"],
  [98, "PPMd"],
  [99, "AES encryption"],
])

/** An archive has no readable directory: its members can be found by their own headers alone. */
export class LostDirectoryError extends DamageError {}

/** Whether a file begins as a zip archive does, be it an empty one. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))

/**
 * The members by the archive's central directory, folders left out.
 * @throws LostDirectoryError when the archive has no readable directory, DamageError when its members cannot be what it says
 */
export async function zipMembers(file: RandomAccess): Promise<readonly ZipMember[]> {
  const { offset, size, shift } = await findDirectory(file)
  if (size > longestDirectory) throw new DamageError(`the zip directory has ${size} bytes, more than the limit of ${longestDirectory}`)
  const directory = await file.read(offset + shift, size)
  const members: ZipMember[] = []
  let at = 0
  let total = 0
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === memberSignature) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    if (extraEnd > directory.length) throw new LostDirectoryError("the directory of the zip archive is damaged")
    const sizes = wideSizes(directory, at, nameEnd, extraEnd)
    const name = nameOf(directory.subarray(at + 46, nameEnd))
    total += sizes.compressedSize
    if (!/[/\\]$/.test(name))
      members.push({
        name,
        ...sizes,
        offset: sizes.offset + shift,
        method: directory.readUInt16LE(at + 10),
        encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
        checksum: directory.readUInt32LE(at + 16),
      })
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  // Members that share their data make an archive grow without end.
  if (total > file.size) throw new DamageError("the members of the zip archive overlap: it looks like a decompression bomb")
  return members
}

/** The directory as its end record tells it; the shift is what stands before the archive in its file. */
async function findDirectory(file: RandomAccess): Promise<{ offset: number; size: number; shift: number }> {
  const tailOffset = Math.max(0, file.size - endBytes - longestComment)
  const tail = await file.read(tailOffset, endBytes + longestComment)
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature || at + endBytes + tail.readUInt16LE(at + 20) > tail.length) continue
    const size = tail.readUInt32LE(at + 12)
    const offset = tail.readUInt32LE(at + 16)
    const end = tailOffset + at
    const wide = await findWideDirectory(file, end)
    if (wide !== null) return wide
    if (size + offset > end) continue
    return { offset, size, shift: end - size - offset }
  }
  throw new LostDirectoryError("the zip archive has no directory: it is cut off or damaged")
}

/** The directory of an archive in the ZIP64 format, null when it is an ordinary one. */
async function findWideDirectory(file: RandomAccess, end: number): Promise<{ offset: number; size: number; shift: number } | null> {
  if (end < 20) return null
  const locator = await file.read(end - 20, 20)
  if (locator.length < 20 || locator.readUInt32LE(0) !== locator64Signature) return null
  const record = await file.read(Number(locator.readBigUInt64LE(8)), 56)
  if (record.length < 56 || record.readUInt32LE(0) !== end64Signature)
    throw new LostDirectoryError("the directory of the zip archive is damaged")
  return { size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)), shift: 0 }
}

/** The sizes and the offset of a directory entry, from its ZIP64 field where 32 bits do not hold them. */
function wideSizes(directory: Buffer, at: number, extra: number, end: number) {
  return sizesOf(directory, { sizes: at + 20, extra, end, offset: at + 42 })
}

/** The sizes that stand at a place, and the offset if there is one; what 32 bits do not hold is in the ZIP64 field of `extra`. */
export function sizesOf(
  bytes: Buffer,
  places: { readonly sizes: number; readonly extra: number; readonly end: number; readonly offset?: number },
) {
  let compressedSize = bytes.readUInt32LE(places.sizes)
  let size = bytes.readUInt32LE(places.sizes + 4)
  let offset = places.offset === undefined ? 0 : bytes.readUInt32LE(places.offset)
  for (let field = places.extra; field + 4 <= places.end; ) {
    const end = field + 4 + bytes.readUInt16LE(field + 2)
    if (bytes.readUInt16LE(field) === 1 && end <= places.end) {
      let next = field + 4
      const wide = (narrow: number): number => {
        if (narrow !== 0xffffffff || next + 8 > end) return narrow
        next += 8
        return Number(bytes.readBigUInt64LE(next - 8))
      }
      size = wide(size)
      compressedSize = wide(compressedSize)
      offset = wide(offset)
    }
    field = end
  }
  return { compressedSize, size, offset }
}

/** Names are UTF-8 or, in old archives, of an unknown code page. */
export function nameOf(bytes: Buffer): string {
  const text = bytes.toString("utf8")
  return text.includes("\uFFFD") ? bytes.toString("latin1") : text
}

/** Why a member cannot be read, null when it can. */
export function obstacleOf({ encrypted, method }: ZipMember): string | null {
  if (encrypted) return "the zip member is encrypted"
  if (method === stored || method === deflated || method === 12 || method === 93) return null
  return `the zip member is compressed with ${methodNames.get(method) ?? `method ${method}`}, which is not supported`
}

/** Gives a member's content; where it is damaged, what came before, and reports it. */
export async function* zipContent(
  file: RandomAccess,
  member: ZipMember,
  onRead: (bytes: number) => void,
  report: Report,
): AsyncGenerator<Uint8Array> {
  const checksum = crc32()
  let size = 0
  try {
    const compressed = new ByteStream(compressedBytes(file, member, onRead))
    for await (const chunk of decompress(compressed, member.method, report)) {
      checksum?.add(chunk)
      size += chunk.length
      yield chunk
    }
    const summed = checksum !== null && member.checksum !== null
    if ((member.size !== null && size !== member.size) || (summed && checksum.value !== member.checksum))
      throw new DamageError("the checksum does not fit: the data are damaged")
  } catch (error) {
    if (!(error instanceof DamageError)) throw error
    report(`zip: ${error.message}; what came before was read`)
  }
}

function decompress(stream: ByteStream, method: number, report: Report): AsyncIterable<Uint8Array> {
  switch (method) {
    case stored:
      return stream
    case deflated:
      return inflate(stream)
    case 12:
      return bzip2.decode(stream, report)
    default:
      return zstd.decode(stream, report)
  }
}

async function* compressedBytes(file: RandomAccess, member: ZipMember, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const header = await file.read(member.offset, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== localSignature) throw damaged()
  let offset = member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  for (let rest = member.compressedSize; rest > 0; ) {
    const chunk = await file.read(offset, Math.min(rest, readBytes))
    if (chunk.length === 0) throw new DamageError("the zip archive is cut off")
    onRead(chunk.length)
    yield chunk
    offset += chunk.length
    rest -= chunk.length
  }
}

const damaged = (): DamageError => new DamageError("the zip archive is damaged")
