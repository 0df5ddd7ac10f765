import type { Event } from "../event.ts"
import type { Row, Scalar, Value } from "../ir/value.ts"
import type { TimeZone } from "../time/time-zone.ts"

/** The running state of one aggregate in one group. */
export interface Accumulator {
  /** Adds one event. `value` is the argument's value: null when missing, 1 when there is no argument. `event` gives `_time`. */
  add(value: Value, event: Event): void
  /** Adds what another accumulator of the same aggregate saw, all of it later in pipeline order than what this one saw. */
  merge(other: this): void
  result(): Value
  /** Plain data for the result of another thread or of a spilled run; `load` adds it to an empty accumulator. */
  save(): AccumulatorState
  load(state: AccumulatorState): void
}
/** Structured-clonable and JSON-able. */
export type AccumulatorState = null | boolean | Scalar | readonly AccumulatorState[]

export interface AggregateContext {
  /** The number in the name, such as 95 of perc95; NaN when there is none. */
  readonly parameter: number
  readonly timeZone: TimeZone
  /** Width of the time bucket in seconds, for per_second() and its kin; NaN outside timechart. */
  readonly bucketSeconds: number
}

export interface AggregateExample {
  /** The call as written in stats, such as `perc95(bytes)`. */
  readonly call: string
  readonly events: readonly Row[]
  readonly result: Value
}

/** One statistical function. Names are case-insensitive in SPL. */
export interface AggregateDefinition {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly argument: "none" | "optional" | "required"
  /** The name takes a number, as perc95 does: allowed range. */
  readonly parameter?: { readonly min: number; readonly max: number }
  /** `order` when the result depends on the order of events in the pipeline, as first() and list() do. */
  readonly dependsOn: "set" | "order"
  /** Its accumulators keep values, and take the more memory the more they see. */
  readonly grows?: true
  readonly docs: {
    readonly category: "aggregate" | "event order" | "multivalue and array" | "time"
    readonly syntax: string
    readonly summary: string
    readonly examples: readonly [AggregateExample, ...AggregateExample[]]
  }
  create(ctx: AggregateContext): Accumulator
}
