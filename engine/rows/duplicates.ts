import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { EventMemory } from "../spill/event-sorter.ts"
import { loadNumber } from "../statistics/saved-state.ts"
import { EventsByKey, type KeyedEvent, keyBytes, type PlacedEvent } from "./events-by-key.ts"
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
    /** Those of the events of one key that are kept. */
    function* kept(list: Iterable<KeyedEvent>): Iterable<PlacedEvent> {
      let count = 0
      for (const { state, position, event } of list) {
        if (state !== null) count = loadNumber(state)
        if (position === null || event === null) continue
        if (++count > keep) {
          if (!options.keepEvents) return
          blank(event)
        }
        yield { position, event }
      }
    }
    let later: EventsByKey | null = null
    const holder = context.memory.hold(() => {
      later = new EventsByKey(context)
      later.know(seen)
      seen.clear()
      holder.clear()
    })
    return {
      push(event) {
        const key = groupKey(event, fields)
        if (key === null && !keepEmpty) return true
        if (later !== null) {
          if (key === null) later.pass(event)
          else later.add(key, event)
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
        for (const event of later?.results(kept) ?? []) if (!next.push(event)) break
        later?.report("dedup")
        seen.clear()
        holder.clear()
        next.end()
      },
    }
  }
