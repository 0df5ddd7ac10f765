import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import { all, any, compare, type Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { dependsOnOrder, readsOf, union } from "../rows/aggregation-list.ts"
import { describeBy } from "../rows/by-clause.ts"
import { groupingOperator } from "../rows/grouping.ts"
import { isMap } from "../rows/plain-data.ts"
import { parseSpanOfTime } from "../rows/span.ts"
import { effectiveOptions, givenOptions, mstatsOptionKinds } from "../rows/summary-options.ts"
import {
  appendSummary,
  parseSummary,
  printSummaryHead,
  printSummaryTail,
  readSummaryHead,
  renderSummary,
  type SummarySearch,
  summaryKeys,
  summarySchemas,
} from "../rows/summary-search.ts"
import type { CoreStage } from "./stage.ts"

/** With a span rows have a `_time`. */
export interface MstatsStage extends Stage, SummarySearch {
  readonly kind: "mstats"
}

export const mstats: CoreStage<MstatsStage> = {
  name: "mstats",
  type: "generating",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  idle: ({ by }) => by !== undefined && by.length > 0,
  appends: ({ given }) => given.append === true,
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
      properties: summarySchemas(mstatsOptionKinds, "A macro that stands for options.", "Width of time buckets, such as 10s."),
    },
    parse: (value, ctx) => ({ kind: "mstats", ...parseSummary(isMap(value) ? value : {}, mstatsOptionKinds, ctx), range: ctx.range }),
    render: renderSummary,
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
    if (options.append === true) return appendSummary(stage, options, ctx)
    if (options.prestats === true) return next => ({ push: event => next.push(withMetrics(event)), end: () => next.end() })
    const fill = typeof options.fillnull_value === "string" ? options.fillnull_value : null
    const names = stage.span === undefined || by.includes("_time") ? by : ["_time", ...by]
    const keys = summaryKeys(names, stage.span ?? "1s", fill, ctx)
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
      const start = args.offset
      const { values: before, options, aggregations } = readSummaryHead(args, kinds, "where", "groupby")
      let width: WrittenSpan | undefined = before.span === undefined ? undefined : { text: before.span, range: args.rangeFrom(start) }
      let where: Predicate | undefined
      if (args.accept("where")) {
        const filter = withoutSpan(args.predicate("by", "groupby"))
        where = filter.where
        width ??= filter.span
      }
      let values = before
      const by: string[] = []
      const grouped = args.accept("by") || args.accept("groupby")
      for (;;) {
        const at = args.offset
        if (grouped) by.push(...args.fields())
        const optionsAt = args.offset
        const { span: known } = values
        values = args.options(kinds, values)
        if (values.span !== undefined && values.span !== known) width = { text: values.span, range: args.rangeFrom(optionsAt) }
        if (args.offset === at) break
      }
      if (grouped && by.length === 0) throw args.error('expected a field name after "by"', 'name a field, as in "by host"')
      if (width !== undefined) parseSpanOfTime(width.text, width.range)
      const { span: _, ...given } = values
      return {
        kind: "mstats",
        aggregations,
        given: givenOptions(given),
        options,
        where,
        by: grouped ? by : undefined,
        span: width?.text,
      }
    },
    render: (stage, ctx) => printSummaryHead("mstats", stage, { ...stage.given, span: stage.span }, ctx) + printSummaryTail(stage, ctx),
  },
  describe: ({ aggregations, where, by, span }, ctx) =>
    `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${describeBy(by)}${span === undefined ? "" : ` and ${span}`}` +
    ` over metrics${where === undefined ? "" : ` that match ${ctx.predicate(where)}`}`,
}

interface WrittenSpan {
  readonly text: string
  readonly range: SourceRange | undefined
}

/** `span=` may close the search expression, where it reads like a comparison. */
function withoutSpan(predicate: Predicate): { readonly where: Predicate | undefined; readonly span: WrittenSpan | undefined } {
  const operands = predicate.kind === "all" ? predicate.operands : [predicate]
  const last = operands.at(-1)
  if (last?.kind !== "compare" || last.field !== "span" || last.op !== "=") return { where: predicate, span: undefined }
  const others = operands.slice(0, -1)
  return { where: others.length === 0 ? undefined : all(others, predicate.range), span: { text: last.value, range: last.range } }
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
