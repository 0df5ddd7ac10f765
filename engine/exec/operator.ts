import type { Event } from "../event.ts"
import type { Value } from "../ir/value.ts"

/** Takes events one at a time. `push` returns false once the consumer wants no more; `end` is called exactly once, last. */
export interface Sink {
  push(event: Event): boolean
  end(): void
}
/** A compiled stage: given what comes after it, the sink to push into. Push-based: no operator pulls. */
export type Operator = (next: Sink) => Sink

/** What an expression gives: conditions give booleans, which no field can hold. */
export type Result = Value | boolean
export type Evaluator = (event: Event) => Result
/** A compiled predicate. */
export type Test = (event: Event) => boolean
