import type { Scalar } from "../ir/value.ts"
import { Occurrence } from "../statistics/occurrence.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Latest extends Occurrence implements Accumulator {
  result(): Scalar | null {
    return this.value
  }
}

export const latest: AggregateDefinition = {
  name: "latest",
  argument: "required",
  dependsOn: "order",
  docs: {
    category: "time",
    syntax: "latest(field)",
    summary: "The value of a field in the event with the latest time that has one; of several at that time, the first that is seen.",
    examples: [
      {
        call: "latest(user)",
        events: [{ _time: 300, user: "new" }, { _time: 100, user: "old" }, { _time: 200, user: "mid" }, { _time: 400 }],
        result: "new",
      },
    ],
  },
  create: () => new Latest(1),
}
