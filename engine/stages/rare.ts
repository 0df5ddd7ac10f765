import type { Stage } from "../ir/stage.ts"
import {
  describeFrequency,
  type FrequencyOptions,
  frequencyEffects,
  frequencySchema,
  parseFrequency,
  printFrequency,
  readFrequency,
  renderFrequency,
} from "../rows/frequency.ts"
import { frequencyOperator } from "../rows/most-frequent.ts"
import type { CoreStage } from "./stage.ts"

export interface RareStage extends Stage, FrequencyOptions {
  readonly kind: "rare"
}

export const rare: CoreStage<RareStage> = {
  name: "rare",
  type: "transforming",
  order: () => "sorted",
  docs: {
    summary: "Count the rarest values of fields.",
    description: "The counterpart of top, with the same options.",
    examples: [
      {
        title: "The rarest user",
        stage: { rare: { fields: ["user"], limit: 1, percentfield: "share", showcount: false } },
        spl: "rare limit=1 percentfield=share showcount=f user",
        input: [{ user: "a" }, { user: "b" }, { user: "a" }, { user: "a" }],
        output: [{ user: "b", share: 25 }],
      },
    ],
  },
  yaml: {
    schema: frequencySchema,
    parse: (value, ctx) => ({ kind: "rare", ...parseFrequency(value), range: ctx.range }),
    render: renderFrequency,
  },
  fields: frequencyEffects,
  exec: (stage, ctx) => frequencyOperator(stage, 1, ctx),
  spl: {
    commands: ["rare"],
    parse: args => ({ kind: "rare", ...readFrequency(args, "rare") }),
    render: (stage, ctx) => printFrequency("rare", stage, ctx),
  },
  describe: stage => describeFrequency("rarest", stage),
}
