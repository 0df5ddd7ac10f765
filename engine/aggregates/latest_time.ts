import { Occurrence } from "../statistics/occurrence.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class LatestTime extends Occurrence implements Accumulator {
  result(): number | null {
    return this.time
  }
}

export const latestTime: AggregateDefinition = {
  name: "latest_time",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "time",
    syntax: "latest_time(field)",
    summary: "The latest time, in epoch seconds, of the events that have a value.",
    examples: [
      {
        call: "latest_time(user)",
        events: [{ _time: 300, user: "new" }, { _time: 100, user: "old" }, { _time: 200, user: "mid" }, { _time: 400 }],
        result: 300,
      },
    ],
  },
  create: () => new LatestTime(1),
}
