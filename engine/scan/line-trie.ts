import { escapeLength, skipSpace, skipString, skipValue } from "./json-span.ts"

/** Most nodes, and bytes of keys and values, that are kept: logs whose lines differ without end are not worth more. */
const maxNodes = 1 << 18
const maxPool = 8 << 20
/** Most members of an object that is followed. */
const maxMembers = 1_024

/** A line has no known path, is no JSON object, or is not valid. */
export const noPath = -1

/** One member of the object that a line is. Places in the line's bytes; the key without its quotes, the value with them. */
export interface Member {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly valueStart: number
  readonly valueEnd: number
}

/**
 * Recognises lines by their keys, in their order, and by the values of the keys that tell the type of an event: a trie over their bytes.
 * The keys of a known line are compared rather than hashed, so that a path is never mistaken for another.
 */
export class LineTrie {
  /** Start and end of the value of the n-th member of the line that was followed last. */
  readonly spans = new Int32Array(2 * maxMembers)
  private textStart = new Int32Array(1_024)
  private textLength = new Int32Array(1_024)
  private firstChild = new Int32Array(1_024)
  private nextSibling = new Int32Array(1_024)
  /** First of the nodes that stand for values of this key; 0 when there is none. */
  private firstValue = new Int32Array(1_024)
  private leaves = new Int32Array(1_024).fill(noPath)
  private pool = new Uint8Array(65_536)
  private nodes = 1
  private pooled = 0

  get isFull(): boolean {
    return this.nodes >= maxNodes - maxMembers || this.pooled >= maxPool
  }

  /** Follows a line that is UTF-8; a byte below 0x20, or nothing, stands behind it. Gives the number at the end of its path. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    const { spans, textStart, textLength, firstChild, nextSibling, firstValue, pool } = this
    let i = start
    if (bytes[i] !== 0x7b) return noPath
    i++
    let node = 0
    let member = 0
    for (;;) {
      let code = bytes[i] ?? 0
      if (code <= 0x20) {
        i = skipSpace(bytes, i)
        code = bytes[i] ?? 0
      }
      if (code !== 0x22) return noPath
      i++
      let child = firstChild[node] ?? 0
      let before = 0
      for (;;) {
        if (child === 0) return noPath
        const at = textStart[child] ?? 0
        const length = textLength[child] ?? 0
        let k = 0
        while (k < length && pool[at + k] === bytes[i + k]) k++
        if (k === length) break
        before = child
        child = nextSibling[child] ?? 0
      }
      // What was taken last is likely to be taken next.
      if (before !== 0) this.moveToFront(firstChild, node, before, child)
      i += textLength[child] ?? 0
      if (bytes[i] !== 0x3a) {
        i = skipSpace(bytes, i)
        if (bytes[i] !== 0x3a) return noPath
      }
      i++
      code = bytes[i] ?? 0
      if (code <= 0x20) {
        i = skipSpace(bytes, i)
        code = bytes[i] ?? 0
      }
      const valueStart = i
      if (code === 0x22) {
        i++
        for (;;) {
          code = bytes[i] ?? 0
          // Most bytes are passed by this test alone, for which the loop is written as it is.
          while (code > 0x22 && code !== 0x5c) {
            i++
            code = bytes[i] ?? 0
          }
          if (code === 0x22) break
          if (code === 0x5c) {
            const next = bytes[i + 1]
            if (next === 0x5c || next === 0x6e || next === 0x72 || next === 0x74 || next === 0x22) i += 2
            else {
              const length = escapeLength(bytes, i)
              if (length === 0) return noPath
              i += length
            }
          } else if (code < 0x20) return noPath
          else i++
        }
        i++
      } else {
        i = skipValue(bytes, i)
        if (i === -1) return noPath
      }
      spans[2 * member] = valueStart
      spans[2 * member + 1] = i
      member++
      node = child
      let value = firstValue[node] ?? 0
      if (value !== 0) {
        const length = i - valueStart
        let last = 0
        for (;;) {
          if (value === 0) break
          if (textLength[value] === length) {
            const at = textStart[value] ?? 0
            let k = 0
            while (k < length && pool[at + k] === bytes[valueStart + k]) k++
            if (k === length) break
          }
          last = value
          value = nextSibling[value] ?? 0
        }
        // Without a value that is known the key's own children are left: those of lines of which its value says nothing.
        if (value !== 0) {
          if (last !== 0) this.moveToFront(firstValue, node, last, value)
          node = value
        }
      }
      code = bytes[i] ?? 0
      if (code <= 0x20) {
        i = skipSpace(bytes, i)
        code = bytes[i] ?? 0
      }
      i++
      if (code === 0x2c) continue
      if (code !== 0x7d) return noPath
      if (i !== end && skipSpace(bytes, i) !== end) return noPath
      return this.leaves[node] ?? noPath
    }
  }

  /** Makes a path for a line, with a number at its end. `decides` says whether the value of a key belongs to the path. */
  add(bytes: Uint8Array, members: readonly Member[], decides: (key: string) => boolean, leaf: number): void {
    let node = 0
    for (const { key, keyStart, keyEnd, valueStart, valueEnd } of members) {
      node = this.childOf(this.firstChild, node, bytes, keyStart, keyEnd + 1)
      if (decides(key)) node = this.childOf(this.firstValue, node, bytes, valueStart, valueEnd)
    }
    this.leaves[node] = leaf
  }

  private childOf(first: Int32Array, node: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    for (let child = first[node] ?? 0; child !== 0; child = this.nextSibling[child] ?? 0) {
      const at = this.textStart[child] ?? 0
      if (this.textLength[child] !== length) continue
      let k = 0
      while (k < length && this.pool[at + k] === bytes[start + k]) k++
      if (k === length) return child
    }
    const isValue = first === this.firstValue
    if (this.nodes === this.leaves.length) this.grow()
    const child = this.nodes++
    while (this.pooled + length > this.pool.length) this.pool = enlarged(this.pool, new Uint8Array(this.pool.length * 2))
    this.pool.set(bytes.subarray(start, end), this.pooled)
    this.textStart[child] = this.pooled
    this.textLength[child] = length
    this.pooled += length
    const list = isValue ? this.firstValue : this.firstChild
    this.nextSibling[child] = list[node] ?? 0
    list[node] = child
    return child
  }

  private moveToFront(first: Int32Array, node: number, before: number, child: number): void {
    this.nextSibling[before] = this.nextSibling[child] ?? 0
    this.nextSibling[child] = first[node] ?? 0
    first[node] = child
  }

  private grow(): void {
    const size = this.leaves.length * 2
    this.textStart = enlarged(this.textStart, new Int32Array(size))
    this.textLength = enlarged(this.textLength, new Int32Array(size))
    this.firstChild = enlarged(this.firstChild, new Int32Array(size))
    this.nextSibling = enlarged(this.nextSibling, new Int32Array(size))
    this.firstValue = enlarged(this.firstValue, new Int32Array(size))
    this.leaves = enlarged(this.leaves, new Int32Array(size).fill(noPath))
  }
}

function enlarged<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}

/**
 * The members of the object that a line is. Null when the line is no valid JSON object that can be followed: a key that is escaped or
 * stands twice, too many members, too deep a nesting.
 */
export function membersOf(bytes: Buffer, start: number, end: number): Member[] | null {
  if (bytes[start] !== 0x7b) return null
  const members: Member[] = []
  const keys = new Set<string>()
  let i = start + 1
  for (;;) {
    i = skipSpace(bytes, i)
    if (bytes[i] !== 0x22 || members.length === maxMembers) return null
    const keyStart = i + 1
    const keyEnd = skipString(bytes, keyStart) - 1
    if (keyEnd < keyStart) return null
    const key = bytes.toString("utf8", keyStart, keyEnd)
    if (keys.has(key) || key.includes("\\")) return null
    keys.add(key)
    i = skipSpace(bytes, keyEnd + 1)
    if (bytes[i] !== 0x3a) return null
    const valueStart = skipSpace(bytes, i + 1)
    const valueEnd = skipValue(bytes, valueStart)
    if (valueEnd === -1) return null
    members.push({ key, keyStart, keyEnd, valueStart, valueEnd })
    i = skipSpace(bytes, valueEnd)
    if (bytes[i] === 0x2c) i++
    else return bytes[i] === 0x7d && skipSpace(bytes, i + 1) === end ? members : null
  }
}
