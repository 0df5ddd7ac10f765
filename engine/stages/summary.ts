import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import type { Value } from "../ir/value.ts"
import { loadModel, modelLookup, namesFrom } from "../rows/density-model.ts"
import type { CoreStage } from "./stage.ts"

export interface SummaryStage extends Stage {
  readonly kind: "summary"
  readonly model: string
}

export const summary: CoreStage<SummaryStage> = {
  name: "summary",
  type: "generating",
  order: () => "sorted",
  docs: {
    summary: "Give what a model has learnt: a result for each group.",
    description:
      "A result has the group's fields, the `type` of the distribution, `mean`, `std`, `min`, `max`, and `cardinality`, the number of values that it was fitted to.",
    examples: [
      {
        title: "A model of users",
        stage: { summary: "calls_model" },
        spl: "summary calls_model",
        input: [],
        output: [{ user: "ann", type: "Normal", min: 1, max: 9, mean: 2.6, std: 3.2, cardinality: 5 }],
        lookups: {
          __mlspl_calls_model: [
            {
              field: "calls",
              by: '["user"]',
              group: '["ann"]',
              distribution: "norm",
              location: 2.6,
              scale: 3.2,
              mean: 2.6,
              std: 3.2,
              min: 1,
              max: 9,
              cardinality: 5,
              lower: 0.005,
              upper: 0.005,
            },
          ],
        },
      },
    ],
  },
  yaml: {
    schema: { description: "Name of the model.", type: "string", minLength: 1 },
    parse: (value, ctx) => ({ kind: "summary", model: String(value), range: ctx.range }),
    render: ({ model }) => model,
  },
  source: () => ({ kind: "none" }),
  fields: () => ({ reads: [], writes: ["*"], keepsOthers: false }),
  exec({ model: name, range }, ctx) {
    const lookup = ctx.lookup(modelLookup(name), range, "write")
    if (lookup.definition.source === "none")
      throw new RuleError("unsupported", `model "${name}" was trained elsewhere, and cannot be read`, {
        range,
        hint: "fit a DensityFunction of that name",
      })
    return next => ({
      push: () => false,
      end() {
        const model = loadModel(lookup)
        if (model === null) ctx.warn(`model "${name}" has not been fitted yet`)
        for (const [group, { distribution, min, max, mean, std, cardinality }] of model?.densities ?? []) {
          const values = namesFrom(group)
          const fields = (model?.by ?? []).map((field, index): [string, Value] => [field, values[index] ?? null])
          const event = Event.from(Object.fromEntries(fields))
          for (const [field, value] of Object.entries({
            type: distribution === "norm" ? "Normal" : "Exponential",
            min,
            max,
            mean,
            std,
            cardinality,
          }))
            event.set(field, value)
          if (!next.push(event)) break
        }
        next.end()
      },
    })
  },
  spl: {
    commands: ["summary"],
    parse(args) {
      if (args.done) throw args.error('command "summary" needs the name of a model', "write summary model")
      return { kind: "summary", model: args.word() }
    },
    render: ({ model }, ctx) => `summary ${ctx.word(model)}`,
  },
  describe: ({ model }) => `gives what the model "${model}" has learnt`,
}
