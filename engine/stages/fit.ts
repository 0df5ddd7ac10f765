import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { type DensityModel, type Distribution, distributions, fitDensity, modelLookup, saveModel, tailsOf } from "../rows/density-model.ts"
import { groupOf, setOutlier, standardThreshold, type Thresholds, tailsFrom } from "../rows/density-output.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textAt, textsOf } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface FitStage extends Stage, Thresholds {
  readonly kind: "fit"
  readonly algorithm: "DensityFunction"
  readonly field: string
  readonly by: readonly string[]
  /** Name that the model is kept under; it is used once and forgotten when left out. */
  readonly into?: string | undefined
  /** The one that fits better when left out. */
  readonly dist?: Distribution | undefined
  readonly show_density?: true | undefined
}

const spec = {
  dist: "string",
  threshold: "number",
  lower_threshold: "number",
  upper_threshold: "number",
  show_density: "boolean",
  sample: "boolean",
  full_sample: "boolean",
  metric: "string",
  random_state: "integer",
} as const

const share = { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }

export const fit: CoreStage<FitStage> = {
  name: "fit",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Learn how the values of a field are distributed, and mark outliers.",
    description:
      "This is the DensityFunction of Splunk's Machine Learning Toolkit, with normal (`norm`) and exponential (`expon`) distributions; without `dist`, the one that lies closer to the " +
      "values. Each combination of `by` values has a distribution of its own. The model is kept like a written lookup, for `apply`. Events get `IsOutlier(field)` and `BoundaryRanges`.",
    examples: [
      {
        title: "A model by user",
        stage: [
          { fit: { algorithm: "DensityFunction", field: "calls", by: ["user"], into: "calls_model", dist: "norm", threshold: 0.1 } },
          { table: ["user", "calls", "IsOutlier(calls)"] },
        ],
        spl: 'fit DensityFunction calls by "user" into calls_model dist=norm threshold=0.1 | table user calls "IsOutlier(calls)"',
        input: [
          { user: "ann", calls: 1 },
          { user: "ann", calls: 1 },
          { user: "ann", calls: 1 },
          { user: "ann", calls: 1 },
          { user: "ann", calls: 9 },
          { user: "bob", calls: 9 },
        ],
        output: [
          { user: "ann", calls: 1, "IsOutlier(calls)": 0 },
          { user: "ann", calls: 1, "IsOutlier(calls)": 0 },
          { user: "ann", calls: 1, "IsOutlier(calls)": 0 },
          { user: "ann", calls: 1, "IsOutlier(calls)": 0 },
          { user: "ann", calls: 9, "IsOutlier(calls)": 1 },
          { user: "bob", calls: 9, "IsOutlier(calls)": 0 },
        ],
        lookups: { __mlspl_calls_model: [] },
      },
      {
        title: "Other options",
        stage: [
          {
            fit: {
              algorithm: "DensityFunction",
              field: "n",
              dist: "expon",
              lower_threshold: 0.01,
              upper_threshold: 0.02,
              show_density: true,
            },
          },
          { table: ["n", "ProbabilityDensity(n)"] },
        ],
        spl: 'fit DensityFunction n dist=expon lower_threshold=0.01 upper_threshold=0.02 show_density=true | table n "ProbabilityDensity(n)"',
        input: [{ n: 0 }, { n: 2 }],
        output: [
          { n: 0, "ProbabilityDensity(n)": 1 },
          { n: 2, "ProbabilityDensity(n)": Math.exp(-2) },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["algorithm", "field"],
      properties: {
        algorithm: { description: "DensityFunction is the only one.", enum: ["DensityFunction"] },
        field: { description: "The field whose values are learnt.", type: "string", minLength: 1 },
        by: {
          description: "Fields that divide the events into groups.",
          type: "array",
          minItems: 1,
          items: { type: "string", minLength: 1 },
        },
        into: { description: "Name of the model.", type: "string", minLength: 1 },
        dist: { description: "The distribution; the one that fits better when left out.", enum: distributions },
        threshold: { description: "Share of values that count as outliers; 0.01 when left out.", ...share },
        lower_threshold: { description: "The same for low values alone.", ...share },
        upper_threshold: { description: "The same for high values alone.", ...share },
        show_density: { description: "Set ProbabilityDensity(field) as well.", type: "boolean" },
      },
    },
    parse: (value, ctx) => ({
      kind: "fit",
      algorithm: "DensityFunction",
      field: textAt(value, "field") ?? "",
      by: textsOf(isMap(value) ? value.by : undefined),
      into: textAt(value, "into"),
      dist: distributions.find(name => name === textAt(value, "dist")),
      threshold: numberAt(value, "threshold"),
      lower_threshold: numberAt(value, "lower_threshold"),
      upper_threshold: numberAt(value, "upper_threshold"),
      show_density: flagAt(value, "show_density"),
      range: ctx.range,
    }),
    render: ({ kind: _, range: __, by, ...options }) => present({ ...options, by: by.length === 0 ? undefined : by }),
  },
  fields: ({ field, by, show_density: shows }) => ({
    reads: [field, ...by],
    writes: [`IsOutlier(${field})`, "BoundaryRanges", ...(shows === true ? [`ProbabilityDensity(${field})`] : [])],
    keepsOthers: true,
  }),
  exec(stage, ctx) {
    const { field, by, into, dist = null } = stage
    const lookup = into === undefined ? null : ctx.lookup(modelLookup(into), stage.range, "write")
    const written = tailsFrom(stage)
    const tails = (distribution: Distribution) => written?.(distribution) ?? tailsOf(distribution, standardThreshold)
    return collectEvents(events => {
      const groups = new Map<string, number[]>()
      for (const event of events) {
        const value = numberOf(event.get(field))
        const group = groupOf(event, by)
        if (value === null || group === null) continue
        const values = groups.get(group)
        if (values === undefined) groups.set(group, [value])
        else values.push(value)
      }
      const model: DensityModel = {
        field,
        by,
        densities: new Map(Array.from(groups, ([group, values]) => [group, fitDensity(values, dist, tails)])),
      }
      if (lookup !== null) saveModel(lookup, model)
      for (const event of events) setOutlier(event, model, { tails: null, showsDensity: stage.show_density === true, as: null })
      return events
    })
  },
  spl: {
    commands: ["fit"],
    parse(args) {
      const start = args.offset
      const algorithm = args.word()
      if (algorithm.toLowerCase() !== "densityfunction")
        throw new RuleError("unsupported", `algorithm "${algorithm}" of the Machine Learning Toolkit is not implemented`, {
          range: args.rangeFrom(start),
          hint: "DensityFunction is",
        })
      const field = args.field()
      let options = args.options(spec)
      let by: string[] = []
      let into: string | undefined
      while (!args.done) {
        // A quoted list of fields is a list all the same.
        if (args.accept("by")) by = args.fields("into").flatMap(list => list.split(/[\s,]+/).filter(name => name !== ""))
        else if (args.accept("into")) into = args.word()
        else throw args.error('unexpected text in "fit"', "write fit DensityFunction count by user into model")
        options = args.options(spec, options)
      }
      const { dist, threshold, lower_threshold, upper_threshold, show_density } = options
      const known = distributions.find(name => name === dist?.toLowerCase())
      if (dist !== undefined && known === undefined && dist.toLowerCase() !== "auto")
        throw new RuleError("unsupported", `distribution "${dist}" is not implemented`, {
          range: args.rangeFrom(start),
          hint: "write dist=norm or dist=expon",
        })
      return {
        kind: "fit",
        algorithm: "DensityFunction",
        field,
        by,
        into,
        dist: known,
        threshold,
        lower_threshold,
        upper_threshold,
        show_density: show_density === true ? true : undefined,
      }
    },
    render: ({ algorithm, field, by, into, dist, threshold, lower_threshold, upper_threshold, show_density }, ctx) =>
      commandText(
        ctx,
        "fit",
        {},
        algorithm,
        ctx.field(field),
        by.length === 0 ? "" : `by ${ctx.string(by.join(","))}`,
        into === undefined ? "" : `into ${ctx.word(into)}`,
        commandText(ctx, "", { dist, threshold, lower_threshold, upper_threshold, show_density }).trim(),
      ),
  },
  describe: ({ field, by, into }, ctx) =>
    `learns how ${field} is distributed${by.length === 0 ? "" : ` for each ${ctx.fields(by)}`}${into === undefined ? "" : `, as the model "${into}"`}, and marks outliers`,
}
