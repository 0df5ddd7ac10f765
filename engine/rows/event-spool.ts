import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { type EventMemory, spillNote } from "../spill/event-sorter.ts"
import { Spool } from "../spill/spool.ts"
import { EventFormat } from "../spill/stored-row.ts"

export interface EventPasses {
  /** Called with each event as it comes. */
  see?(event: Event): void
  /** Called once all have come. */
  apply(events: Iterable<Event>): Iterable<Event>
}

/**
 * Holds all events back and passes on what a second pass over them gives. Those that take more memory than there is wait on disk.
 * @param stage what the stage is called, for the note that it did so
 */
export const secondPass =
  (stage: string, { memory, reads, warn }: EventMemory, start: () => EventPasses): Operator =>
  next => {
    const passes = start()
    const events = new Spool<Event>(memory, new EventFormat(reads))
    return {
      push(event) {
        passes.see?.(event)
        events.add(event)
        return true
      },
      end() {
        for (const event of passes.apply(events)) if (!next.push(event)) break
        if (events.bytesWritten > 0) warn(spillNote(stage, "events", events.bytesWritten))
        events.clear()
        next.end()
      },
    }
  }
