import type { Stage } from "../ir/stage.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import {
  aggregationsSchema,
  dependsOnOrder,
  groupsOf,
  parseAggregations,
  readAggregations,
  readsOf,
  renderAggregations,
  union,
} from "../rows/aggregation-list.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { describeBy, fieldListSchema, readBy } from "../rows/by-clause.ts"
import { fieldKey, groupingOperator } from "../rows/grouping.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { flagAt, isMap, numberAt, present, textAt, textsOf } from "../rows/plain-data.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface StatsStage extends Stage {
  readonly kind: "stats"
  readonly aggregations: readonly ParsedAggregation[]
  readonly by?: readonly string[] | undefined
  readonly allnum?: true | undefined
  readonly dedupSplitvals?: true | undefined
  /** Kept for the SPL form: how Splunk joins list() and values() into one text, and how it spreads its work. */
  readonly delim?: string | undefined
  readonly partitions?: number | undefined
}

export const stats: CoreStage<StatsStage> = {
  name: "stats",
  type: "transforming",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  idle: ({ by }) => by !== undefined && by.length > 0,
  docs: {
    summary: "Aggregate events, one row for each group of them.",
    description:
      "Rows leave sorted by the fields of `by`. An event that lacks one of these is left out; one that has several values of one counts in several " +
      "groups. Without `by` there is exactly one row. `*` in an aggregated field means all fields of that form.",
    examples: [
      {
        title: "Count, first and last time of each user",
        stage: { stats: { aggregate: { count: "count", firstTime: "min(_time)", lastTime: "max(_time)" }, by: ["user"] } },
        spl: "stats count min(_time) as firstTime max(_time) as lastTime by user",
        input: [{ _time: 30, user: "bob" }, { _time: 20, user: "ann" }, { _time: 10, user: "bob" }, { _time: 5 }],
        output: [
          { user: "ann", count: 1, firstTime: 20, lastTime: 20 },
          { user: "bob", count: 2, firstTime: 10, lastTime: 30 },
        ],
      },
      {
        title: "Events that satisfy a condition",
        stage: { stats: { aggregate: { failed: 'count(eval(action = "failure"))', total: "count" } } },
        spl: 'stats count(eval(action="failure")) AS failed, count AS total',
        input: [{ action: "failure" }, { action: "success" }, {}],
        output: [{ failed: 1, total: 3 }],
      },
      {
        title: "Columns are called as they are written",
        stage: { stats: { aggregate: ["count", "dc(user)"], by: "host" } },
        spl: "stats count dc(user) by host",
        input: [{ host: "a", user: "x" }, { host: "a", user: "y" }, { host: "b" }],
        output: [
          { host: "a", count: 2, "dc(user)": 2 },
          { host: "b", count: 1, "dc(user)": 0 },
        ],
      },
      {
        title: "All fields of a form",
        stage: { stats: { aggregate: { "avg_*": "avg(tcp.*)" } } },
        spl: "stats avg(tcp.*) as avg_*",
        input: [
          { "tcp.in": 1, "tcp.out": 5, udp: 3 },
          { "tcp.in": 3, udp: 4 },
        ],
        output: [{ avg_in: 2, avg_out: 5 }],
      },
      {
        title: "A field with several values",
        stage: { stats: { aggregate: { count: "count" }, by: ["tag"], dedup_splitvals: true } },
        spl: "stats count by tag dedup_splitvals=true",
        input: [{ tag: ["a", "b", "a"] }, { tag: "a" }],
        output: [
          { tag: "a", count: 2 },
          { tag: "b", count: 1 },
        ],
      },
      {
        title: "Only where all values are numbers",
        stage: { stats: { aggregate: { x: "sum(x)", y: "sum(y)" }, allnum: true, delim: ":", partitions: 2 } },
        spl: 'stats allnum=t delim=":" partitions=2 sum(x) as x sum(y) as y',
        input: [
          { x: 1, y: 1 },
          { x: 2, y: "n/a" },
        ],
        output: [{ x: 3 }],
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
            dedup_splitvals: { type: "boolean", description: "A value that a field holds twice in one event counts once." },
            delim: { type: "string", description: "What Splunk puts between the values of list() and values(); values stay apart here." },
            partitions: { type: "integer", minimum: 0, description: "How Splunk spreads the work; makes no difference to the result." },
          },
        },
      ],
    },
    parse(value, ctx) {
      if (!isMap(value)) return { kind: "stats", aggregations: parseAggregations(value, ctx, []), range: ctx.range }
      const by = textsOf(value.by)
      return {
        kind: "stats",
        aggregations: parseAggregations(value.aggregate, ctx, ["aggregate"]),
        by: by.length === 0 ? undefined : by,
        allnum: flagAt(value, "allnum"),
        dedupSplitvals: flagAt(value, "dedup_splitvals"),
        delim: unlessDefault(textAt(value, "delim"), " "),
        partitions: numberAt(value, "partitions"),
        range: ctx.range,
      }
    },
    render: ({ aggregations, by, allnum, dedupSplitvals, delim, partitions }, ctx) => ({
      aggregate: renderAggregations(aggregations, ctx),
      ...present({ by, allnum, dedup_splitvals: dedupSplitvals, delim, partitions }),
    }),
  },
  fields: ({ aggregations, by }) => ({
    reads: union(by, readsOf(aggregations)),
    writes: union(
      by,
      aggregations.map(({ as }) => as),
    ),
    keepsOthers: false,
  }),
  // That all values are numbers is asked of all events.
  groups: ({ aggregations, by, allnum }) => (allnum === true ? null : groupsOf(by, aggregations)),
  exec: ({ aggregations, by = [], allnum = false, dedupSplitvals = false }, ctx) =>
    groupingOperator(
      {
        keys: by.map(fieldKey),
        columns: compileColumns(aggregations, ctx, { by, allNumeric: allnum }),
        dedupSplitValues: dedupSplitvals,
        warn: message => ctx.warn(message),
      },
      "stats",
      ctx,
    ),
  spl: {
    commands: ["stats"],
    parse(args) {
      const kinds = { allnum: "boolean", delim: "string", partitions: "integer", dedup_splitvals: "boolean" } as const
      const before = args.options(kinds)
      const aggregations = readAggregations(args)
      const between = args.options(kinds, before)
      const by = readBy(args)
      const { allnum, delim, partitions, dedup_splitvals } = args.options(kinds, between)
      return {
        kind: "stats",
        aggregations,
        by,
        allnum: allnum === true ? true : undefined,
        dedupSplitvals: dedup_splitvals === true ? true : undefined,
        delim: unlessDefault(delim, " "),
        partitions,
      }
    },
    render: ({ aggregations, by, allnum, dedupSplitvals, delim, partitions }, ctx) =>
      `stats${printOptions({ allnum, partitions }, ctx)}${delim === undefined ? "" : ` delim=${ctx.string(delim)}`} ` +
      aggregations.map(each => ctx.aggregation(each)).join(" ") +
      (by === undefined ? "" : ` by ${ctx.fields(by)}`) +
      printOptions({ dedup_splitvals: dedupSplitvals }, ctx),
  },
  describe: ({ aggregations, by }, ctx) => `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${describeBy(by)}`,
}
