import type { Stage } from "../ir/stage.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { aggregationsSchema, dependsOnOrder, parseAggregations, readsOf, renderAggregations, union } from "../rows/aggregation-list.ts"
import {
  bucketOptionSchemas,
  bucketOptions,
  hasBucketOptions,
  parseBucketOptions,
  printBucketOptions,
  renderBucketOptions,
} from "../rows/bucket-options.ts"
import { type BucketOptions, planBuckets } from "../rows/buckets.ts"
import { type ChartField, chartOperator } from "../rows/chart-table.ts"
import { groupingOperator } from "../rows/grouping.ts"
import { isMap, present, textAt } from "../rows/plain-data.ts"
import {
  type ChartOptionValues,
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
import type { ParsedAggregation, SplReader } from "../spl/syntax.ts"
import type { CoreStage, ExecContext } from "./stage.ts"

interface Axis extends BucketOptions {
  readonly field: string
}
export interface ChartStage extends Stage {
  readonly kind: "chart"
  readonly aggregations: readonly ParsedAggregation[]
  /** The field with a row for each value. */
  readonly over?: Axis | undefined
  /** The field with a column for each value. */
  readonly by?: Axis | undefined
  readonly series: SeriesOptions
}

export const chart: CoreStage<ChartStage> = {
  name: "chart",
  type: "transforming",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  docs: {
    summary: "Aggregate events to a table: a row for each value of one field, a column for each value of another.",
    description:
      "Of the values that make columns the ten with the highest sum stay, the others are one column OTHER; events without the field are a column NULL. " +
      "`limit`, `agg`, `where`, `useother` and `usenull` change this. With several aggregations the columns are called `aggregation: value`.",
    examples: [
      {
        title: "Count by host and status",
        stage: { chart: { aggregate: { count: "count" }, over: "host", by: "status" } },
        spl: "chart count over host by status",
        input: [{ host: "b", status: 200 }, { host: "a", status: 404 }, { host: "b", status: 200 }, { host: "a" }],
        output: [
          { host: "a", "200": 0, "404": 1, NULL: 1 },
          { host: "b", "200": 2, "404": 0, NULL: 0 },
        ],
      },
      {
        title: "The series with the highest sum, the others together",
        stage: { chart: { aggregate: { most: "max(bytes)" }, over: "host", by: "user", limit: 1, usenull: false } },
        spl: "chart max(bytes) as most by host user limit=1 usenull=f",
        input: [
          { host: "a", user: "x", bytes: 1 },
          { host: "a", user: "y", bytes: 9 },
          { host: "b", user: "z", bytes: 2 },
          { host: "b", bytes: 3 },
        ],
        output: [
          { host: "a", y: 9, OTHER: 1 },
          { host: "b", OTHER: 2 },
        ],
      },
      {
        title: "Several aggregations, sizes in buckets",
        stage: { chart: { aggregate: { n: "count", mean: "avg(ms)" }, over: { field: "bytes", span: 10 }, by: "host", sep: "@" } },
        spl: 'chart sep="@" count as n avg(ms) as mean over bytes span=10 by host',
        input: [
          { bytes: 5, host: "a", ms: 2 },
          { bytes: 25, host: "b", ms: 4 },
        ],
        output: [
          { bytes: "0-10", "n@a": 1, "n@b": 0, "mean@a": 2 },
          { bytes: "10-20", "n@a": 0, "n@b": 0 },
          { bytes: "20-30", "n@a": 0, "n@b": 1, "mean@b": 4 },
        ],
      },
      {
        title: "Only series that reach a bound",
        stage: { chart: { aggregate: { count: "count" }, over: "host", by: "user", where: "max > 1", useother: false } },
        spl: "chart useother=f count over host by user where max > 1",
        input: [
          { host: "a", user: "x" },
          { host: "a", user: "y" },
          { host: "a", user: "y" },
        ],
        output: [{ host: "a", y: 2 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["aggregate"],
      properties: {
        aggregate: aggregationsSchema,
        over: axisSchema("The field with a row for each value."),
        by: axisSchema("The field with a column for each value."),
        ...seriesOptionSchemas,
      },
    },
    parse: (value, ctx) => ({
      kind: "chart",
      aggregations: parseAggregations(isMap(value) ? value.aggregate : value, ctx, ["aggregate"]),
      over: isMap(value) ? parseAxis(value.over) : undefined,
      by: isMap(value) ? parseAxis(value.by) : undefined,
      series: parseSeriesOptions(value, ctx),
      range: ctx.range,
    }),
    render: ({ aggregations, over, by, series }, ctx) => ({
      aggregate: renderAggregations(aggregations, ctx),
      ...present({ over: renderAxis(over), by: renderAxis(by) }),
      ...renderSeriesOptions(series),
    }),
  },
  fields: ({ aggregations, over, by }) => {
    const axes = [over, by].flatMap(axis => (axis === undefined ? [] : [axis.field]))
    const columns = by === undefined ? aggregations.map(({ as }) => as) : ["*"]
    return { reads: union(axes, readsOf(aggregations)), writes: union(over === undefined ? [] : [over.field], columns), keepsOthers: false }
  },
  exec({ aggregations, over, by, series, range }, ctx) {
    const names = [over, by].flatMap(axis => (axis === undefined ? [] : [axis.field]))
    if (over === undefined) return groupingOperator({ keys: [], columns: compileColumns(aggregations, ctx, { by: names }) }, "chart", ctx)
    return chartOperator(
      {
        stage: "chart",
        row: chartField(over, ctx, range),
        split: by === undefined ? null : chartField(by, ctx, range),
        columns: bucketSeconds => compileColumns(aggregations, ctx, { by: names, bucketSeconds }),
        series,
        partial: true,
      },
      ctx,
    )
  },
  spl: {
    commands: ["chart"],
    parse(args) {
      const start = args.offset
      const head = readChartHead(args, "over")
      let { options } = head
      const axes: Axis[] = []
      const keyword = args.accept("over") ? "over" : args.accept("by") ? "by" : null
      while (keyword !== null && !args.done && !args.peek("where") && args.peekOption() === null) {
        if (args.accept(",")) continue
        const comes = axes.length === 0 ? undefined : keyword === "over" ? args.accept("by") : true
        if (comes === false || axes.length === 2) throw args.error("a chart has at most two fields", 'write "over x by y"')
        const axis = readAxis(args, options)
        axes.push(axis.axis)
        options = axis.options
      }
      if (keyword !== null && axes.length === 0)
        throw args.error(`expected a field name after "${keyword}"`, `name a field, as in "${keyword} host"`)
      const where = readSeriesCondition(args)
      options = readChartOptions(args, options)
      for (const name of ["partial", "fixedrange"] as const)
        if (options[name] !== undefined) throw args.error(`unknown option "${name}"`, "it is an option of timechart", args.rangeFrom(start))
      const [over, by] = axes
      const buckets = bucketOptions(options, args, start)
      return {
        kind: "chart",
        aggregations: head.aggregations,
        // Bucket options in front of the fields are those of the rows.
        over:
          over === undefined
            ? undefined
            : hasBucketOptions(over) || !hasBucketOptions(buckets)
              ? over
              : { ...over, ...buckets, field: over.field },
        by,
        series: { ...seriesOptions(options, args.rangeFrom(start)), where },
      }
    },
    render: ({ aggregations, over, by, series }, ctx) =>
      `chart${printSeriesOptions(series, ctx)} ${aggregations.map(each => ctx.aggregation(each)).join(" ")}` +
      (over === undefined ? "" : ` over ${ctx.field(over.field)}${printBucketOptions(over, ctx)}`) +
      (by === undefined ? "" : ` by ${ctx.field(by.field)}${printBucketOptions(by, ctx)}`) +
      printSeriesEnd(series, ctx),
  },
  describe: ({ aggregations, over, by }, ctx) =>
    `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")}` +
    (over === undefined ? "" : `, a row for each ${over.field}`) +
    (by === undefined ? "" : `, a column for each ${by.field}`),
}

function axisSchema(description: string): Readonly<Record<string, unknown>> {
  return {
    description,
    oneOf: [
      { type: "string", minLength: 1 },
      {
        type: "object",
        additionalProperties: false,
        required: ["field"],
        properties: { field: { type: "string", minLength: 1 }, ...bucketOptionSchemas },
      },
    ],
  }
}

function parseAxis(value: unknown): Axis | undefined {
  if (value === undefined || value === null) return undefined
  if (isMap(value)) return { field: textAt(value, "field") ?? "", ...parseBucketOptions(value) }
  return { field: String(value) }
}

function renderAxis(axis: Axis | undefined): unknown {
  if (axis === undefined) return undefined
  const { field, ...options } = axis
  return hasBucketOptions(options) ? { field, ...renderBucketOptions(options) } : field
}

const chartField = ({ field, ...options }: Axis, ctx: ExecContext, range: Stage["range"]): ChartField => ({
  name: field,
  buckets: hasBucketOptions(options) ? planBuckets(field, options, ctx, range) : null,
})

/** A field with its bucket options behind it; other options may stand there too. */
function readAxis(args: SplReader, options: ChartOptionValues): { readonly axis: Axis; readonly options: ChartOptionValues } {
  const start = args.offset
  const field = args.field()
  const values = readChartOptions(args)
  const { span, bins, minspan, start: from, end, aligntime, ...others } = values
  return { axis: { field, ...bucketOptions(values, args, start) }, options: { ...options, ...others } }
}
