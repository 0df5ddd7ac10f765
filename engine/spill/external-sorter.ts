import type { MemoryBudget, MemoryHolder } from "./memory-budget.ts"
import { type RunFormat, SortedRuns } from "./sorted-runs.ts"

export interface SorterFormat<T> extends RunFormat<T> {
  /** About what the item takes in memory. */
  bytes(item: T): number
}

export interface SorterOptions {
  /** Items that are kept, 0 for all. */
  readonly most?: number | undefined
  /** False keeps all in memory. */
  readonly spills?: boolean | undefined
}

/** So many items more than are kept are taken before the others are dropped. */
const slack = 4096

/** Sorts items, equal ones as they came. Those that take more memory than there is wait on disk. */
export class ExternalSorter<T> {
  /** There were more items than are kept. */
  dropped = false
  private items: T[] = []
  private readonly format: SorterFormat<T>
  private readonly most: number
  private readonly holder: MemoryHolder
  private readonly runs: SortedRuns<T>

  constructor(budget: MemoryBudget, format: SorterFormat<T>, options: SorterOptions = {}) {
    this.format = format
    this.most = options.most ?? 0
    this.holder = budget.hold(options.spills === false ? null : () => this.spill())
    this.runs = new SortedRuns<T>(budget, format)
  }

  /** What went to disk. */
  get bytesWritten(): number {
    return this.runs.bytesWritten
  }

  add(item: T): void {
    this.items.push(item)
    if (this.most > 0 && this.items.length >= 2 * this.most + slack) this.cut()
    this.holder.add(this.format.bytes(item))
  }

  /** Takes items that come before all others, and keeps none of them in memory. */
  addToDisk(items: Iterable<T>): void {
    this.runs.write(Array.from(items).sort(this.format.compare))
  }

  /** The items in order, once. */
  *sorted(): Generator<T, void> {
    if (this.runs.isEmpty) {
      this.holder.pin()
      this.cut()
      yield* this.items
    } else {
      this.spill()
      let count = 0
      for (const item of this.runs.merged()) {
        if (this.most > 0 && ++count > this.most) {
          this.dropped = true
          break
        }
        yield item
      }
    }
    this.items = []
    this.holder.clear()
  }

  /** Sorts what is held and drops what is not kept of it. */
  private cut(): void {
    const { items, most, holder } = this
    items.sort(this.format.compare)
    if (most === 0 || items.length <= most) return
    const bytes = (holder.bytes / items.length) * most
    this.items = items.slice(0, most)
    this.dropped = true
    holder.clear()
    holder.add(bytes)
  }

  private spill(): void {
    const { items, most } = this
    items.sort(this.format.compare)
    if (most > 0 && items.length > most) this.dropped = true
    this.runs.write(most > 0 ? items.slice(0, most) : items)
    this.items = []
    this.holder.clear()
  }
}
