import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import { all, any, compare, type Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf, textOf } from "../ir/value.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { aggregationsSchema, dependsOnOrder, parseAggregations, readsOf, renderAggregations, union } from "../rows/aggregation-list.ts"
import { appendRows } from "../rows/append-rows.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { describeBy, fieldListSchema } from "../rows/by-clause.ts"
import { type GroupKey, groupingOperator } from "../rows/grouping.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { parseSpanOfTime } from "../rows/span.ts"
import { effectiveOptions, type GivenOptions, givenOptions, mstatsOptionKinds, optionSchemas, optionsIn } from "../rows/summary-options.ts"
import type { OptionValues, ParsedAggregation } from "../spl/syntax.ts"
import { alignTime } from "../time/time-span.ts"
import type { CoreStage, OptionsMacro } from "./stage.ts"

export interface MstatsStage extends Stage {
  readonly kind: "mstats"
  readonly aggregations: readonly ParsedAggregation[]
  /** Options as they were given, by their SPL names. */
  readonly given: GivenOptions
  readonly options?: OptionsMacro | undefined
  readonly where?: Predicate | undefined
  readonly by?: readonly string[] | undefined
  /** Width of time buckets: rows then have a `_time`. */
  readonly span?: string | undefined
}

export const mstats: CoreStage<MstatsStage> = {
  name: "mstats",
  type: "generating",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  source: ({ aggregations, where, given }) =>
    given.append === true
      ? { kind: "none" }
      : { kind: "events", dataset: null, predicate: all([...(where === undefined ? [] : [where]), isMetric(readsOf(aggregations))]) },
  docs: {
    summary: "Aggregate metrics.",
    description:
      "A metric is a field of its name, a field `metric_name:` and its name, or the field `_value` of an event whose field `metric_name` holds its name. " +
      "With `span` there is a row for each stretch of time.",
    examples: [
      {
        title: "All metrics of a form",
        stage: { mstats: { aggregate: { "tcp.*": "avg(tcp.*)" }, where: { cluster: "c1" }, by: ["host"], span: "10s" } },
        spl: "mstats avg(tcp.*) as tcp.* where cluster=c1 by host span=10s",
        input: [
          { _time: 12, event: "metric", cluster: "c1", host: "a", "metric_name:tcp.bytes": 4, "metric_name:tcp.packets": 1 },
          { _time: 9, event: "metric", cluster: "c1", host: "a", "tcp.bytes": 3 },
          { _time: 8, cluster: "c1", host: "a", metric_name: "tcp.bytes", _value: 5 },
          { _time: 8, event: "metric", cluster: "c2", host: "a", "tcp.bytes": 100 },
        ],
        output: [
          { _time: 0, host: "a", "tcp.bytes": 4 },
          { _time: 10, host: "a", "tcp.bytes": 4, "tcp.packets": 1 },
        ],
      },
      {
        title: "One metric by its value",
        stage: { mstats: { backfill: true, aggregate: { mean: "avg(_value)" }, where: { metric_name: "cpu.load" } } },
        spl: "mstats backfill=true avg(_value) as mean where metric_name=cpu.load",
        input: [
          { metric_name: "cpu.load", _value: 1 },
          { metric_name: "cpu.load", _value: 2 },
          { metric_name: "cpu.idle", _value: 50 },
        ],
        output: [{ mean: 1.5 }],
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
        macro: { type: "string", minLength: 1, description: "A macro that stands for options." },
        ...optionSchemas(mstatsOptionKinds),
        where: { $ref: "#/$defs/predicate" },
        by: { ...fieldListSchema, description: "Fields to group by." },
        span: { type: ["string", "number"], description: "Width of time buckets, such as 10s." },
      },
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      const by = textsOf(map.by)
      const macro = textAt(map, "macro")
      const span = textAt(map, "span")
      if (span !== undefined) parseSpanOfTime(span, ctx.at(["span"]))
      return {
        kind: "mstats",
        aggregations: parseAggregations(map.aggregate, ctx, ["aggregate"]),
        given: optionsIn(map, mstatsOptionKinds),
        options: macro === undefined ? undefined : { kind: "macro_options", ...ctx.macro(macro, ["macro"]), range: ctx.at(["macro"]) },
        where: map.where === undefined ? undefined : ctx.predicate(map.where, ["where"]),
        by: by.length === 0 ? undefined : by,
        span,
        range: ctx.range,
      }
    },
    render: ({ aggregations, given, options, where, by, span }, ctx) => ({
      ...present({ macro: options?.kind === "macro_options" ? ctx.macro(options.name, options.args) : undefined }),
      ...given,
      aggregate: renderAggregations(aggregations, ctx),
      ...present({ where: where === undefined ? undefined : ctx.predicate(where), by, span }),
    }),
  },
  fields: ({ aggregations, where, by, span, given }) => {
    const metrics = readsOf(aggregations)
    const time = span === undefined ? [] : ["_time"]
    return {
      reads: union(
        ["metric_name", "_value"],
        metrics.flatMap(name => [name, `metric_name:${name}`]),
        by,
        time,
        where === undefined ? [] : fieldsOfPredicate(where),
      ),
      writes: union(
        time,
        by,
        aggregations.map(({ as }) => as),
      ),
      keepsOthers: given.prestats === true,
    }
  },
  exec(stage, ctx) {
    const { aggregations, by = [], range } = stage
    const options = effectiveOptions(stage.given, stage.options, mstatsOptionKinds, range)
    if (options.chart === true)
      throw new RuleError("unsupported", 'option "chart" of "mstats" is not supported', { range, hint: "put a timechart behind it" })
    const columns = compileColumns(aggregations, ctx, { by })
    if (options.append === true) {
      const alone: MstatsStage = { ...stage, given: { ...options, append: false }, options: undefined }
      return appendRows(ctx.subsearch({ stages: [alone] }, Number.MAX_SAFE_INTEGER))
    }
    if (options.prestats === true) return next => ({ push: event => next.push(withMetrics(event)), end: () => next.end() })
    const fill = typeof options.fillnull_value === "string" ? options.fillnull_value : null
    const names = stage.span === undefined || by.includes("_time") ? by : ["_time", ...by]
    const span = parseSpanOfTime(stage.span ?? "1s", range)
    const keys = names.map((name): GroupKey => {
      if (name !== "_time") return { name, value: event => event.get(name) ?? fill }
      return {
        name,
        value(event) {
          const time = numberOf(event.get("_time"))
          return time === null ? fill : alignTime(time, span, ctx.timeZone)
        },
      }
    })
    const grouping = groupingOperator({ keys, columns, warn: message => ctx.warn(message) }, "mstats", ctx)
    return next => {
      const sink = grouping(next)
      return { push: event => sink.push(withMetrics(event)), end: () => sink.end() }
    }
  },
  spl: {
    commands: ["mstats"],
    parse(args) {
      const kinds = { ...mstatsOptionKinds, span: "string" } as const
      let values: OptionValues<typeof kinds> = {}
      let macro: OptionsMacro | undefined
      const aggregations: ParsedAggregation[] = []
      for (;;) {
        const at = args.offset
        values = args.options(kinds, values)
        const called = macro === undefined ? args.macro() : null
        if (called !== null) macro = { kind: "macro_options", ...called }
        if (!args.peek("`")) aggregations.push(...args.aggregations("where", "groupby", "`"))
        if (args.offset === at) break
      }
      if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "avg(_value)"')
      const filter = args.accept("where") ? withoutSpan(args.predicate("by", "groupby")) : { where: undefined, span: undefined }
      const by: string[] = []
      const grouped = args.accept("by") || args.accept("groupby")
      for (;;) {
        const at = args.offset
        if (grouped) by.push(...args.fields())
        values = args.options(kinds, values)
        if (args.offset === at) break
      }
      if (grouped && by.length === 0) throw args.error('expected a field name after "by"', 'name a field, as in "by host"')
      const { span, ...options } = values
      const width = span ?? filter.span
      if (width !== undefined) parseSpanOfTime(width, args.rangeFrom(args.offset))
      return {
        kind: "mstats",
        aggregations,
        given: givenOptions(options),
        options: macro,
        where: filter.where,
        by: grouped ? by : undefined,
        span: width,
      }
    },
    render: ({ aggregations, given, options, where, by, span }, ctx) =>
      `mstats${options === undefined ? "" : ` ${options.kind === "macro_options" ? ctx.macro(options.name, options.args) : options.text}`}` +
      `${printOptions({ ...given, span }, ctx)} ${aggregations.map(each => ctx.aggregation(each)).join(" ")}` +
      (where === undefined ? "" : ` where ${ctx.predicate(where)}`) +
      (by === undefined ? "" : ` by ${ctx.fields(by)}`),
  },
  describe: ({ aggregations, where, by, span }, ctx) =>
    `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${describeBy(by)}${span === undefined ? "" : ` and ${span}`}` +
    ` over metrics${where === undefined ? "" : ` that match ${ctx.predicate(where)}`}`,
}

/** `span=` may close the search expression, where it reads like a comparison. */
function withoutSpan(predicate: Predicate): { readonly where: Predicate | undefined; readonly span: string | undefined } {
  const operands = predicate.kind === "all" ? predicate.operands : [predicate]
  const last = operands.at(-1)
  if (last?.kind !== "compare" || last.field !== "span" || last.op !== "=") return { where: predicate, span: undefined }
  const others = operands.slice(0, -1)
  return { where: others.length === 0 ? undefined : all(others, predicate.range), span: last.value }
}

const metricPrefix = "metric_name:"

/** An event is a data point when it names its metric, or carries one of the metrics asked for under its name. */
function isMetric(metrics: readonly string[]): Predicate {
  // Which metrics a wildcard means is known only once the fields are; events that carry several say that they are metrics.
  if (metrics.some(name => name.includes("*"))) return any([compare("metric_name", "=", "*"), compare("event", "=", "metric")])
  const names = metrics.filter(name => !name.startsWith("_")).flatMap(name => [name, metricPrefix + name])
  return any(["metric_name", ...names].map(name => compare(name, "=", "*")))
}

/** The event with each of its metrics under its name. */
function withMetrics(event: Event): Event {
  for (const name of event.names()) if (name.startsWith(metricPrefix)) event.set(name.slice(metricPrefix.length), event.get(name))
  const name = textOf(event.get("metric_name"))
  if (name !== null && event.has("_value")) event.set(name, event.get("_value"))
  return event
}
