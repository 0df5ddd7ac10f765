import { Occurrence } from "../statistics/occurrence.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class EarliestTime extends Occurrence implements Accumulator {
  result(): number | null {
    return this.time
  }
}

export const earliestTime: AggregateDefinition = {
  name: "earliest_time",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "time",
    syntax: "earliest_time(field)",
    summary: "The earliest time, in epoch seconds, of the events that have a value.",
    examples: [
      {
        call: "earliest_time(user)",
        events: [{ _time: 300, user: "new" }, { _time: 100, user: "old" }, { _time: 200, user: "mid" }, { _time: 400 }],
        result: 100,
      },
    ],
  },
  create: () => new EarliestTime(-1),
}
