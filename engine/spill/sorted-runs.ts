import type { MemoryBudget } from "./memory-budget.ts"
import type { LineRange } from "./spill-file.ts"

/** How items are written as lines, and which of them comes first. */
export interface RunFormat<T> {
  compare(a: T, b: T): number
  /** One line. */
  encode(item: T): string
  decode(line: string): T
}

/** Runs that are read at the same time. */
const fanIn = 256

interface Head<T> {
  item: T
  readonly run: number
  readonly lines: Generator<string, void>
}

/** Sorted lists of items on disk, and all of them as one. */
export class SortedRuns<T> {
  private runs: LineRange[] = []
  private readonly budget: MemoryBudget
  private readonly format: RunFormat<T>
  private written = 0

  constructor(budget: MemoryBudget, format: RunFormat<T>) {
    this.budget = budget
    this.format = format
  }

  get isEmpty(): boolean {
    return this.runs.length === 0
  }

  /** What the items took on disk. */
  get bytesWritten(): number {
    return this.written
  }

  /** Writes items that are sorted and all came after those of earlier runs. */
  write(items: Iterable<T>): void {
    const run = this.writeRun(items)
    this.written += run.end - run.start
    this.runs.push(run)
  }

  /** All items in order; of equal ones, those of earlier runs first, and within a run as they were written. */
  *merged(): Generator<T, void> {
    while (this.runs.length > fanIn) {
      const runs: LineRange[] = []
      // Neighbours, so that equal items keep their order.
      for (let at = 0; at < this.runs.length; at += fanIn) {
        const some = this.runs.slice(at, at + fanIn)
        const [only] = some
        runs.push(some.length === 1 && only !== undefined ? only : this.writeRun(this.merge(some)))
      }
      this.runs = runs
    }
    yield* this.merge(this.runs)
  }

  private writeRun(items: Iterable<T>): LineRange {
    const { format } = this
    function* lines(): Generator<string, void> {
      for (const item of items) yield format.encode(item)
    }
    return this.budget.file.writeLines(lines())
  }

  private *merge(runs: readonly LineRange[]): Generator<T, void> {
    const { file } = this.budget
    const heap: Head<T>[] = []
    runs.forEach((range, run) => {
      const lines = file.readLines(range)
      const first = lines.next()
      if (first.done !== true) heap.push({ item: this.format.decode(first.value), run, lines })
    })
    for (let at = (heap.length >> 1) - 1; at >= 0; at--) this.sink(heap, at)
    for (let [top] = heap; top !== undefined; [top] = heap) {
      yield top.item
      const next = top.lines.next()
      if (next.done === true) {
        const last = heap.pop()
        if (last === undefined || heap.length === 0) return
        heap[0] = last
      } else top.item = this.format.decode(next.value)
      this.sink(heap, 0)
    }
  }

  /** Puts an element of a binary heap where it belongs among those below it. */
  private sink(heap: Head<T>[], from: number): void {
    const moved = heap[from]
    if (moved === undefined) return
    let at = from
    for (;;) {
      let child = 2 * at + 1
      let least = heap[child]
      if (least === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && this.precedes(right, least)) {
        least = right
        child++
      }
      if (!this.precedes(least, moved)) break
      heap[at] = least
      at = child
    }
    heap[at] = moved
  }

  private precedes(a: Head<T>, b: Head<T>): boolean {
    const order = this.format.compare(a.item, b.item)
    return order < 0 || (order === 0 && a.run < b.run)
  }
}
