import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { type EventMemory, spillNote } from "../spill/event-sorter.ts"
import { ExternalSorter } from "../spill/external-sorter.ts"
import { EventFormat } from "../spill/stored-row.ts"
import { groupKey } from "./group-key.ts"

export interface DuplicateOptions {
  readonly fields: readonly string[]
  /** Events of each combination of values that are kept. */
  readonly keep: number
  /** Takes the fields off the others instead of dropping them. */
  readonly keepEvents: boolean
  /** Keeps events that lack one of the fields. */
  readonly keepEmpty: boolean
  /** Only neighbours are duplicates of each other. */
  readonly consecutive: boolean
}

/** About what a key takes beside its text. */
const keyBytes = 120

/** Keeps the first events of each combination of values. Where there are more combinations than memory, the others wait on disk. */
export const removeDuplicates =
  (options: DuplicateOptions, context: EventMemory): Operator =>
  next => {
    const { fields, keep, keepEmpty } = options
    const blank = (event: Event): void => {
      for (const name of fields) event.set(name, null)
    }
    if (options.consecutive) {
      let last: string | null = null
      let count = 0
      return {
        push(event) {
          const key = groupKey(event, fields)
          if (key !== last) count = 0
          last = key
          if (key === null) return !keepEmpty || next.push(event)
          if (++count <= keep) return next.push(event)
          if (!options.keepEvents) return true
          blank(event)
          return next.push(event)
        },
        end: () => next.end(),
      }
    }
    const seen = new Map<string, number>()
    let later: LaterEvents | null = null
    const holder = context.memory.hold(() => {
      later = new LaterEvents(options, context, seen)
      seen.clear()
      holder.clear()
    })
    return {
      push(event) {
        const key = groupKey(event, fields)
        if (key === null && !keepEmpty) return true
        if (later !== null) {
          later.add(key, event)
          return true
        }
        if (key === null) return next.push(event)
        const count = seen.get(key) ?? 0
        if (count < keep) {
          seen.set(key, count + 1)
          const open = next.push(event)
          // What came after may have asked for memory, and the keys may be on disk by now.
          if (count === 0 && later === null) holder.add(keyBytes + key.length * 2)
          return open
        }
        if (!options.keepEvents) return true
        blank(event)
        return next.push(event)
      },
      end() {
        holder.pin()
        for (const event of later?.kept(blank) ?? []) if (!next.push(event)) break
        if (later !== null) context.warn(spillNote("dedup", "events", later.bytesWritten))
        seen.clear()
        holder.clear()
        next.end()
      },
    }
  }

interface Keyed {
  readonly key: string
  /** Events that were kept before; 0 for an event. */
  readonly count: number
  readonly place: Placed | null
}
interface Placed {
  /** In the order of the pipeline. */
  readonly position: number
  readonly event: Event
}

/** Events that came after memory for their keys had run out: brought together by key, and then in order again. */
class LaterEvents {
  private position = 0
  private readonly options: DuplicateOptions
  private readonly byKey: ExternalSorter<Keyed>
  private readonly inOrder: ExternalSorter<Placed>

  constructor(options: DuplicateOptions, { memory, reads }: EventMemory, seen: ReadonlyMap<string, number>) {
    this.options = options
    const format = new EventFormat(reads)
    const encode = (place: Placed): string => `${place.position} ${format.encode(place.event)}`
    const decode = (line: string): Placed => {
      const end = line.indexOf(" ")
      return { position: Number(line.slice(0, end)), event: format.decode(line.slice(end + 1)) }
    }
    this.byKey = new ExternalSorter<Keyed>(memory, {
      compare: (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
      // A tab stands in no JSON.
      encode: ({ key, count, place }) => `${JSON.stringify([key, count])}\t${place === null ? "" : encode(place)}`,
      decode(line) {
        const end = line.indexOf("\t")
        const [key, count]: readonly [string, number] = JSON.parse(line.slice(0, end))
        return { key, count, place: end + 1 === line.length ? null : decode(line.slice(end + 1)) }
      },
      bytes: ({ key, place }) => keyBytes + key.length * 2 + (place === null ? 0 : format.bytes(place.event)),
    })
    this.inOrder = new ExternalSorter<Placed>(memory, {
      compare: (a, b) => a.position - b.position,
      encode,
      decode,
      bytes: ({ event }) => format.bytes(event),
    })
    this.byKey.addToDisk(Array.from(seen, ([key, count]): Keyed => ({ key, count, place: null })))
  }

  get bytesWritten(): number {
    return this.byKey.bytesWritten + this.inOrder.bytesWritten
  }

  /** @param key null for an event that is kept whatever came before */
  add(key: string | null, event: Event): void {
    const place = { position: this.position++, event }
    if (key === null) this.inOrder.add(place)
    else this.byKey.add({ key, count: 0, place })
  }

  /** @param blank what is done to events that are kept although they are duplicates */
  *kept(blank: (event: Event) => void): Iterable<Event> {
    const { keep, keepEvents } = this.options
    let last: string | null = null
    let seen = 0
    for (const { key, count, place } of this.byKey.sorted()) {
      if (key !== last) seen = 0
      last = key
      if (place === null) seen = count
      else if (++seen <= keep) this.inOrder.add(place)
      else if (keepEvents) {
        blank(place.event)
        this.inOrder.add(place)
      }
    }
    for (const { event } of this.inOrder.sorted()) yield event
  }
}
