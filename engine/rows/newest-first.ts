import type { Event } from "../event.ts"
import { numberOf } from "../ir/value.ts"

/**
 * Results of several searches as one. Where every list runs from newest to oldest they are interleaved by time; where one has no
 * times, or is in another order, they follow one another.
 */
export function mergeNewestFirst(lists: readonly (readonly Event[])[]): readonly Event[] {
  const all = lists.flat()
  const times = new Map<Event, number>()
  for (const list of lists) {
    let before = Number.POSITIVE_INFINITY
    for (const event of list) {
      const time = numberOf(event.get("_time"))
      if (time === null || time > before) return all
      times.set(event, time)
      before = time
    }
  }
  return all.sort((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0))
}
