import type { Event } from "../event.ts"
import type { Value } from "../ir/value.ts"
import { forEachNumber } from "../statistics/numeric-sum.ts"
import { Occurrence, timeOf } from "../statistics/occurrence.ts"
import { loadList, loadNumber, saveScalar } from "../statistics/saved-state.ts"
import type { Accumulator, AccumulatorState, AggregateDefinition } from "./aggregate.ts"

class Rate implements Accumulator {
  private readonly earliest = new Occurrence(-1)
  private readonly latest = new Occurrence(1)
  private largest = Number.NEGATIVE_INFINITY

  add(value: Value, event: Event): void {
    const time = timeOf(event)
    if (value === null || time === null) return
    forEachNumber(value, number => {
      this.earliest.consider(number, time)
      this.latest.consider(number, time)
      this.largest = Math.max(this.largest, number)
    })
  }
  merge(other: Rate): void {
    this.earliest.merge(other.earliest)
    this.latest.merge(other.latest)
    this.largest = Math.max(this.largest, other.largest)
  }
  result(): number | null {
    const from = this.earliest.value
    const to = this.latest.value
    const start = this.earliest.time
    if (typeof from !== "number" || typeof to !== "number" || start === null || this.latest.time === null) return null
    const seconds = this.latest.time - start
    // After a reset the counter starts from 0 again.
    const increase = this.largest > to ? this.largest - from + to : to - from
    return seconds > 0 ? increase / seconds : null
  }
  save(): AccumulatorState {
    return [this.earliest.save(), this.latest.save(), saveScalar(this.largest)]
  }
  load(state: AccumulatorState): void {
    const [earliest = null, latest = null, largest] = loadList(state)
    this.earliest.load(earliest)
    this.latest.load(latest)
    this.largest = loadNumber(largest)
  }
}

export const rate: AggregateDefinition = {
  name: "rate",
  argument: "required",
  dependsOn: "order",
  docs: {
    category: "time",
    syntax: "rate(field)",
    summary:
      "The increase per second of a counter: the latest value less the earliest, divided by the time between. A largest value above the latest says that the counter was reset once.",
    examples: [
      {
        call: "rate(bytes)",
        events: [
          { _time: 10, bytes: 700 },
          { _time: 0, bytes: 100 },
        ],
        result: 60,
      },
      {
        call: "rate(bytes)",
        events: [
          { _time: 20, bytes: 50 },
          { _time: 10, bytes: 150 },
          { _time: 0, bytes: 100 },
        ],
        result: 5,
      },
    ],
  },
  create: () => new Rate(),
}
