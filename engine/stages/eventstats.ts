import type { Stage } from "../ir/stage.ts"
import { addedAggregates } from "../rows/added-aggregates.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import {
  aggregationsSchema,
  dependsOnOrder,
  parseAggregations,
  readAggregations,
  readsOf,
  renderAggregations,
  union,
} from "../rows/aggregation-list.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { describeBy, fieldListSchema, readBy } from "../rows/by-clause.ts"
import { fieldKey, type GroupingPlan } from "../rows/grouping.ts"
import { flagAt, isMap, present, textsOf } from "../rows/plain-data.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface EventstatsStage extends Stage {
  readonly kind: "eventstats"
  readonly aggregations: readonly ParsedAggregation[]
  readonly by?: readonly string[] | undefined
  readonly allnum?: true | undefined
}

export const eventstats: CoreStage<EventstatsStage> = {
  name: "eventstats",
  type: "streaming",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "any"),
  idle: () => true,
  docs: {
    summary: "Add aggregates over all events to each event.",
    description: "With `by` each event gets the aggregates of its own group; an event that lacks one of these fields passes as it is.",
    examples: [
      {
        title: "The mean over all, and a count for each host",
        stage: [{ eventstats: { aggregate: { mean: "avg(bytes)" } } }, { eventstats: { aggregate: { n: "count" }, by: ["host"] } }],
        spl: "eventstats avg(bytes) as mean | eventstats count as n by host",
        input: [{ host: "a", bytes: 1 }, { host: "b", bytes: 5 }, { host: "a", bytes: 3 }, { bytes: 7 }],
        output: [
          { host: "a", bytes: 1, mean: 4, n: 2 },
          { host: "b", bytes: 5, mean: 4, n: 1 },
          { host: "a", bytes: 3, mean: 4, n: 2 },
          { bytes: 7, mean: 4 },
        ],
      },
      {
        title: "Only where all values are numbers",
        stage: { eventstats: { aggregate: { total: "sum(bytes)" }, by: ["host"], allnum: true } },
        spl: "eventstats allnum=true sum(bytes) as total by host",
        input: [
          { host: "a", bytes: 1 },
          { host: "b", bytes: 5 },
          { host: "a", bytes: "n/a" },
        ],
        output: [
          { host: "a", bytes: 1 },
          { host: "b", bytes: 5, total: 5 },
          { host: "a", bytes: "n/a" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["aggregate"],
          properties: {
            aggregate: aggregationsSchema,
            by: { ...fieldListSchema, description: "Fields to group by." },
            allnum: { type: "boolean", description: "Numerical aggregates are null for fields that hold anything but numbers." },
          },
        },
      ],
    },
    parse(value, ctx) {
      if (!isMap(value)) return { kind: "eventstats", aggregations: parseAggregations(value, ctx, []), range: ctx.range }
      const by = textsOf(value.by)
      return {
        kind: "eventstats",
        aggregations: parseAggregations(value.aggregate, ctx, ["aggregate"]),
        by: by.length === 0 ? undefined : by,
        allnum: flagAt(value, "allnum"),
        range: ctx.range,
      }
    },
    render: ({ aggregations, by, allnum }, ctx) => ({ aggregate: renderAggregations(aggregations, ctx), ...present({ by, allnum }) }),
  },
  fields: ({ aggregations, by }) => ({
    reads: union(by, readsOf(aggregations)),
    writes: aggregations.map(({ as }) => as),
    keepsOthers: true,
  }),
  exec({ aggregations, by = [], allnum = false }, ctx) {
    const plan: GroupingPlan = {
      keys: by.map(fieldKey),
      columns: compileColumns(aggregations, ctx, { by, allNumeric: allnum }),
      warn: message => ctx.warn(message),
    }
    const { memory, warn } = ctx
    return addedAggregates(plan, "eventstats", { memory, reads: ctx.reads(), warn })
  },
  spl: {
    commands: ["eventstats"],
    parse(args) {
      const kinds = { allnum: "boolean" } as const
      const before = args.options(kinds)
      const aggregations = readAggregations(args)
      const between = args.options(kinds, before)
      const by = readBy(args)
      const { allnum } = args.options(kinds, between)
      return { kind: "eventstats", aggregations, by, allnum: allnum === true ? true : undefined }
    },
    render: ({ aggregations, by, allnum }, ctx) =>
      `eventstats${printOptions({ allnum }, ctx)} ${aggregations.map(each => ctx.aggregation(each)).join(" ")}${by === undefined ? "" : ` by ${ctx.fields(by)}`}`,
  },
  describe: ({ aggregations, by }, ctx) =>
    `adds ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${describeBy(by)} to each event`,
}
