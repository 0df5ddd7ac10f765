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

export interface TopStage extends Stage, FrequencyOptions {
  readonly kind: "top"
}

export const top: CoreStage<TopStage> = {
  name: "top",
  type: "transforming",
  order: () => "sorted",
  docs: {
    summary: "Count the most frequent values of fields.",
    description:
      "Each row has the values, their count and its percentage of all events that have the fields, of those of the group with `by`.",
    examples: [
      {
        title: "The most frequent user",
        stage: { top: { fields: ["user"], limit: 1 } },
        spl: "top limit=1 user",
        input: [{ user: "a" }, { user: "b" }, { user: "a" }, { user: "c" }, {}],
        output: [{ user: "a", count: 2, percent: 50 }],
      },
      {
        title: "Of each host, the others together",
        stage: { top: { fields: ["user"], by: ["host"], limit: 1, useother: true, otherstr: "others", countfield: "n", showperc: false } },
        spl: 'top 1 user by host showperc=f useother=t otherstr="others" countfield=n',
        input: [
          { host: "x", user: "a" },
          { host: "x", user: "b" },
          { host: "x", user: "c" },
          { host: "x", user: "b" },
          { host: "w", user: "a" },
        ],
        output: [
          { host: "w", user: "a", n: 1 },
          { host: "x", user: "b", n: 2 },
          { host: "x", user: "others", n: 2 },
        ],
      },
      {
        title: "Two fields together",
        stage: { top: ["src", "dest"] },
        spl: "top src, dest",
        input: [
          { src: 1, dest: 2 },
          { src: 1, dest: 2 },
          { src: 1, dest: 3 },
          { src: 1, dest: 2 },
        ],
        output: [
          { src: 1, dest: 2, count: 3, percent: 75 },
          { src: 1, dest: 3, count: 1, percent: 25 },
        ],
      },
    ],
  },
  yaml: {
    schema: frequencySchema,
    parse: (value, ctx) => ({ kind: "top", ...parseFrequency(value), range: ctx.range }),
    render: renderFrequency,
  },
  fields: frequencyEffects,
  exec: (stage, ctx) => frequencyOperator(stage, -1, ctx),
  spl: {
    commands: ["top"],
    parse: args => ({ kind: "top", ...readFrequency(args, "top") }),
    render: (stage, ctx) => printFrequency("top", stage, ctx),
  },
  describe: stage => describeFrequency("most frequent", stage),
}
