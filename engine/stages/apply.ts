import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { type DensityModel, loadModel, modelLookup } from "../rows/density-model.ts"
import { setOutlier, type Thresholds, tailsFrom } from "../rows/density-output.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface ApplyStage extends Stage, Thresholds {
  readonly kind: "apply"
  readonly model: string
  readonly show_density?: true | undefined
  /** Name for the outlier field. */
  readonly as?: string | undefined
}

const spec = {
  threshold: "number",
  lower_threshold: "number",
  upper_threshold: "number",
  show_density: "boolean",
  sample: "boolean",
  full_sample: "boolean",
} as const

const share = { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }

/** A model that `fit` would have made of the values 1, 1, 1, 1 and 9 of ann. */
const fitted = {
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
}

export const apply: CoreStage<ApplyStage> = {
  name: "apply",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Mark outliers by a model that fit has made.",
    description:
      "Sets `IsOutlier(field)` to 1 or 0, and `BoundaryRanges`. Events of a group that the model does not know stay as they are, and so do all as long as the model has not been fitted; the " +
      "summary says so. Models trained elsewhere cannot be applied.",
    examples: [
      {
        title: "By a model of users",
        stage: { apply: { model: "calls_model", threshold: 0.05 } },
        spl: "apply calls_model threshold=0.05",
        input: [
          { user: "ann", calls: 20 },
          { user: "ann", calls: 4 },
          { user: "eve", calls: 99 },
        ],
        output: [
          { user: "ann", calls: 20, "IsOutlier(calls)": 1, BoundaryRanges: ["-Infinity:-3.6719:0.025", "8.8719:Infinity:0.025"] },
          { user: "ann", calls: 4, "IsOutlier(calls)": 0, BoundaryRanges: ["-Infinity:-3.6719:0.025", "8.8719:Infinity:0.025"] },
          { user: "eve", calls: 99 },
        ],
        lookups: { __mlspl_calls_model: [fitted] },
      },
      {
        title: "High values alone, under another name",
        stage: { apply: { model: "calls_model", upper_threshold: 0.025, as: "outlier" } },
        spl: "apply calls_model upper_threshold=0.025 as outlier",
        input: [{ user: "ann", calls: -20 }],
        output: [{ user: "ann", calls: -20, outlier: 0, BoundaryRanges: "8.8719:Infinity:0.025" }],
        lookups: { __mlspl_calls_model: [fitted] },
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "Name of the model.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["model"],
          properties: {
            model: { description: "Name of the model.", type: "string", minLength: 1 },
            threshold: { description: "Share of values that count as outliers; the model's own when left out.", ...share },
            lower_threshold: { description: "The same for low values alone.", ...share },
            upper_threshold: { description: "The same for high values alone.", ...share },
            show_density: { description: "Set ProbabilityDensity(field) as well.", type: "boolean" },
            as: { description: "Name for IsOutlier(field).", type: "string", minLength: 1 },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "apply",
      model: isMap(value) ? (textAt(value, "model") ?? "") : String(value),
      threshold: numberAt(value, "threshold"),
      lower_threshold: numberAt(value, "lower_threshold"),
      upper_threshold: numberAt(value, "upper_threshold"),
      show_density: flagAt(value, "show_density"),
      as: textAt(value, "as"),
      range: ctx.range,
    }),
    render({ kind: _, range: __, model, ...rest }) {
      const options = present({ ...rest })
      return Object.keys(options).length === 0 ? model : { model, ...options }
    },
  },
  fields: ({ as }) => ({ reads: ["*"], writes: [as ?? "IsOutlier(*)", "BoundaryRanges", "ProbabilityDensity(*)"], keepsOthers: true }),
  exec(stage, ctx) {
    const lookup = ctx.lookup(modelLookup(stage.model), stage.range, "write")
    if (lookup.definition.source === "none")
      throw new RuleError("unsupported", `model "${stage.model}" was trained elsewhere, and cannot be applied`, {
        range: stage.range,
        hint: "fit a DensityFunction of that name",
      })
    const output = { tails: tailsFrom(stage), showsDensity: stage.show_density === true, as: stage.as ?? null }
    return next => {
      let model: DensityModel | null | undefined
      return {
        push(event) {
          if (model === undefined) {
            model = loadModel(lookup)
            if (model === null) ctx.warn(`model "${stage.model}" has not been fitted yet: no outlier is marked`)
          }
          if (model !== null && !setOutlier(event, model, output)) ctx.warn(`model "${stage.model}" does not know the group of some events`)
          return next.push(event)
        },
        end: () => next.end(),
      }
    }
  },
  spl: {
    commands: ["apply"],
    parse(args) {
      if (args.done) throw args.error('command "apply" needs the name of a model', "write apply model threshold=0.01")
      const model = args.word()
      let options = args.options(spec)
      const as = args.accept("as") ? args.field() : undefined
      options = args.options(spec, options)
      const { threshold, lower_threshold, upper_threshold, show_density } = options
      return {
        kind: "apply",
        model,
        threshold,
        lower_threshold,
        upper_threshold,
        show_density: show_density === true ? true : undefined,
        as,
      }
    },
    render: ({ model, threshold, lower_threshold, upper_threshold, show_density, as }, ctx) =>
      commandText(
        ctx,
        "apply",
        {},
        ctx.word(model),
        commandText(ctx, "", { threshold, lower_threshold, upper_threshold, show_density }).trim(),
        as === undefined ? "" : `as ${ctx.field(as)}`,
      ),
  },
  describe: ({ model }) => `marks outliers by the model "${model}"`,
}
