import type { Scalar } from "../ir/value.ts"
import { Distinct } from "../statistics/distinct.ts"
import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class Mode extends Distinct implements Accumulator {
  result(): Scalar | null {
    return this.mostFrequent()
  }
}

export const mode: AggregateDefinition = {
  name: "mode",
  argument: "required",
  dependsOn: "set",
  grows: true,
  docs: {
    category: "aggregate",
    syntax: "mode(field)",
    summary: "The most frequent value of a field; of several, the first in code point order.",
    examples: [{ call: "mode(bytes)", events: [{ bytes: 32 }, { bytes: 45 }, { bytes: 29 }, { bytes: 45 }, { bytes: 37 }], result: 45 }],
  },
  create: () => new Mode(),
}
