import type { Accumulator, AggregateContext, AggregateDefinition } from "../../engine/aggregates/aggregate.ts"
import { aggregates, getAggregate } from "../../engine/aggregates/index.ts"
import { Event } from "../../engine/event.ts"
import type { Row, Scalar, Value } from "../../engine/ir/value.ts"
import { timeZone } from "../../engine/time/time-zone.ts"

/** A minute's bucket, as timechart span=1m has it. */
export const context = (parameter: number): AggregateContext => ({ parameter, timeZone: timeZone("UTC"), bucketSeconds: 60 })

/** A call such as `perc95(bytes)`: what it computes, and the value that it takes from an event, 1 when it takes no field. */
export function aggregation(call: string): { create(): Accumulator; valueIn(event: Event): Value } {
  const inner = /^sparkline\((.*)\)$/.exec(call)?.[1] ?? call
  const [, name = "", field] = /^([^(]+)(?:\((.*)\))?$/.exec(inner) ?? []
  const { definition, parameter } = getAggregate(inner === call ? name : "sparkline")
  return {
    create: () => definition.create(context(parameter)),
    valueIn: event => (field === undefined ? 1 : event.get(field)),
  }
}

/** Feeds rows in pipeline order. */
export function accumulate(call: string, rows: readonly Row[]): Value {
  const { create, valueIn } = aggregation(call)
  const accumulator = create()
  for (const row of rows) {
    const event = Event.from(row)
    accumulator.add(valueIn(event), event)
  }
  return accumulator.result()
}

/** Numbers to the fifteen digits that print, so that binary rounding does not matter. */
export const printed = (value: Value): Value => {
  const scalar = (each: Scalar): Scalar => (typeof each === "number" && !Number.isInteger(each) ? Number(each.toPrecision(15)) : each)
  return typeof value === "object" && value !== null ? value.map(scalar) : value === null ? null : scalar(value)
}

/** One call of each aggregate. */
export const exampleCalls: readonly { readonly definition: AggregateDefinition; readonly call: string }[] = aggregates.definitions.map(
  definition => ({ definition, call: definition.docs.examples[0].call }),
)
