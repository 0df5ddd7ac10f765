import type { Event } from "../event.ts"
import type { Cells, Columns } from "./cells.ts"

interface Entry {
  readonly event: Event
  /** Number of the event in the stream. */
  readonly position: number
  readonly time: number
}

/** Entries that come one after another, and the aggregates over all of them. */
interface Block {
  readonly entries: Entry[]
  /** Entries before this index have left the window. */
  from: number
  readonly whole: Cells
}

/**
 * The latest events of a stream and the aggregates over them. Accumulators cannot take back what they saw: full blocks of events are
 * merged, and only the block that the window has partly left is added up again, so that an event costs the square root of the size.
 */
export class SlidingWindow {
  private readonly blocks: Block[] = []
  private readonly columns: Columns
  private readonly blockSize: number

  constructor(columns: Columns, expectedSize: number) {
    this.columns = columns
    this.blockSize = Math.max(1, Math.floor(Math.sqrt(expectedSize)))
  }

  add(event: Event, position: number, time: number): void {
    let last = this.blocks.at(-1)
    if (last === undefined || last.entries.length >= this.blockSize) {
      last = { entries: [], from: 0, whole: this.columns.createCells() }
      this.blocks.push(last)
    }
    // Stages behind this one may change the event, what was seen of it must stay.
    const seen = event.fork()
    last.entries.push({ event: seen, position, time })
    last.whole.add(seen)
  }

  /** Drops entries from the oldest on, as long as they are past. */
  expire(isPast: (position: number, time: number) => boolean): void {
    for (;;) {
      const first = this.blocks[0]
      const oldest = first?.entries[first.from]
      if (first === undefined || oldest === undefined || !isPast(oldest.position, oldest.time)) return
      first.from++
      if (first.from === first.entries.length) this.blocks.shift()
    }
  }

  cells(): Cells {
    const cells = this.columns.createCells()
    for (const { entries, from, whole } of this.blocks)
      if (from === 0) cells.merge(whole)
      else for (let i = from; i < entries.length; i++) addEntry(cells, entries[i])
    return cells
  }
}

function addEntry(cells: Cells, entry: Entry | undefined): void {
  if (entry !== undefined) cells.add(entry.event)
}
