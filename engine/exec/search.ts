import type { Event } from "../event.ts"
import type { Predicate } from "../ir/predicate.ts"
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
  /** Takes events that passed `test`. False from `push` means that no more are wanted. */
  readonly sink: Sink
}

/** A search, compiled once, run once. */
export interface CompiledSearch {
  /** In the order in which they must be ended: a subsearch before the search that waits for it. */
  readonly branches: readonly Branch[]
  /** Results leave newest first, or in an order of their own; false when they leave as the events came. */
  readonly ordered: boolean
  /** The search reads the clock: it needs `now`, or the newest event of the input in its place. */
  readonly needsClock: boolean
}

/** Newest first; events without a time last; ties in the order in which they came. */
export function sortNewestFirst(events: Event[]): Event[] {
  const keyed = events.map(event => {
    const time = event.get("_time")
    return { event, time: typeof time === "number" ? time : time === null ? Number.NEGATIVE_INFINITY : Number(time) }
  })
  let sorted = true
  for (let i = 1; i < keyed.length && sorted; i++) sorted = (keyed[i - 1]?.time ?? 0) >= (keyed[i]?.time ?? 0)
  if (sorted) return events
  return keyed.sort((a, b) => b.time - a.time || 0).map(({ event }) => event)
}

/** Holds events back until the end of the input, then passes them on newest first. */
export function deferred(test: Test | null, next: Sink): Sink {
  let events: Event[] = []
  return {
    push(event) {
      events.push(event)
      return true
    },
    end() {
      for (const event of sortNewestFirst(events)) if ((test === null || test(event)) && !next.push(event)) break
      events = []
      next.end()
    },
  }
}
