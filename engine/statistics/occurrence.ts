import type { AccumulatorState } from "../aggregates/aggregate.ts"
import type { Event } from "../event.ts"
import { numberOf, type Scalar, type Value } from "../ir/value.ts"
import type { Direction } from "./extreme.ts"
import { loadList, loadNumber, loadScalar, saveScalar } from "./saved-state.ts"

/** The time of an event in epoch seconds; null when it has none. */
export function timeOf(event: Event): number | null {
  const time = numberOf(event.get("_time"))
  return time !== null && Number.isFinite(time) ? time : null
}

/** The value with the earliest (-1) or latest (1) time and that time; of several at the same time, the first that was seen. */
export class Occurrence {
  value: Scalar | null = null
  time: number | null = null
  private readonly direction: Direction

  constructor(direction: Direction) {
    this.direction = direction
  }

  /** Events without a time do not count. */
  add(value: Value, event: Event): void {
    const scalar = typeof value === "object" && value !== null ? (value[0] ?? null) : value
    if (scalar === null) return
    const time = timeOf(event)
    if (time !== null) this.consider(scalar, time)
  }

  consider(value: Scalar, time: number): void {
    if (this.time === null || (time - this.time) * this.direction > 0) {
      this.value = value
      this.time = time
    }
  }

  merge(other: this): void {
    if (other.value !== null && other.time !== null) this.consider(other.value, other.time)
  }

  save(): AccumulatorState {
    return this.value === null ? null : [saveScalar(this.value), this.time]
  }

  load(state: AccumulatorState): void {
    if (state === null) return
    const [value, time] = loadList(state)
    this.consider(loadScalar(value), loadNumber(time))
  }
}
