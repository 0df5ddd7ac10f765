import type { ByteStream } from "./byte-stream.ts"

/** Says what is wrong with the input: lower case, no full stop. */
export type Report = (message: string) => void

/** A compression: bytes that hold one stream of other bytes. */
export interface Decoder {
  readonly name: string
  /** Whether an input of this compression can begin so. */
  recognises(head: Uint8Array): boolean
  /**
   * Gives the decompressed bytes in chunks. Where the data are damaged or cut off, gives what came before, reports it and ends.
   */
  decode(stream: ByteStream, report: Report): AsyncIterable<Uint8Array>
}

/** The data cannot be decoded from here on. */
export class DamageError extends Error {}
