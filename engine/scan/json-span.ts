import type { JsonValue } from "../readers/reader.ts"

/**
 * Finds the end of JSON values in bytes that are known to be UTF-8, as strictly as JSON.parse. All of these need a byte below 0x20, or
 * the end of the array, right behind the text: it ends every loop, so that none has to look at a length.
 */

/** Deepest nesting that is followed; JSON.parse takes more. */
const maxDepth = 64

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isHex = (code: number): boolean => isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)

/** The first byte from `at` on that is no white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let i = at
  for (let code = bytes[i] ?? 0; code === 0x20 || code === 0x09 || code === 0x0d; code = bytes[i] ?? 0) i++
  return i
}

/** The place behind the closing quote of a string whose opening quote stands before `at`; -1 when it is not valid. */
export function skipString(bytes: Uint8Array, at: number): number {
  let i = at
  for (;;) {
    let code = bytes[i] ?? 0
    while (code > 0x22 && code !== 0x5c) {
      i++
      code = bytes[i] ?? 0
    }
    if (code === 0x22) return i + 1
    if (code < 0x20) return -1
    if (code === 0x5c) {
      const length = escapeLength(bytes, i)
      if (length === 0) return -1
      i += length
    } else i++
  }
}

/** Bytes of the escape that begins with the backslash at `at`; 0 when it is none of JSON's. */
export function escapeLength(bytes: Uint8Array, at: number): number {
  switch (bytes[at + 1] ?? 0) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return 2
    case 0x75:
      for (let i = 2; i < 6; i++) if (!isHex(bytes[at + i] ?? 0)) return 0
      return 6
    default:
      return 0
  }
}

/** The place behind the value that begins at `at`; -1 when it is not valid or nested too deeply to be followed. */
export function skipValue(bytes: Uint8Array, at: number): number {
  const code = bytes[at] ?? 0
  if (code === 0x22) return skipString(bytes, at + 1)
  if (code === 0x7b || code === 0x5b) return skipNested(bytes, at)
  if (code === 0x2d || isDigit(code)) return skipNumber(bytes, at)
  if (code === 0x74) return skipWord(bytes, at, "true")
  if (code === 0x66) return skipWord(bytes, at, "false")
  return code === 0x6e ? skipWord(bytes, at, "null") : -1
}

function skipWord(bytes: Uint8Array, at: number, word: string): number {
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1
  return at + word.length
}

function skipNumber(bytes: Uint8Array, at: number): number {
  let i = at
  if (bytes[i] === 0x2d) i++
  if (bytes[i] === 0x30) i++
  else {
    const first = i
    while (isDigit(bytes[i] ?? 0)) i++
    if (i === first) return -1
  }
  if (bytes[i] === 0x2e) {
    const first = ++i
    while (isDigit(bytes[i] ?? 0)) i++
    if (i === first) return -1
  }
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    i++
    if (bytes[i] === 0x2b || bytes[i] === 0x2d) i++
    const first = i
    while (isDigit(bytes[i] ?? 0)) i++
    if (i === first) return -1
  }
  return i
}

/** Objects and arrays, without recursion: bit `d` of `objects` says whether the container at depth `d` is an object. */
function skipNested(bytes: Uint8Array, at: number): number {
  const objects: boolean[] = []
  let i = at
  for (;;) {
    // A value is expected here.
    const code = bytes[i] ?? 0
    if (code === 0x7b || code === 0x5b) {
      const isObject = code === 0x7b
      if (objects.length === maxDepth) return -1
      i = skipSpace(bytes, i + 1)
      if (bytes[i] === (isObject ? 0x7d : 0x5d)) i++
      else {
        objects.push(isObject)
        if (isObject) {
          i = skipKey(bytes, i)
          if (i === -1) return -1
        }
        continue
      }
    } else {
      i = skipValue(bytes, i)
      if (i === -1) return -1
    }
    // A value has ended: what closes, closes.
    for (;;) {
      const isObject = objects.at(-1)
      if (isObject === undefined) return i
      i = skipSpace(bytes, i)
      if (bytes[i] === 0x2c) {
        i = skipSpace(bytes, i + 1)
        if (isObject) {
          i = skipKey(bytes, i)
          if (i === -1) return -1
        }
        break
      }
      if (bytes[i] !== (isObject ? 0x7d : 0x5d)) return -1
      objects.pop()
      i++
    }
  }
}

/** A key and its colon; gives the place of the value. */
function skipKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22) return -1
  const end = skipString(bytes, at + 1)
  if (end === -1) return -1
  const colon = skipSpace(bytes, end)
  return bytes[colon] === 0x3a ? skipSpace(bytes, colon + 1) : -1
}

/** A string, or a number whose notation is the only one of its value. */
export function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]
  if (end - start > 128 || first === 0x7b || first === 0x5b) return false
  return first === 0x22 || isPlainNumber(bytes, start, end)
}

function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start >= 16) return false
  for (let i = start; i < end; i++) if (bytes[i] === 0x65 || bytes[i] === 0x45) return bytes[start] === 0x74 || bytes[start] === 0x66
  return true
}

/** The value whose bytes these are; undefined where it may depend on the line that it stands in, as long integers may. */
export function parseSpan(bytes: Buffer, start: number, end: number): JsonValue | undefined {
  const first = bytes[start]
  if (first !== 0x22 && first !== 0x7b && first !== 0x5b && !isPlainNumber(bytes, start, end)) return undefined
  const text = bytes.toString("utf8", start, end)
  if (first !== 0x22 && /\d{16}/.test(text)) return undefined
  const value: JsonValue = JSON.parse(text)
  return value
}
