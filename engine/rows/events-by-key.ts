import type { AccumulatorState } from "../aggregates/aggregate.ts"
import type { Event } from "../event.ts"
import { type EventMemory, spillNote } from "../spill/event-sorter.ts"
import { ExternalSorter } from "../spill/external-sorter.ts"
import type { SpoolFormat } from "../spill/spool.ts"
import { EventFormat } from "../spill/stored-row.ts"

/** An event with its place in the pipeline. */
export interface PlacedEvent {
  readonly position: number
  readonly event: Event
}
/** One entry of a key's list. */
export interface KeyedEvent {
  /** The event's place in the pipeline; null for an event that is there to be looked at. */
  readonly position: number | null
  /** Null where only `state` is. */
  readonly event: Event | null
  /** What is known of the key. */
  readonly state: AccumulatorState
}
interface Keyed extends KeyedEvent {
  readonly key: string
}

/** How placed events are written as lines. */
export function placedFormat(reads: readonly string[]): SpoolFormat<PlacedEvent> {
  const events = new EventFormat(reads)
  return {
    encode: ({ position, event }) => `${position} ${events.encode(event)}`,
    decode(line) {
      const end = line.indexOf(" ")
      return { position: Number(line.slice(0, end)), event: events.decode(line.slice(end + 1)) }
    },
    bytes: ({ event }) => events.bytes(event),
  }
}

/** About what a key takes beside its text. */
export const keyBytes = 120

/**
 * Events brought together by key, and the results brought back to the order of the pipeline: how a stage that looks at the events of
 * each key by themselves goes on once what it knows of all keys takes more memory than there is.
 */
export class EventsByKey {
  private count = 0
  private readonly context: EventMemory
  private readonly byKey: ExternalSorter<Keyed>
  private readonly inOrder: ExternalSorter<PlacedEvent>

  constructor(context: EventMemory) {
    const { memory, reads } = context
    this.context = context
    const events = new EventFormat(reads)
    this.byKey = new ExternalSorter<Keyed>(memory, {
      compare: (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
      // A tab stands in no JSON.
      encode: ({ key, position, state, event }) =>
        `${JSON.stringify([key, position, state])}\t${event === null ? "" : events.encode(event)}`,
      decode(line) {
        const end = line.indexOf("\t")
        const [key, position, state]: readonly [string, number | null, AccumulatorState] = JSON.parse(line.slice(0, end))
        return { key, position, state, event: end + 1 === line.length ? null : events.decode(line.slice(end + 1)) }
      },
      bytes: ({ key, event }) => keyBytes + key.length * 2 + (event === null ? 0 : events.bytes(event)),
    })
    this.inOrder = new ExternalSorter<PlacedEvent>(memory, {
      ...placedFormat(reads),
      compare: (a, b) => a.position - b.position,
    })
  }

  get bytesWritten(): number {
    return this.byKey.bytesWritten + this.inOrder.bytesWritten
  }

  /** Says what went to disk, if anything did. @param more what the stage wrote beside it */
  report(stage: string, more = 0): void {
    const bytes = this.bytesWritten + more
    if (bytes > 0) this.context.warn(spillNote(stage, "groups", bytes))
  }

  /** Takes what is known of keys before any of their events, and keeps none of it in memory. */
  know(states: Iterable<readonly [key: string, state: AccumulatorState]>): void {
    function* entries(): Iterable<Keyed> {
      for (const [key, state] of states) yield { key, position: null, state, event: null }
    }
    this.byKey.addToDisk(entries())
  }

  /** Takes the next event of the pipeline. */
  add(key: string, event: Event): void {
    this.byKey.add({ key, position: this.count++, state: null, event })
  }

  /** Takes an event that the others of its key are seen with, and that has no place of its own. */
  show(key: string, event: Event): void {
    this.byKey.add({ key, position: null, state: null, event })
  }

  /** Takes the next event of the pipeline, which is a result as it is. */
  pass(event: Event): void {
    this.inOrder.add({ position: this.count++, event })
  }

  /**
   * The results in the order of the pipeline, once; several of one place as they were given.
   * @param apply given the list of each key, as it came, gives results; it may leave a part of the list unread
   */
  *results(apply: (list: Iterable<KeyedEvent>) => Iterable<PlacedEvent>): Generator<Event, void> {
    for (const list of this.lists()) for (const result of apply(list)) this.inOrder.add(result)
    for (const { event } of this.inOrder.sorted()) yield event
  }

  /** The lists one after another: each must be done with before the next. */
  private *lists(): Generator<Iterable<KeyedEvent>, void> {
    const all = this.byKey.sorted()
    let head = all.next()
    function* ofKey(key: string): Generator<KeyedEvent, void> {
      for (; head.done !== true && head.value.key === key; head = all.next()) yield head.value
    }
    while (head.done !== true) {
      const { key } = head.value
      yield ofKey(key)
      for (const _ of ofKey(key)) {
        // What was left unread.
      }
    }
  }
}
