import { garbageCollector } from "./collect-garbage.ts"
import { SpillFile } from "./spill-file.ts"

/** 128 MB: the process takes some 200 MB beside it. */
export const defaultMemoryBytes = 128 * 1024 * 1024

/** Less than that is left to be collected when it pleases. */
const worthCollecting = 16 * 1024 * 1024

/**
 * What all stages of a run that hold rows or groups back may hold together. Sizes are estimates of the heap that values take. Once
 * they exceed the limit, the stages that hold most write what they have to disk.
 */
export class MemoryBudget {
  readonly limitBytes: number
  private used = 0
  /** What holders that can write themselves to disk hold. */
  private movable = 0
  private readonly holders = new Set<MemoryHolder>()
  private opened: SpillFile | null = null
  private relieving = false
  private collect: (() => void) | null = null

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get usedBytes(): number {
    return this.used
  }

  /**
   * An account for one stage.
   * @param spill writes to disk all that the stage holds, and clears the account; null when the stage cannot
   */
  hold(spill: (() => void) | null): MemoryHolder {
    const changed = (holder: MemoryHolder, used: number, movable: number): void => {
      this.used += used
      this.movable += movable
      // Many more stages are compiled than ever hold anything.
      if (holder.bytes > 0) this.holders.add(holder)
      else this.holders.delete(holder)
      if (used > 0 && this.used > this.limitBytes) this.relieve()
    }
    return new MemoryHolder(spill, changed)
  }

  /** Where stages write: one file for the whole run, made when the first of them needs it. */
  get file(): SpillFile {
    this.opened ??= new SpillFile()
    return this.opened
  }

  /** Removes what was written; nothing of it can be read afterwards. */
  close(): void {
    this.opened?.close()
    this.opened = null
  }

  private relieve(): void {
    // Where nearly everything is held by stages that cannot let go, the others would write one row at a time.
    const least = this.limitBytes / 8
    if (this.movable <= least || this.relieving) return
    this.relieving = true
    const enough = this.limitBytes * 0.75
    const before = this.used
    const movable = Array.from(this.holders)
      .filter(holder => holder.canSpill)
      .sort((a, b) => b.bytes - a.bytes)
    for (const holder of movable) {
      holder.spill()
      if (this.used <= enough || this.movable <= least) break
    }
    this.relieving = false
    if (before - this.used < worthCollecting) return
    this.collect ??= garbageCollector()
    this.collect()
  }
}

/** What one stage holds. */
export class MemoryHolder {
  bytes = 0
  private write: (() => void) | null
  private readonly changed: (holder: MemoryHolder, used: number, movable: number) => void

  constructor(write: (() => void) | null, changed: (holder: MemoryHolder, used: number, movable: number) => void) {
    this.write = write
    this.changed = changed
  }

  get canSpill(): boolean {
    return this.write !== null && this.bytes > 0
  }

  /** Takes note of so many bytes more. The stage, or others, may write what they hold to disk before this returns. */
  add(bytes: number): void {
    this.bytes += bytes
    this.changed(this, bytes, this.write === null ? 0 : bytes)
  }

  /** The stage holds nothing any more. */
  clear(): void {
    const { bytes } = this
    this.bytes = 0
    this.changed(this, -bytes, this.write === null ? 0 : -bytes)
  }

  /** From now on the stage keeps what it has, since it is passing it on. */
  pin(): void {
    if (this.write === null) return
    this.write = null
    this.changed(this, 0, -this.bytes)
  }

  spill(): void {
    this.write?.()
  }
}

/** A number of bytes for people. */
export function byteText(bytes: number): string {
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"]
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`
}
