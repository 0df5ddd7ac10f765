import type { Event } from "../event.ts"
import { numberOf } from "../ir/value.ts"

/**
 * Results of several searches as one. Where every list runs from newest to oldest they are interleaved by time; where one has no
 * times, or is in another order, they follow one another. Each list is read twice.
 */
export function* mergeNewestFirst(lists: readonly Iterable<Event>[]): Generator<Event, void> {
  if (!lists.every(runsNewestFirst)) {
    for (const list of lists) yield* list
    return
  }
  const heads = lists.flatMap(list => headOf(list[Symbol.iterator]()) ?? [])
  for (;;) {
    let newest = heads[0]
    // Of equal times that of the first list comes first.
    for (const head of heads) if (newest === undefined || head.time > newest.time) newest = head
    if (newest === undefined) return
    yield newest.event
    const following = headOf(newest.rest)
    if (following === null) heads.splice(heads.indexOf(newest), 1)
    else Object.assign(newest, following)
  }
}

interface Head {
  event: Event
  time: number
  readonly rest: Iterator<Event>
}

function headOf(rest: Iterator<Event>): Head | null {
  const next = rest.next()
  return next.done === true ? null : { event: next.value, time: numberOf(next.value.get("_time")) ?? 0, rest }
}

function runsNewestFirst(list: Iterable<Event>): boolean {
  let before = Number.POSITIVE_INFINITY
  for (const event of list) {
    const time = numberOf(event.get("_time"))
    if (time === null || time > before) return false
    before = time
  }
  return true
}
