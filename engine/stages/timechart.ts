import type { Stage } from "../ir/stage.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { aggregationsSchema, dependsOnOrder, parseAggregations, readsOf, renderAggregations, union } from "../rows/aggregation-list.ts"
import {
  bucketOptionSchemas,
  bucketOptions,
  hasBucketOptions,
  parseBucketOptions,
  printBucketOptions,
  printOptions,
  renderBucketOptions,
} from "../rows/bucket-options.ts"
import { type BucketOptions, planBuckets } from "../rows/buckets.ts"
import { chartOperator } from "../rows/chart-table.ts"
import { isMap, present, textAt } from "../rows/plain-data.ts"
import {
  parseSeriesOptions,
  printSeriesEnd,
  printSeriesOptions,
  readChartHead,
  readChartOptions,
  readSeriesCondition,
  renderSeriesOptions,
  type SeriesOptions,
  seriesOptionSchemas,
  seriesOptions,
} from "../rows/series-options.ts"
import { parseSpan } from "../rows/span.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface TimechartStage extends Stage {
  readonly kind: "timechart"
  readonly aggregations: readonly ParsedAggregation[]
  readonly time: BucketOptions
  /** The field with a column for each value. */
  readonly by?: string | undefined
  /** Buckets of that field, where it holds numbers. */
  readonly split?: BucketOptions | undefined
  readonly series: SeriesOptions
  /** Left out when true. */
  readonly partial?: false | undefined
  /** Kept for the SPL form: files have no time range but that of their events. */
  readonly fixedrange?: false | undefined
}

export const timechart: CoreStage<TimechartStage> = {
  name: "timechart",
  type: "transforming",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  docs: {
    summary: "Aggregate events to a table with a row for each stretch of time, and a column for each value of a field.",
    description:
      "Rows run from the first event to the last, empty ones included unless `cont` is false. Without `span` they are as narrow as at most `bins` of " +
      "them (100) allow. Of the values of `by` the ten with the highest sum stay, the others are one column OTHER; events without the field are a " +
      "column NULL.",
    examples: [
      {
        title: "Events of each hour",
        stage: { timechart: { aggregate: { count: "count" }, span: "1h" } },
        spl: "timechart span=1h count",
        input: [{ _time: 7300 }, { _time: 200 }, { _time: 100 }],
        output: [
          { _time: 0, count: 2 },
          { _time: 3600, count: 0 },
          { _time: 7200, count: 1 },
        ],
      },
      {
        title: "A column for each user",
        stage: { timechart: { aggregate: { bytes: "sum(bytes)" }, span: "1m", by: "user", limit: 1, cont: false } },
        spl: "timechart span=1m limit=1 cont=f sum(bytes) as bytes by user",
        input: [
          { _time: 130, user: "a", bytes: 5 },
          { _time: 10, user: "a", bytes: 1 },
          { _time: 5, user: "b", bytes: 2 },
          { _time: 0, bytes: 4 },
        ],
        output: [
          { _time: 0, a: 1, NULL: 4, OTHER: 2 },
          { _time: 120, a: 5 },
        ],
      },
      {
        title: "Rates, in stretches that fit the data",
        stage: { timechart: { aggregate: { rate: "per_second(bytes)" }, bins: 10, minspan: "5s" } },
        spl: "timechart bins=10 minspan=5s per_second(bytes) as rate",
        input: [
          { _time: 12, bytes: 50 },
          { _time: 3, bytes: 20 },
          { _time: 1, bytes: 5 },
        ],
        output: [{ _time: 0, rate: 5 }, { _time: 5 }, { _time: 10, rate: 10 }],
      },
      {
        title: "Without stretches that are covered only in part",
        stage: { timechart: { aggregate: { count: "count" }, span: "10s", partial: false, fixedrange: false } },
        spl: "timechart partial=f fixedrange=f span=10s count",
        input: [{ _time: 25 }, { _time: 15 }, { _time: 12 }, { _time: 3 }],
        output: [{ _time: 10, count: 2 }],
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
            ...bucketOptionSchemas,
            by: { type: "string", minLength: 1, description: "The field with a column for each value." },
            split: {
              type: "object",
              additionalProperties: false,
              properties: bucketOptionSchemas,
              description: "Buckets of that field, where it holds numbers.",
            },
            ...seriesOptionSchemas,
            partial: { type: "boolean", description: "Whether stretches at the ends stay that the events do not wholly cover (true)." },
            fixedrange: {
              type: "boolean",
              description: "Whether Splunk holds to the time range of the search (true); makes no difference over files.",
            },
          },
        },
      ],
    },
    parse(value, ctx) {
      if (!isMap(value))
        return { kind: "timechart", aggregations: parseAggregations(value, ctx, []), time: {}, series: {}, range: ctx.range }
      return {
        kind: "timechart",
        aggregations: parseAggregations(value.aggregate, ctx, ["aggregate"]),
        time: parseBucketOptions(value),
        by: textAt(value, "by"),
        split: value.split === undefined ? undefined : parseBucketOptions(value.split),
        series: parseSeriesOptions(value, ctx),
        partial: value.partial === false ? false : undefined,
        fixedrange: value.fixedrange === false ? false : undefined,
        range: ctx.range,
      }
    },
    render: ({ aggregations, time, by, split, series, partial, fixedrange }, ctx) => ({
      aggregate: renderAggregations(aggregations, ctx),
      ...renderBucketOptions(time),
      ...present({ by, split: split === undefined ? undefined : renderBucketOptions(split) }),
      ...renderSeriesOptions(series),
      ...present({ partial, fixedrange }),
    }),
  },
  fields: ({ aggregations, by }) => ({
    reads: union(["_time"], by === undefined ? [] : [by], readsOf(aggregations)),
    writes: union(["_time"], by === undefined ? aggregations.map(({ as }) => as) : ["*"]),
    keepsOthers: false,
  }),
  exec({ aggregations, time, by, split, series, partial, range }, ctx) {
    const grouped = by === undefined ? ["_time"] : ["_time", by]
    return chartOperator(
      {
        stage: "timechart",
        row: { name: "_time", buckets: planBuckets("_time", time, ctx, range) },
        split: by === undefined ? null : { name: by, buckets: split === undefined ? null : planBuckets(by, split, ctx, range) },
        columns: bucketSeconds => compileColumns(aggregations, ctx, { by: grouped, bucketSeconds }),
        series,
        partial: partial ?? true,
      },
      ctx,
    )
  },
  spl: {
    commands: ["timechart"],
    parse(args) {
      const start = args.offset
      const head = readChartHead(args)
      let { options } = head
      let by: string | undefined
      let split: BucketOptions | undefined
      if (args.accept("by")) {
        by = args.field()
        const behind = args.offset
        const { span, start: from, end, ...others } = readChartOptions(args)
        // Behind the field a width in numbers is one of its own buckets; a width in time is that of the rows, wherever it stands.
        const ofRows = span !== undefined && parseSpan(span, args.rangeFrom(behind)).kind === "time"
        const ofField = bucketOptions(
          {
            ...(span === undefined || ofRows ? {} : { span }),
            ...(from === undefined ? {} : { start: from }),
            ...(end === undefined ? {} : { end }),
          },
          args,
          behind,
        )
        split = hasBucketOptions(ofField) ? ofField : undefined
        options = { ...options, ...others, ...(ofRows ? { span } : {}) }
      }
      const where = readSeriesCondition(args)
      options = readChartOptions(args, options)
      return {
        kind: "timechart",
        aggregations: head.aggregations,
        time: bucketOptions(options, args, start),
        by,
        split,
        series: { ...seriesOptions(options, args.rangeFrom(start)), where },
        partial: options.partial === false ? false : undefined,
        fixedrange: options.fixedrange === false ? false : undefined,
      }
    },
    render: ({ aggregations, time, by, split, series, partial, fixedrange }, ctx) =>
      `timechart${printBucketOptions(time, ctx)}${printSeriesOptions(series, ctx)}${printOptions({ partial, fixedrange }, ctx)} ` +
      aggregations.map(each => ctx.aggregation(each)).join(" ") +
      (by === undefined ? "" : ` by ${ctx.field(by)}${printBucketOptions(split ?? {}, ctx)}`) +
      printSeriesEnd(series, ctx),
  },
  describe: ({ aggregations, time, by }, ctx) =>
    `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")} for each ${time.span ?? "stretch of time"}` +
    (by === undefined ? "" : `, a column for each ${by}`),
}
