import type { Buffer } from "node:buffer"
import type { ByteStream } from "./byte-stream.ts"
import type { Report } from "./decoder.ts"

const blockBytes = 512
/** Longest header record in bytes, which holds a name or attributes. */
const longestRecord = 1 << 20

export interface TarMember {
  readonly name: string
  /** Size of the content in bytes. */
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/** Whether a block is a tar header: its checksum fits. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < blockBytes || head[0] === 0) return false
  let sum = 0
  // The checksum's own field counts as spaces.
  for (let at = 0; at < blockBytes; at++) sum += at >= 148 && at < 156 ? 0x20 : (head[at] ?? 0)
  return sum === octal(head, 148, 8)
}

/**
 * The regular files of a tar archive (POSIX ustar and pax, GNU, V7) in their order. What the consumer leaves of a member's content
 * is skipped before the next member. Links and devices have no content and are left out.
 */
export async function* tarMembers(stream: ByteStream, report: Report): AsyncGenerator<TarMember> {
  let longName: string | null = null
  let attributes: ReadonlyMap<string, string> = new Map()
  for (;;) {
    const header = await stream.take(blockBytes)
    if (header.length === 0 || header.every(byte => byte === 0)) return
    if (!isTar(header)) {
      report(
        header.length < blockBytes
          ? "tar: the archive is cut off"
          : "tar: the archive is damaged: the rest of it has no header and is left out",
      )
      return
    }
    const type = String.fromCharCode(header[156] ?? 0)
    const size = sizeOf(header, attributes)
    const padding = (blockBytes - (size % blockBytes)) % blockBytes
    if (type === "L" || type === "K" || type === "x" || type === "g") {
      if (size > longestRecord) {
        report(`tar: a header has ${size} bytes, more than the limit of ${longestRecord}: the rest of the archive is left out`)
        return
      }
      const record = await stream.take(size)
      await stream.skip(padding)
      if (type === "L") longName = textAt(record, 0, record.length)
      else if (type === "x") attributes = attributesOf(record)
      continue
    }
    const name = attributes.get("path") ?? longName ?? nameOf(header)
    const sparse = type === "S" || attributes.has("GNU.sparse.major") || attributes.has("GNU.sparse.map")
    longName = null
    attributes = new Map()
    let rest = size
    const isFile = type === "0" || type === "\0" || type === "7"
    if (sparse) report(`tar: the member "${name}" is a sparse file, which is not supported, and is left out`)
    else if (isFile && !name.endsWith("/")) {
      const content = (async function* () {
        while (rest > 0) {
          const chunk = await stream.takeSome(rest)
          if (chunk.length === 0) return
          rest -= chunk.length
          yield chunk
        }
      })()
      yield { name, size, content }
    }
    if (!(await stream.skip(rest + padding)) && rest > 0) {
      report(`tar: the archive is cut off within the member "${name}"`)
      return
    }
  }
}

function sizeOf(header: Buffer, attributes: ReadonlyMap<string, string>): number {
  const size = attributes.get("size")
  if (size !== undefined && /^\d{1,15}$/.test(size)) return Number(size)
  // A set first bit marks a binary number, as GNU writes one of 8 GiB and more.
  if (((header[124] ?? 0) & 0x80) === 0) return octal(header, 124, 12)
  return Math.min(Number(header.readBigUInt64BE(128)), Number.MAX_SAFE_INTEGER)
}

function nameOf(header: Buffer): string {
  const name = textAt(header, 0, 100)
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? textAt(header, 345, 155) : ""
  return prefix === "" ? name : `${prefix}/${name}`
}

function textAt(bytes: Buffer, at: number, length: number): string {
  const end = bytes.indexOf(0, at)
  return bytes.toString("utf8", at, end === -1 || end > at + length ? at + length : end)
}

function octal(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = at; i < at + length; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit >= 0 && digit <= 7) value = value * 8 + digit
    else if (value > 0) break
  }
  return value
}

/** The records of a pax header: `length key=value` and a line end each. */
function attributesOf(record: Buffer): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (let at = 0; at < record.length; ) {
    const space = record.indexOf(0x20, at)
    const length = space === -1 ? Number.NaN : Number(record.toString("latin1", at, space))
    if (!(Number.isInteger(length) && length > space - at)) break
    const text = record.toString("utf8", space + 1, at + length - 1)
    const equals = text.indexOf("=")
    if (equals > 0) attributes.set(text.slice(0, equals), text.slice(equals + 1))
    at += length
  }
  return attributes
}
