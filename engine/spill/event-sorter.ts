import type { Event } from "../event.ts"
import { ExternalSorter, type SorterOptions } from "./external-sorter.ts"
import { byteText, type MemoryBudget } from "./memory-budget.ts"
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

/** The note that a stage wrote what it held to disk. */
export const spillNote = (stage: string, what: "events" | "groups", bytes: number): string =>
  `${stage} wrote ${byteText(bytes)} to disk: its ${what} took more memory than the limit`

/** Sorts events, ties as they came. Those that take more memory than there is wait on disk. */
export class EventSorter<T extends Prepared> {
  private readonly order: EventOrder<T>
  private readonly context: EventMemory
  private readonly sorter: ExternalSorter<T>

  constructor(order: EventOrder<T>, context: EventMemory, options: SorterOptions = {}) {
    this.order = order
    this.context = context
    const format = new EventFormat(context.reads)
    this.sorter = new ExternalSorter<T>(
      context.memory,
      {
        compare: order.compare,
        encode: ({ event }) => format.encode(event),
        decode: line => order.prepare(format.decode(line)),
        bytes: ({ event }) => format.bytes(event),
      },
      options,
    )
  }

  /** There were more events than are kept. */
  get dropped(): boolean {
    return this.sorter.dropped
  }

  add(event: Event): void {
    this.sorter.add(this.order.prepare(event))
  }

  /** The events in order, once. */
  *sorted(): Generator<Event, void> {
    for (const { event } of this.sorter.sorted()) yield event
  }

  /** Says what went to disk, if anything did. */
  report(stage: string): void {
    const { bytesWritten } = this.sorter
    if (bytesWritten > 0) this.context.warn(spillNote(stage, "events", bytesWritten))
  }
}
