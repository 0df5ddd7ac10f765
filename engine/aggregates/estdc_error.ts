import type { Accumulator, AggregateDefinition } from "./aggregate.ts"

class NoError implements Accumulator {
  add(): void {}
  merge(): void {}
  result(): number {
    return 0
  }
  save(): null {
    return null
  }
  load(): void {}
}

export const estdcError: AggregateDefinition = {
  name: "estdc_error",
  argument: "required",
  dependsOn: "set",
  docs: {
    category: "aggregate",
    syntax: "estdc_error(field)",
    summary: "The relative error of estdc: always 0, since estdc is exact here.",
    examples: [{ call: "estdc_error(user)", events: [{ user: "ann" }, { user: "bob" }], result: 0 }],
  },
  create: () => new NoError(),
}
