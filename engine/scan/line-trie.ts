import { escapeLength, skipSpace, skipValue } from "./json-span.ts"
import { maxMembers, type Step } from "./line-steps.ts"

/** Most nodes, and bytes of keys and values, that are kept: logs whose lines differ without end are not worth more. */
const maxNodes = 1 << 18
const maxPool = 8 << 20

/** The arrays that a trie is kept in, when they are shared: of full size. */
export interface TrieStorage {
  readonly spans: Int32Array
  readonly textStart: Int32Array
  readonly textLength: Int32Array
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
  readonly firstValue: Int32Array
  readonly inner: Int32Array
  readonly outer: Int32Array
  readonly leaves: Int32Array
  readonly pool: Uint8Array
}

/** A line has no known path, is no JSON object, or is not valid. */
export const noPath = -1

/**
 * Recognises lines by their keys, in their order, and by the values of the keys that tell the type of an event: a trie over their bytes.
 * The keys of a known line are compared rather than hashed, so that a path is never mistaken for another.
 */
export class LineTrie {
  /** Start and end of the value of the n-th member of the line that was followed last. */
  readonly spans: Int32Array
  private textStart: Int32Array
  private textLength: Int32Array
  private firstChild: Int32Array
  private nextSibling: Int32Array
  /** First of the nodes that stand for values of this key; 0 when there is none. */
  private firstValue: Int32Array
  /** Where a path goes on in the object that is the value of this key, and behind the object that ends here; 0 where it does not. */
  private inner: Int32Array
  private outer: Int32Array
  /** One more than the number of a path that ends here; 0 where none does. */
  private leaves: Int32Array
  private pool: Uint8Array
  private nodes = 1
  private pooled = 0

  constructor(storage: TrieStorage | null) {
    this.spans = storage?.spans ?? new Int32Array(2 * maxMembers)
    this.textStart = storage?.textStart ?? new Int32Array(1_024)
    this.textLength = storage?.textLength ?? new Int32Array(1_024)
    this.firstChild = storage?.firstChild ?? new Int32Array(1_024)
    this.nextSibling = storage?.nextSibling ?? new Int32Array(1_024)
    this.firstValue = storage?.firstValue ?? new Int32Array(1_024)
    this.inner = storage?.inner ?? new Int32Array(1_024)
    this.outer = storage?.outer ?? new Int32Array(1_024)
    this.leaves = storage?.leaves ?? new Int32Array(1_024)
    this.pool = storage?.pool ?? new Uint8Array(65_536)
  }

  /** Whether a line of that many bytes can be added. */
  hasRoom(length: number): boolean {
    return this.nodes + 2 * maxMembers <= maxNodes && this.pooled + length <= maxPool
  }

  /** Follows a line that is UTF-8; a byte below 0x20, or nothing, stands behind it. Gives the number at the end of its path. */
  follow(bytes: Uint8Array, start: number, end: number): number {
    const { spans, textStart, textLength, firstChild, nextSibling, firstValue, inner, outer, pool } = this
    let i = start
    if (bytes[i] !== 0x7b) return noPath
    i++
    let node = 0
    let member = 0
    let depth = 0
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
      const entered = code === 0x7b ? (inner[child] ?? 0) : 0
      if (entered !== 0) {
        depth++
        node = entered
        i = skipSpace(bytes, i + 1)
        if (bytes[i] !== 0x7d) continue
      } else {
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
      }
      // A value has ended: objects that end with it are left.
      for (;;) {
        code = bytes[i] ?? 0
        if (code <= 0x20) {
          i = skipSpace(bytes, i)
          code = bytes[i] ?? 0
        }
        i++
        if (code === 0x2c) break
        if (code !== 0x7d) return noPath
        if (depth === 0) return i === end || skipSpace(bytes, i) === end ? (this.leaves[node] ?? 0) - 1 : noPath
        depth--
        node = outer[node] ?? 0
        if (node === 0) return noPath
      }
    }
  }

  /** Makes a path for a line, with a number at its end. `decides` says whether the value of a member belongs to the path. */
  add(bytes: Uint8Array, steps: readonly Step[], decides: (path: string) => boolean, leaf: number): void {
    let node = 0
    for (const step of steps) {
      if (step.kind === "leave") {
        node = this.linked("outer", node)
        continue
      }
      const child = this.childOf("firstChild", node, bytes, step.keyStart, step.keyEnd + 1)
      if (step.kind === "enter") node = this.linked("inner", child)
      else node = decides(step.path) ? this.childOf("firstValue", child, bytes, step.valueStart, step.valueEnd) : child
    }
    this.leaves[node] = leaf + 1
  }

  private childOf(list: "firstChild" | "firstValue", node: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    for (let child = this[list][node] ?? 0; child !== 0; child = this.nextSibling[child] ?? 0) {
      const at = this.textStart[child] ?? 0
      if (this.textLength[child] !== length) continue
      let k = 0
      while (k < length && this.pool[at + k] === bytes[start + k]) k++
      if (k === length) return child
    }
    const child = this.newNode()
    while (this.pooled + length > this.pool.length) this.pool = enlarged(this.pool, new Uint8Array(this.pool.length * 2))
    this.pool.set(bytes.subarray(start, end), this.pooled)
    this.textStart[child] = this.pooled
    this.textLength[child] = length
    this.pooled += length
    this.nextSibling[child] = this[list][node] ?? 0
    this[list][node] = child
    return child
  }

  private linked(link: "inner" | "outer", node: number): number {
    const known = this[link][node] ?? 0
    if (known !== 0) return known
    const next = this.newNode()
    this[link][node] = next
    return next
  }

  private newNode(): number {
    if (this.nodes === this.leaves.length) this.grow()
    return this.nodes++
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
    this.inner = enlarged(this.inner, new Int32Array(size))
    this.outer = enlarged(this.outer, new Int32Array(size))
    this.leaves = enlarged(this.leaves, new Int32Array(size))
  }
}

function enlarged<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}
