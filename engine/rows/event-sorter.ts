import type { Event } from "../event.ts"
import { byteText, type MemoryBudget, type MemoryHolder } from "../spill/memory-budget.ts"
import { SortedRuns } from "../spill/sorted-runs.ts"
import { EventFormat } from "./stored-row.ts"

/** An event with what it is compared by. */
interface Prepared {
  readonly event: Event
}
export interface EventOrder<T extends Prepared> {
  prepare(event: Event): T
  compare(a: T, b: T): number
}

/** What stages that hold events back share. */
export interface EventMemory {
  readonly memory: MemoryBudget
  /** Fields that stages read by name. */
  readonly reads: readonly string[]
  warn(message: string): void
}

/** So many events more than are kept are taken before the others are dropped. */
const slack = 4096

/** Sorts events, ties as they came. Those that take more memory than there is wait on disk. */
export class EventSorter<T extends Prepared> {
  /** There were more events than are kept. */
  dropped = false
  private rows: T[] = []
  private readonly order: EventOrder<T>
  private readonly context: EventMemory
  /** 0 for all. */
  private readonly most: number
  private readonly format: EventFormat
  private readonly holder: MemoryHolder
  private readonly runs: SortedRuns<T>

  /** @param options.most events that are kept, 0 for all; `spills: false` keeps all in memory */
  constructor(order: EventOrder<T>, context: EventMemory, options: { readonly most?: number; readonly spills?: boolean } = {}) {
    this.order = order
    this.context = context
    this.most = options.most ?? 0
    const format = new EventFormat(context.reads)
    this.format = format
    this.holder = context.memory.hold(options.spills === false ? null : () => this.spill())
    this.runs = new SortedRuns<T>(context.memory, {
      compare: order.compare,
      encode: ({ event }) => format.encode(event),
      decode: line => order.prepare(format.decode(line)),
    })
  }

  add(event: Event): void {
    this.rows.push(this.order.prepare(event))
    if (this.most > 0 && this.rows.length >= 2 * this.most + slack) this.cut()
    this.holder.add(this.format.bytes(event))
  }

  /** The events in order, once. */
  *sorted(): Generator<Event, void> {
    if (this.runs.isEmpty) {
      this.cut()
      this.holder.pin()
      for (const { event } of this.rows) yield event
    } else {
      this.spill()
      let count = 0
      for (const { event } of this.runs.merged()) {
        if (this.most > 0 && ++count > this.most) {
          this.dropped = true
          break
        }
        yield event
      }
    }
    this.rows = []
    this.holder.clear()
  }

  /** Says what went to disk, if anything did. */
  report(stage: string): void {
    if (!this.runs.isEmpty)
      this.context.warn(`${stage} wrote ${byteText(this.runs.bytesWritten)} to disk: its events took more memory than the limit`)
  }

  private cut(): void {
    this.rows.sort(this.order.compare)
    if (this.most === 0 || this.rows.length <= this.most) return
    const bytes = (this.holder.bytes / this.rows.length) * this.most
    this.rows = this.rows.slice(0, this.most)
    this.dropped = true
    this.holder.clear()
    this.holder.add(bytes)
  }

  private spill(): void {
    const { rows } = this
    // What is cut off is not held any more when the run is written.
    rows.sort(this.order.compare)
    if (this.most > 0 && rows.length > this.most) this.dropped = true
    this.runs.write(this.most > 0 ? rows.slice(0, this.most) : rows)
    this.rows = []
    this.holder.clear()
  }
}
