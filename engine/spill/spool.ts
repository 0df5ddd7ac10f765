import type { MemoryBudget, MemoryHolder } from "./memory-budget.ts"
import type { LineRange } from "./spill-file.ts"

export interface SpoolFormat<T> {
  /** One line. */
  encode(item: T): string
  decode(line: string): T
  /** About what the item takes in memory. */
  bytes(item: T): number
}

/** Items in the order in which they came, those for which there is no memory on disk. Can be read any number of times. */
export class Spool<T> implements Iterable<T> {
  private readonly budget: MemoryBudget
  private readonly format: SpoolFormat<T>
  private readonly holder: MemoryHolder
  private ranges: LineRange[] = []
  private held: T[] = []
  private written = 0

  constructor(budget: MemoryBudget, format: SpoolFormat<T>) {
    this.budget = budget
    this.format = format
    this.holder = budget.hold(() => this.spill())
  }

  /** What went to disk. */
  get bytesWritten(): number {
    return this.written
  }
  get isEmpty(): boolean {
    return this.held.length === 0 && this.ranges.length === 0
  }

  add(item: T): void {
    this.held.push(item)
    this.holder.add(this.format.bytes(item))
  }

  *[Symbol.iterator](): Generator<T, void> {
    // What is written to disk meanwhile is still read from memory.
    const { ranges, held } = this
    for (const range of ranges) for (const line of this.budget.file.readLines(range)) yield this.format.decode(line)
    yield* held
  }

  /** The items are not needed any more. */
  clear(): void {
    this.ranges = []
    this.held = []
    this.holder.clear()
  }

  private spill(): void {
    const { held, format } = this
    function* lines(): Generator<string, void> {
      for (const item of held) yield format.encode(item)
    }
    const range = this.budget.file.writeLines(lines())
    this.written += range.end - range.start
    this.ranges = [...this.ranges, range]
    this.held = []
    this.holder.clear()
  }
}
