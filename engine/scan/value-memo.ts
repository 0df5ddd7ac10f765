/** Entries, and bytes of values, that are kept; all are dropped when either is full. */
const slots = 1 << 18
const maxEntries = slots / 2
const arenaBytes = 32 << 20
/** Longer values are seldom the same. */
const longest = 512

/** Remembers what was found for a value under a number, by the value's bytes. */
export class ValueMemo<V> {
  private readonly starts = new Int32Array(slots)
  private readonly lengths = new Int32Array(slots)
  /** The number plus one; 0 marks a free slot. */
  private readonly owners = new Int32Array(slots)
  private readonly hashes = new Int32Array(slots)
  private values: (V | undefined)[] = new Array<V | undefined>(slots)
  private readonly arena = new Uint8Array(arenaBytes)
  private used = 0
  private entries = 0
  /** Where the value that was asked for last would stand. */
  private slot = -1
  private hash = 0

  find(owner: number, bytes: Uint8Array, start: number, end: number): V | undefined {
    const length = end - start
    if (length > longest) {
      this.slot = -1
      return undefined
    }
    let hash = Math.imul(owner + 1, 0x9e3779b1) ^ length
    for (let i = start; i < end; i++) hash = Math.imul(hash, 31) + (bytes[i] ?? 0)
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    hash ^= hash >>> 13
    this.hash = hash
    const { owners, hashes, lengths, starts, arena } = this
    let slot = hash & (slots - 1)
    for (; owners[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
      if (hashes[slot] !== hash || lengths[slot] !== length || owners[slot] !== owner + 1) continue
      const at = starts[slot] ?? 0
      let k = 0
      while (k < length && arena[at + k] === bytes[start + k]) k++
      if (k === length) return this.values[slot]
    }
    this.slot = slot
    return undefined
  }

  /** Keeps what was found for the value that `find` did not know. */
  keep(owner: number, bytes: Uint8Array, start: number, end: number, value: V): void {
    if (this.slot === -1) return
    const length = end - start
    if (this.entries >= maxEntries || this.used + length > arenaBytes) {
      this.owners.fill(0)
      this.values = new Array<V | undefined>(slots)
      this.used = 0
      this.entries = 0
      this.slot = this.hash & (slots - 1)
    }
    const { slot } = this
    this.owners[slot] = owner + 1
    this.hashes[slot] = this.hash
    this.lengths[slot] = length
    this.starts[slot] = this.used
    this.arena.set(bytes.subarray(start, end), this.used)
    this.values[slot] = value
    this.used += length
    this.entries++
    this.slot = -1
  }
}
