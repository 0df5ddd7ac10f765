import { Buffer } from "node:buffer"
import { nameOf, type RandomAccess, sizesOf, type ZipMember } from "./zip.ts"

const localHeader = Buffer.from("PK\x03\x04", "latin1")
const headerBytes = 30
/** Flag of members whose sizes stand behind their data. */
const sizesFollow = 8
const windowBytes = 1 << 20
/** Most members that are looked for. */
const maxMembers = 100_000

/**
 * The members of a zip archive whose directory is lost, by the header that stands before each one's data; folders are left out. Where a
 * header does not say how long its data are they reach as far as the next header at most.
 */
export async function recoverMembers(file: RandomAccess): Promise<readonly ZipMember[]> {
  const found: ZipMember[] = []
  for (let at = await findHeader(file, 0); at !== null && found.length < maxMembers; ) {
    const { member, end } = await readHeader(file, at)
    const next = await findHeader(file, end ?? at + headerBytes)
    if (member !== null) found.push(end === null ? { ...member, compressedSize: (next ?? file.size) - member.start } : member)
    at = next
  }
  return found.filter(({ name }) => !/[/\\]$/.test(name))
}

/** The place of the first header at or behind a place. */
async function findHeader(file: RandomAccess, from: number): Promise<number | null> {
  for (let at = from; at + headerBytes <= file.size; at += windowBytes) {
    const window = await file.read(at, windowBytes + headerBytes)
    for (let found = window.indexOf(localHeader); found !== -1 && found < windowBytes; found = window.indexOf(localHeader, found + 1))
      if (isHeader(window, found)) return at + found
  }
  return null
}

/** The signature alone may also stand in compressed data: the version, the method and the name must be possible ones too. */
function isHeader(bytes: Buffer, at: number): boolean {
  if (at + headerBytes > bytes.length) return false
  const nameBytes = bytes.readUInt16LE(at + 26)
  return bytes.readUInt16LE(at + 4) <= 63 && bytes.readUInt16LE(at + 8) <= 99 && nameBytes > 0 && nameBytes < 4096
}

/** A member, and where its data end where the header says so. */
async function readHeader(
  file: RandomAccess,
  at: number,
): Promise<{ readonly member: (ZipMember & { readonly start: number }) | null; readonly end: number | null }> {
  const header = await file.read(at, headerBytes + 0xffff * 2)
  const nameEnd = headerBytes + header.readUInt16LE(26)
  const start = nameEnd + header.readUInt16LE(28)
  if (start > header.length) return { member: null, end: null }
  const flags = header.readUInt16LE(6)
  const { compressedSize, size } = sizesOf(header, { sizes: 18, extra: nameEnd, end: start })
  const known = (flags & sizesFollow) === 0 && compressedSize !== 0xffffffff
  const member = {
    name: nameOf(header.subarray(headerBytes, nameEnd)),
    start: at + start,
    offset: at,
    compressedSize,
    size: known ? size : null,
    checksum: known ? header.readUInt32LE(14) : null,
    method: header.readUInt16LE(8),
    encrypted: (flags & 1) === 1,
  }
  return { member, end: known ? at + start + compressedSize : null }
}
