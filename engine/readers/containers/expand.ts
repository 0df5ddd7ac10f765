import { Buffer } from "node:buffer"
import { ByteStream } from "./byte-stream.ts"
import { bzip2 } from "./bzip2.ts"
import { DamageError, type Decoder } from "./decoder.ts"
import { gzip } from "./gzip.ts"
import { isTar, tarMembers } from "./tar.ts"
import { encodingOf, toUtf8 } from "./utf16.ts"
import { isZip, LostDirectoryError, obstacleOf, type RandomAccess, type ZipMember, zipContent, zipMembers } from "./zip.ts"
import { recoverMembers } from "./zip-recovery.ts"
import { zstd } from "./zstd.ts"

/** What guards against archives that are made to grow without end. */
export interface ExpansionLimits {
  /** How deep archives may stand in archives. */
  readonly archiveDepth: number
  /** How many compressions may lie one over the other. */
  readonly compressionDepth: number
  /** How many times a file's own size may come out of it, once more than `unlimitedBytes` have. */
  readonly ratio: number
  readonly unlimitedBytes: number
  /** The largest zip archive that is held in memory where its bytes cannot be read in any order. */
  readonly heldArchiveBytes: number
}

export const defaultLimits: ExpansionLimits = {
  archiveDepth: 3,
  compressionDepth: 3,
  ratio: 500,
  unlimitedBytes: 256 * 2 ** 20,
  heldArchiveBytes: 256 * 2 ** 20,
}

/** A log as its readers take it: decompressed, taken out of its archive, text in UTF-8. */
export interface Content {
  readonly name: string
  readonly size: number | null
  /** The content is the file itself, as it stands. */
  readonly isFile: boolean
  /** Where the content is read from; once, and before the next content is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface ExpandContext {
  readonly limits: ExpansionLimits
  report(name: string, message: string): void
}

/** How many bytes of a file were read, and how many came out of all that it holds. */
interface Progress {
  read: number
  given: number
  /** That it is a decompression bomb has been reported. */
  givenUp: boolean
}

/** Where a stream comes from: its place in archives, and the progress of the outermost file. */
interface Origin {
  readonly archives: number
  readonly compressions: number
  readonly size: number | null
  /** The same bytes in any order, where that is possible. */
  readonly file: RandomAccess | null
  readonly progress: Progress
}

const headBytes = 65_536
const decoders: readonly Decoder[] = [gzip, zstd, bzip2]

/** Beginnings of files that hold logs in a way that cannot be read. */
const unsupported: readonly (readonly [string, string])[] = [
  ["7z\xbc\xaf\x27\x1c", "a 7z archive"],
  ["\xfd7zXZ\0", "an xz file"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["\x04\x22\x4d\x18", "an lz4 file"],
  ["MSCF\0\0\0\0", "a cabinet archive"],
  ["\x1f\x9d", "a file of the program compress (.Z)"],
  ["PAR1\x15", "a Parquet file"],
  ["Obj\x01", "an Avro file"],
  ["SQLite format 3\0", "an SQLite database"],
  ["\xd4\xc3\xb2\xa1", "a packet capture"],
  ["\x0a\x0d\x0d\x0a", "a packet capture"],
  ["%PDF-", "a PDF document"],
  ["\x89PNG\r\n\x1a\n", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["\x7fELF", "an ELF program"],
  ["MZ\x90\0", "a Windows program"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a compound document of Office or Windows Installer"],
  ["0\0\0\0LfLe", "a Windows event log of before Vista (.evt)"],
  ["regf", "a registry hive"],
  ["LPKSHHRH", "a systemd journal"],
  ["L\0\0\0\x01\x14\x02\0", "a Windows shortcut"],
  ["MAM\x04", "a Windows prefetch file"],
  ["!BDN", "an Outlook mailbox"],
]

/** Gives the contents of a file: itself, or what its compression and its archive hold, told by their first bytes. */
export async function* expand(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  size: number | null,
  file: RandomAccess | null,
  ctx: ExpandContext,
): AsyncGenerator<Content> {
  const progress: Progress = { read: 0, given: 0, givenUp: false }
  const counted = (async function* () {
    for await (const chunk of chunks) {
      progress.read += chunk.length
      yield chunk
    }
  })()
  const stream = new ByteStream(counted)
  try {
    yield* expandStream(name, stream, { archives: 0, compressions: 0, size, file, progress }, ctx)
  } finally {
    await stream.close()
  }
}

async function* expandStream(name: string, stream: ByteStream, origin: Origin, ctx: ExpandContext): AsyncGenerator<Content> {
  const { limits } = ctx
  const report = (message: string) => ctx.report(name, message)
  const head = await stream.peek(headBytes)
  const decoder = decoders.find(candidate => candidate.recognises(head))
  if (decoder !== undefined) {
    if (origin.compressions >= limits.compressionDepth) {
      report(`the input is compressed more than ${limits.compressionDepth} times over`)
      return
    }
    const decompressed = new ByteStream(limitRatio(decoder.decode(stream, report), origin, limits, report))
    yield* expandStream(name, decompressed, { ...origin, compressions: origin.compressions + 1, size: null, file: null }, ctx)
    await decompressed.close()
    return
  }
  const archive = isZip(head) ? "zip" : isTar(head) ? "tar" : null
  if (archive !== null && origin.archives >= limits.archiveDepth) {
    report(`the ${archive} archive stands more than ${limits.archiveDepth} archives deep`)
    return
  }
  const inside = { ...origin, archives: origin.archives + 1, compressions: 0, file: null }
  if (archive === "tar") {
    for await (const member of tarMembers(stream, report))
      yield* expandStream(memberName(name, member.name), new ByteStream(member.content), { ...inside, size: member.size }, ctx)
    return
  }
  if (archive === "zip") {
    yield* expandZip(name, stream, origin, inside, ctx)
    return
  }
  const kind = unsupported.find(([magic]) => head.subarray(0, magic.length).equals(Buffer.from(magic, "latin1")))
  if (kind !== undefined) {
    report(`the input is ${kind[1]}, which is not supported`)
    return
  }
  const encoding = encodingOf(head)
  if (encoding === null) yield { name, size: origin.size, isFile: origin.file !== null, chunks: stream }
  else yield { name, size: null, isFile: false, chunks: toUtf8(stream, encoding.encoding) }
}

async function* expandZip(name: string, stream: ByteStream, origin: Origin, inside: Origin, ctx: ExpandContext): AsyncGenerator<Content> {
  const { limits } = ctx
  const file = origin.file ?? (await holdArchive(stream, limits.heldArchiveBytes))
  if (file === null) {
    ctx.report(name, `the zip archive cannot be read in any order where it stands, and is larger than ${limits.heldArchiveBytes} bytes`)
    return
  }
  let members: readonly ZipMember[]
  try {
    members = await zipMembers(file)
  } catch (error) {
    if (!(error instanceof DamageError)) throw error
    members = error instanceof LostDirectoryError ? await recoverMembers(file) : []
    const found =
      members.length === 0 ? "" : `; ${members.length === 1 ? "a member was" : `${members.length} members were`} found without it`
    ctx.report(name, `${error.message}${found}`)
  }
  for (const member of members) {
    if (origin.progress.givenUp) return
    const label = memberName(name, member.name)
    const report = (message: string) => ctx.report(label, message)
    const obstacle = obstacleOf(member)
    if (obstacle !== null) {
      report(obstacle)
      continue
    }
    const onRead = (bytes: number) => {
      if (origin.file !== null) origin.progress.read += bytes
    }
    const content = new ByteStream(limitRatio(zipContent(file, member, onRead, report), inside, limits, report))
    yield* expandStream(label, content, { ...inside, size: member.size }, ctx)
    await content.close()
  }
}

/** The whole rest of a stream in memory, null when it is too large. */
async function holdArchive(stream: ByteStream, limit: number): Promise<RandomAccess | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > limit) return null
    pieces.push(chunk)
  }
  const bytes = Buffer.concat(pieces)
  return { size, read: async (offset, length) => bytes.subarray(offset, offset + length) }
}

/** Ends a stream when many times as much has come out of the outermost file as was read of it. */
async function* limitRatio(
  chunks: AsyncIterable<Uint8Array>,
  { progress }: Origin,
  { ratio, unlimitedBytes }: ExpansionLimits,
  report: (message: string) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    progress.given += chunk.length
    if (progress.givenUp) return
    if (progress.given > unlimitedBytes && progress.given > progress.read * ratio) {
      progress.givenUp = true
      report(`more than ${ratio} times its size has come out of the file: it looks like a decompression bomb, and the rest is left out`)
      return
    }
    yield chunk
  }
}

/** A member's name is what the archive's author liked it to be: control characters do not reach a terminal. */
const memberName = (archive: string, member: string): string => `${archive}!${member.replace(/\p{Cc}/gu, "\uFFFD")}`
