import type { Event } from "../event.ts"
import { type Value, valuesOf } from "../ir/value.ts"
import { timeOf } from "../statistics/occurrence.ts"
import { loadList, loadNumber } from "../statistics/saved-state.ts"
import { occurrencesByTime } from "../statistics/time-steps.ts"
import type { TimeZone } from "../time/time-zone.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

class Sparkline implements Accumulator {
  private readonly bySecond = new Map<number, number>()
  private readonly timeZone: TimeZone

  constructor(timeZone: TimeZone) {
    this.timeZone = timeZone
  }
  add(value: Value, event: Event): void {
    const time = timeOf(event)
    if (value !== null && time !== null) this.count(Math.floor(time), valuesOf(value).length)
  }
  merge(other: Sparkline): void {
    for (const [second, count] of other.bySecond) this.count(second, count)
  }
  result(): Value {
    const counts = occurrencesByTime(this.bySecond, this.timeZone)
    return counts.length === 0 ? null : ["##__SPARKLINE__##", ...counts]
  }
  save(): AccumulatorState {
    return Array.from(this.bySecond)
  }
  load(state: AccumulatorState): void {
    for (const entry of loadList(state)) {
      const [second, count] = loadList(entry)
      this.count(loadNumber(second), loadNumber(count))
    }
  }

  private count(second: number, times: number): void {
    this.bySecond.set(second, (this.bySecond.get(second) ?? 0) + times)
  }
}

export const sparkline: AggregateDefinition = {
  name: "sparkline",
  argument: "optional",
  dependsOn: "set",
  grows: true,
  docs: {
    category: "time",
    syntax: "sparkline(count(field))",
    summary:
      "How many values a field has in each stretch of time, as a multivalue that starts with ##__SPARKLINE__##. Stretches are as short as at most 100 of them allow.",
    examples: [{ call: "sparkline(count)", events: [{ _time: 12 }, { _time: 10 }, { _time: 10 }], result: ["##__SPARKLINE__##", 2, 0, 1] }],
  },
  create: ({ timeZone }) => new Sparkline(timeZone),
}
