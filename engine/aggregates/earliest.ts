import type { Scalar } from "../ir/value.ts"
import { Occurrence } from "../statistics/occurrence.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Earliest extends Occurrence implements Accumulator {
  result(): Scalar | null {
    return this.value
  }
}

export const earliest: AggregateDefinition = {
  name: "earliest",
  argument: "required",
  dependsOn: "order",
  docs: {
    category: "time",
    syntax: "earliest(field)",
    summary: "The value of a field in the event with the earliest time that has one; of several at that time, the first that is seen.",
    examples: [
      {
        call: "earliest(user)",
        events: [{ _time: 300, user: "new" }, { _time: 100, user: "old" }, { _time: 200, user: "mid" }, { _time: 400 }],
        result: "old",
      },
    ],
  },
  create: () => new Earliest(-1),
}
