import { Buffer } from "node:buffer"
import type { ByteStream } from "./byte-stream.ts"
import { DamageError, type Decoder } from "./decoder.ts"
import { Bits, HuffmanCode, longestCode } from "./huffman.ts"

/** Bytes of a block per level, 1 to 9. */
const levelBytes = 100_000
/** No block is longer than this in compressed form: 20 bits a symbol, and its tables. */
const longestBlock = 2_600_000
const groupSize = 50
const outputBytes = 262_144

const blockMagic = [0x314159, 0x265359] as const
const endMagic = [0x177245, 0x385090] as const

/** Streams one after the other, as bzip2 and pbzip2 write them. */
export const bzip2: Decoder = {
  name: "bzip2",
  recognises: head => levelOf(head) > 0 && (startsWith(head, 4, blockMagic) || startsWith(head, 4, endMagic)),
  async *decode(stream, report) {
    try {
      for (;;) {
        yield* decodeStream(stream)
        const next = await stream.peek(10)
        if (bzip2.recognises(next)) continue
        if (next.some(byte => byte !== 0)) report("bzip2: what stands behind the compressed data is left out")
        return
      }
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      report(`bzip2: ${error.message}; what came before was read`)
    }
  },
}

function levelOf(head: Uint8Array): number {
  const level = (head[3] ?? 0) - 0x30
  return head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68 && level >= 1 && level <= 9 ? level : 0
}

function startsWith(head: Uint8Array, at: number, [high, low]: readonly [number, number]): boolean {
  const expected = [high >> 16, high >> 8, high, low >> 16, low >> 8, low]
  return expected.every((byte, index) => head[at + index] === (byte & 0xff))
}

async function* decodeStream(stream: ByteStream): AsyncGenerator<Buffer> {
  const level = levelOf(await stream.take(4))
  let bitOffset = 0
  let combined = 0
  for (;;) {
    const bits = new Bits(await stream.peek(longestBlock), bitOffset)
    const high = bits.read(24)
    const low = bits.read(24)
    const checksum = bits.read(16) * 65_536 + bits.read(16)
    bits.check()
    const isEnd = high === endMagic[0] && low === endMagic[1]
    if (!isEnd) {
      if (high !== blockMagic[0] || low !== blockMagic[1]) throw damaged()
      const actual = yield* unpack(readWholeBlock(bits, level * levelBytes))
      if (actual !== checksum) throw damaged()
      combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0
    } else if (combined !== checksum) throw damaged()
    const consumed = bits.position()
    await stream.skip(isEnd ? Math.ceil(consumed / 8) : Math.floor(consumed / 8))
    if (isEnd) return
    bitOffset = consumed % 8
  }
}

interface Block {
  /** For each position of the last column its byte, and above 8 bits the position that follows. */
  readonly table: Uint32Array
  readonly length: number
  readonly origin: number
}

function readWholeBlock(bits: Bits, longest: number): Block {
  try {
    return readBlock(bits, longest)
  } catch (error) {
    // Where the data end, the zeros behind them look like damage.
    bits.check()
    throw error
  }
}

function readBlock(bits: Bits, longest: number): Block {
  // Randomised blocks come only from bzip2 before 0.9.5 (1999).
  if (bits.read(1) === 1) throw damaged()
  const origin = bits.read(24)
  const used = usedBytes(bits)
  const codes = readCodes(bits, used.length + 2)
  const table = new Uint32Array(longest)
  const counts = new Uint32Array(256)
  const endSymbol = used.length + 1
  let length = 0
  let run = 0
  let place = 1
  for (let group = 0; ; group++) {
    const code = codes[group]
    if (code === undefined) throw damaged()
    bits.check()
    for (let i = 0; i < groupSize; i++) {
      const symbol = code.read(bits)
      if (symbol <= 1) {
        // Runs of the first byte are written as a number with the digits 1 and 2.
        run += place * (symbol + 1)
        place *= 2
        if (run > longest) throw damaged()
        continue
      }
      if (run > 0) {
        const byte = used[0] ?? 0
        if (length + run > longest) throw damaged()
        table.fill(byte, length, length + run)
        counts[byte] = (counts[byte] ?? 0) + run
        length += run
        run = 0
        place = 1
      }
      if (symbol === endSymbol) {
        bits.check()
        if (origin >= length) throw damaged()
        link(table, counts, length)
        return { table, length, origin }
      }
      if (length >= longest) throw damaged()
      const byte = used[symbol - 1] ?? 0
      used.copyWithin(1, 0, symbol - 1)
      used[0] = byte
      table[length++] = byte
      counts[byte] = (counts[byte] ?? 0) + 1
    }
  }
}

function usedBytes(bits: Bits): Uint8Array {
  const ranges = bits.read(16)
  const used: number[] = []
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue
    const bytes = bits.read(16)
    for (let i = 0; i < 16; i++) if ((bytes & (0x8000 >> i)) !== 0) used.push(range * 16 + i)
  }
  if (used.length === 0) throw damaged()
  return Uint8Array.from(used)
}

/** The code of each group of symbols. */
function readCodes(bits: Bits, symbolCount: number): HuffmanCode[] {
  const codeCount = bits.read(3)
  const groupCount = bits.read(15)
  if (codeCount < 2 || codeCount > 6 || groupCount === 0) throw damaged()
  const order = [0, 1, 2, 3, 4, 5]
  const selectors: number[] = []
  for (let group = 0; group < groupCount; group++) {
    let index = 0
    while (bits.read(1) === 1) if (++index >= codeCount) throw damaged()
    const [selected = 0] = order.splice(index, 1)
    order.unshift(selected)
    selectors.push(selected)
  }
  const codes: HuffmanCode[] = []
  for (let code = 0; code < codeCount; code++) {
    const lengths = new Uint8Array(symbolCount)
    let length = bits.read(5)
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1
      bits.check()
      if (length < 1 || length > longestCode) throw damaged()
      lengths[symbol] = length
    }
    codes.push(new HuffmanCode(lengths))
  }
  return selectors.map(selected => codes[selected] ?? raise())
}

/** Inverts the Burrows-Wheeler transform: puts above each position's byte the position that follows it. */
function link(table: Uint32Array, counts: Uint32Array, length: number): void {
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] ?? 0
    counts[byte] = sum
    sum += count
  }
  for (let i = 0; i < length; i++) {
    const byte = (table[i] ?? 0) & 0xff
    const at = counts[byte] ?? 0
    counts[byte] = at + 1
    table[at] = ((table[at] ?? 0) & 0xff) | (i << 8)
  }
}

/** Gives a block's bytes, whose runs of four are followed by a count of more, and returns their checksum. */
function* unpack({ table, length, origin }: Block): Generator<Buffer, number> {
  let checksum = 0xffffffff
  let output = Buffer.allocUnsafeSlow(outputBytes)
  let filled = 0
  let entry = (table[origin] ?? 0) >>> 8
  let last = -1
  let repeats = 0
  for (let i = 0; i < length; i++) {
    const next = table[entry] ?? 0
    const byte = next & 0xff
    entry = next >>> 8
    let times = 1
    let value = byte
    if (repeats === 4) {
      times = byte
      value = last
      repeats = 0
      last = -1
    } else if (byte === last) repeats++
    else {
      last = byte
      repeats = 1
    }
    for (; times > 0; times--) {
      output[filled++] = value
      checksum = ((checksum << 8) ^ (checksums[(checksum >>> 24) ^ value] ?? 0)) | 0
      if (filled === outputBytes) {
        yield output
        output = Buffer.allocUnsafeSlow(outputBytes)
        filled = 0
      }
    }
  }
  if (filled > 0) yield output.subarray(0, filled)
  return ~checksum >>> 0
}

/** CRC-32 with the most significant bit first, polynomial 0x04c11db7. */
const checksums = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value
})

const damaged = (): DamageError => new DamageError("the compressed data are damaged")

function raise(): never {
  throw damaged()
}
