import type { Buffer } from "node:buffer"
import { DamageError } from "./decoder.ts"

/** Bits of the longest code of bzip2. */
export const longestCode = 20

/** Reads bits, the most significant first. */
export class Bits {
  private readonly bytes: Buffer
  private next = 0
  private held = 0
  private count = 0

  constructor(bytes: Buffer, offset: number) {
    this.bytes = bytes
    this.read(offset)
  }

  /** The next bits (at most 24), which stay; zeros behind the end. */
  peek(size: number): number {
    while (this.count < size) {
      this.held = (this.held << 8) | (this.bytes[this.next++] ?? 0)
      this.count += 8
    }
    return (this.held >>> (this.count - size)) & ((1 << size) - 1)
  }

  drop(size: number): void {
    this.count -= size
  }

  read(size: number): number {
    const value = this.peek(size)
    this.count -= size
    return value
  }

  /** How many bits were read. */
  position(): number {
    return this.next * 8 - this.count
  }

  /** @throws DamageError when more bits were read than there are */
  check(): void {
    if (this.position() > this.bytes.length * 8) throw new DamageError("the compressed data are cut off")
  }
}

/** A canonical Huffman code over a block's symbols. */
export class HuffmanCode {
  private readonly shortest: number
  private readonly longest: number
  /** For each length the largest code, and what to subtract from a code to get the index of its symbol. */
  private readonly limits = new Int32Array(longestCode + 2)
  private readonly bases = new Int32Array(longestCode + 2)
  private readonly symbols: Int32Array

  constructor(lengths: Uint8Array) {
    this.shortest = Math.min(...lengths)
    this.longest = Math.max(...lengths)
    this.symbols = new Int32Array(lengths.length)
    let index = 0
    let code = 0
    for (let length = this.shortest; length <= this.longest; length++) {
      this.bases[length] = code - index
      for (let symbol = 0; symbol < lengths.length; symbol++)
        if (lengths[symbol] === length) {
          this.symbols[index++] = symbol
          code++
        }
      this.limits[length] = code - 1
      code <<= 1
    }
  }

  read(bits: Bits): number {
    for (let length = this.shortest; length <= this.longest; length++) {
      const code = bits.peek(length)
      if (code > (this.limits[length] ?? 0)) continue
      bits.drop(length)
      const symbol = this.symbols[code - (this.bases[length] ?? 0)]
      if (symbol !== undefined) return symbol
    }
    throw new DamageError("the compressed data are damaged")
  }
}
