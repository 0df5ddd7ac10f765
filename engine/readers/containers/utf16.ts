import { Buffer } from "node:buffer"

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be"

/** The encoding of text by its byte order mark or, for UTF-16 without one, by where its zero bytes stand; null for any other bytes. */
export function encodingOf(head: Uint8Array): { readonly encoding: TextEncoding; readonly marked: boolean } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", marked: true }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", marked: true }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", marked: true }
  const pairs = Math.floor(Math.min(head.length, 1024) / 2)
  // What looks like ASCII in the one byte of most pairs, and is zero in the other.
  let little = 0
  let big = 0
  for (let at = 0; at < pairs * 2; at += 2) {
    const first = head[at] ?? 0
    const second = head[at + 1] ?? 0
    if (second === 0 && isPlain(first)) little++
    else if (first === 0 && isPlain(second)) big++
  }
  if (pairs < 2) return null
  if (little * 10 >= pairs * 9) return { encoding: "utf-16le", marked: false }
  if (big * 10 >= pairs * 9) return { encoding: "utf-16be", marked: false }
  return null
}

const isPlain = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)

/** Gives text as UTF-8 without a byte order mark; what cannot be decoded becomes U+FFFD. */
export async function* toUtf8(chunks: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<Uint8Array> {
  if (encoding === "utf-8") {
    yield* withoutMark(chunks)
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== "") yield Buffer.from(text)
  }
  const rest = decoder.decode()
  if (rest !== "") yield Buffer.from(rest)
}

/** The caller has seen the mark in the first chunk. */
async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let markBytes = 3
  for await (const chunk of chunks) {
    yield chunk.subarray(markBytes)
    markBytes = 0
  }
}
