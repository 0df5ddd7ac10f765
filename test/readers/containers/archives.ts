import { crc32, deflateRawSync } from "node:zlib"

export interface ZipEntry {
  readonly name: string
  readonly content: Uint8Array | string
  /** 0 stored, 8 deflated. */
  readonly method?: number
  readonly encrypted?: boolean
  /** What the directory says instead of what is so. */
  readonly claims?: { readonly method?: number; readonly checksum?: number; readonly offset?: number }
}

/** A zip archive as APPNOTE.TXT describes it; `wide` writes it in the ZIP64 format. */
export function zipOf(entries: readonly ZipEntry[], { wide = false } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, method = 8, encrypted = false, claims = {} } of entries) {
    const bytes = Buffer.from(content)
    const data = method === 8 ? deflateRawSync(bytes) : bytes
    const title = Buffer.from(name)
    const flags = 0x800 | (encrypted ? 1 : 0)
    const sums = Buffer.alloc(12)
    sums.writeUInt32LE(claims.checksum ?? crc32(bytes), 0)
    sums.writeUInt32LE(wide ? 0xffffffff : data.length, 4)
    sums.writeUInt32LE(wide ? 0xffffffff : bytes.length, 8)
    const fields = Buffer.alloc(wide ? 28 : 0)
    if (wide) {
      fields.writeUInt16LE(1, 0)
      fields.writeUInt16LE(24, 2)
      fields.writeBigUInt64LE(BigInt(bytes.length), 4)
      fields.writeBigUInt64LE(BigInt(data.length), 12)
      fields.writeBigUInt64LE(BigInt(claims.offset ?? offset), 20)
    }
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(flags, 6)
    local.writeUInt16LE(method, 8)
    sums.copy(local, 14)
    local.writeUInt16LE(title.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(claims.method ?? method, 10)
    sums.copy(entry, 16)
    entry.writeUInt16LE(title.length, 28)
    entry.writeUInt16LE(fields.length, 30)
    entry.writeUInt32LE(wide ? 0xffffffff : (claims.offset ?? offset), 42)
    parts.push(local, title, data)
    directory.push(entry, title, fields)
    offset += local.length + title.length + data.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(wide ? 0xffff : entries.length, 10)
  end.writeUInt32LE(wide ? 0xffffffff : size, 12)
  end.writeUInt32LE(wide ? 0xffffffff : offset, 16)
  const wideEnd = Buffer.alloc(wide ? 76 : 0)
  if (wide) {
    wideEnd.writeUInt32LE(0x06064b50, 0)
    wideEnd.writeBigUInt64LE(44n, 4)
    wideEnd.writeBigUInt64LE(BigInt(size), 40)
    wideEnd.writeBigUInt64LE(BigInt(offset), 48)
    wideEnd.writeUInt32LE(0x07064b50, 56)
    wideEnd.writeBigUInt64LE(BigInt(offset + size), 64)
  }
  return Buffer.concat([...parts, ...directory, wideEnd, end])
}

export interface TarEntry {
  readonly name: string
  readonly content?: Uint8Array | string
  /** Type flag, a file when it is left out. */
  readonly type?: string
  /** Directory part in a ustar header. */
  readonly prefix?: string
  /** Writes the size as a binary number, as GNU tar does for large files. */
  readonly binarySize?: boolean
  /** As tar was before POSIX: no magic. */
  readonly old?: boolean
}

/** A tar archive with one header block for each entry. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const parts: Buffer[] = []
  for (const { name, content = "", type = "0", prefix = "", binarySize = false, old = false } of entries) {
    const bytes = Buffer.from(content)
    const header = Buffer.alloc(512)
    header.write(name, 0, 100)
    header.write("0000644\0", 100)
    if (binarySize) {
      header[124] = 0x80
      header.writeUInt32BE(bytes.length, 132)
    } else header.write(`${bytes.length.toString(8).padStart(11, "0")} `, 124)
    header.write(" ".repeat(8), 148)
    header.write(type, 156)
    if (!old) header.write("ustar\x0000", 257, "latin1")
    header.write(prefix, 345, 155)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148)
    parts.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512))
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

/** A pax header's record. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest)
  length += String(length + String(length).length).length
  return `${length}${rest}`
}
