import { Event } from "../event.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { Value } from "../ir/value.ts"
import { type EventMemory, type EventOrder, EventSorter } from "../spill/event-sorter.ts"
import type { LaterFilter, LaterTest } from "./later-filters.ts"
import type { Sink, Test } from "./operator.ts"

/**
 * One place where a compiled search takes events from the input. A search has one for itself and one for each subsearch over the
 * same input, so that a single pass feeds them all.
 */
export interface Branch {
  /** Dataset of a data model that the events must belong to, such as `Endpoint.Processes`. */
  readonly dataset: string | null
  /** What events must satisfy, as data, for the planner of the scanner; `test` is the same, compiled. */
  readonly predicate: Predicate
  readonly test: Test
  /** What filters behind the source say of events that make no difference to the results: those that are left out need not be pushed. */
  readonly later?: LaterTest | null
  /** Takes events that passed `test`. False from `push` means that no more are wanted. */
  readonly sink: Sink
}

/** A branch, and what filters behind its source say of the events that it takes; null when nothing. */
export interface CompiledBranch extends Branch {
  readonly filter: LaterFilter | null
}

/** Feeds events to branches and ends them. */
export function runOver(branches: readonly Branch[], events: Iterable<Event>): void {
  const open = new Set(branches)
  for (const event of events) {
    for (const branch of open) if (takes(branch, event) && !branch.sink.push(event.fork())) open.delete(branch)
    if (open.size === 0) break
  }
  for (const branch of branches) branch.sink.end()
}

/** Whether an event is one of those that a branch asks for. */
export const takes = ({ dataset, test }: Pick<Branch, "dataset" | "test">, event: Event): boolean =>
  (dataset === null || event.inDataset(dataset)) && test(event)

/** Results that nobody wants. */
export const nowhere: Sink = { push: () => true, end() {} }

/** A search, compiled once, run once. */
export interface CompiledSearch {
  /** In the order in which they must be ended: a subsearch before the search that waits for it. */
  readonly branches: readonly CompiledBranch[]
  /** Results leave newest first, or in an order of their own; false when they leave as the events came. */
  readonly ordered: boolean
  /** Where no event comes it gives nothing and does nothing else. False where that is not certain. */
  readonly idle: boolean
  /** The search reads the clock: it needs `now`, or the newest event of the input in its place. */
  readonly needsClock: boolean
}

/** An event with some of the fields of another, and nothing else of it. */
function withFields(event: Event, names: readonly string[]): Event {
  const fields = new Map<string, Value>()
  for (const name of names) {
    const value = event.get(name)
    if (value !== null) fields.set(name, value)
  }
  return new Event(null, fields)
}

interface TimedEvent {
  readonly event: Event
  readonly time: number
}

/** Newest first; events without a time last. */
const newestFirst: EventOrder<TimedEvent> = {
  prepare(event) {
    const value = event.get("_time")
    const time = typeof value === "number" ? value : value === null ? Number.NEGATIVE_INFINITY : Number(value)
    return { event, time: Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time }
  },
  compare: (a, b) => (a.time > b.time ? -1 : a.time < b.time ? 1 : 0),
}

/** Newest first; events without a time last; ties in the order in which they came. */
export function sortNewestFirst(events: Event[]): Event[] {
  const keyed = events.map(newestFirst.prepare)
  let sorted = true
  for (let i = 1; i < keyed.length && sorted; i++) sorted = (keyed[i - 1]?.time ?? 0) >= (keyed[i]?.time ?? 0)
  if (sorted) return events
  return keyed.sort(newestFirst.compare).map(({ event }) => event)
}

export interface DeferredOptions extends EventMemory {
  /** False where what comes after reads more of events than can be written to disk. */
  readonly spills: boolean
  /** The fields that are all that is read of events; null where that is not known. */
  readonly only: readonly string[] | null
}

/** Holds events back until the end of the input, then passes them on newest first. */
export function deferred(test: Test | null, next: Sink, options: DeferredOptions): Sink {
  const sorter = new EventSorter(newestFirst, options, options)
  const { only } = options
  return {
    push(event) {
      // A few fields take far less memory than the record behind them.
      sorter.add(only === null ? event : withFields(event, only))
      return true
    },
    end() {
      for (const event of sorter.sorted()) if ((test === null || test(event)) && !next.push(event)) break
      sorter.report("the search")
      next.end()
    },
  }
}
