import { RuleError } from "../errors/error.ts"
import { all, type Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf, type Value } from "../ir/value.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { aggregationsSchema, dependsOnOrder, parseAggregations, readsOf, renderAggregations, union } from "../rows/aggregation-list.ts"
import { appendRows } from "../rows/append-rows.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { describeBy, fieldListSchema } from "../rows/by-clause.ts"
import { type GroupKey, groupingOperator } from "../rows/grouping.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { parseSpanOfTime } from "../rows/span.ts"
import { effectiveOptions, type GivenOptions, givenOptions, optionSchemas, optionsIn, tstatsOptionKinds } from "../rows/summary-options.ts"
import type { OptionValues, ParsedAggregation, SplReader } from "../spl/syntax.ts"
import { alignTime } from "../time/time-span.ts"
import type { CoreStage, OptionsMacro, StageSource } from "./stage.ts"

export interface TstatsStage extends Stage {
  readonly kind: "tstats"
  readonly aggregations: readonly ParsedAggregation[]
  /** Options as they were given, by their SPL names. */
  readonly given: GivenOptions
  /** A macro that stands for more options. */
  readonly options?: OptionsMacro | undefined
  /** Such as `Endpoint.Processes`; `Endpoint` for all datasets of the model. Without it the events themselves are meant. */
  readonly datamodel?: string | undefined
  readonly where?: Predicate | undefined
  readonly by?: readonly string[] | undefined
  /** Width of the buckets of `_time` in `by`. */
  readonly span?: string | undefined
}

export const tstats: CoreStage<TstatsStage> = {
  name: "tstats",
  type: "generating",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  source: ({ datamodel, where, given }) => (given.append === true ? { kind: "none" } : sourceOf(datamodel, where)),
  docs: {
    summary: "Aggregate the events of a data model, or all events that match.",
    description:
      "Fields of a data model are called by their dataset, such as `Processes.process_name`. Rows leave sorted by the fields of `by`; an event that lacks " +
      "one of these is left out unless `fillnull_value` stands for it. `_time` in `by` is cut to buckets of `span`, of a second without it.",
    examples: [
      {
        title: "Events of each host and hour",
        stage: { tstats: { aggregate: { count: "count" }, where: { sourcetype: "syslog" }, by: ["_time", "host"], span: "1h" } },
        spl: "tstats count where sourcetype=syslog by _time span=1h host",
        input: [
          { _time: 7300, sourcetype: "syslog", host: "a" },
          { _time: 3700, sourcetype: "SYSLOG", host: "a" },
          { _time: 3600, sourcetype: "syslog", host: "a" },
          { _time: 10, sourcetype: "wineventlog", host: "a" },
        ],
        output: [
          { _time: 3600, host: "a", count: 2 },
          { _time: 7200, host: "a", count: 1 },
        ],
      },
      {
        title: "A value for missing fields, also from a macro",
        stage: { tstats: { macro: "options", chunk_size: 1000, aggregate: { n: "count" }, by: "user" } },
        spl: "tstats `options` chunk_size=1000 count as n by user",
        macros: { options: { definition: "summariesonly=false allow_old_summaries=true fillnull_value=null" } },
        input: [{ user: "a" }, {}, {}],
        output: [
          { user: "a", n: 1 },
          { user: "null", n: 2 },
        ],
      },
      {
        title: "Of a data model; these events belong to none",
        stage: {
          tstats: {
            summariesonly: true,
            aggregate: { count: "count", commands: "values(Processes.process)" },
            datamodel: "Endpoint.Processes",
            where: { "Processes.process_name": "cmd.exe" },
            by: ["Processes.dest"],
          },
        },
        spl: "tstats summariesonly=t count values(Processes.process) as commands from datamodel=Endpoint.Processes where Processes.process_name=cmd.exe by Processes.dest",
        input: [{ dest: "a", process_name: "cmd.exe" }],
        output: [],
      },
      {
        title: "Events for a chart behind it",
        stage: [
          { tstats: { prestats: true, aggregate: { count: "count" }, by: ["host"] } },
          { stats: { aggregate: { count: "count" }, by: ["host"] } },
        ],
        spl: "tstats prestats=t count by host | stats count by host",
        input: [{ host: "a" }, { host: "a" }],
        output: [{ host: "a", count: 2 }],
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
        macro: { type: "string", minLength: 1, description: "A macro that stands for options, such as security_content_summariesonly." },
        ...optionSchemas(tstatsOptionKinds),
        datamodel: {
          type: "string",
          minLength: 1,
          description: 'A dataset such as "Endpoint.Processes", or a data model for all of its datasets.',
        },
        where: { $ref: "#/$defs/predicate" },
        by: { ...fieldListSchema, description: "Fields to group by." },
        span: { type: ["string", "number"], description: "Width of the buckets of _time in by, such as 1h." },
      },
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      const by = textsOf(map.by)
      const macro = textAt(map, "macro")
      const span = textAt(map, "span")
      if (span !== undefined) parseSpanOfTime(span, ctx.at(["span"]))
      return {
        kind: "tstats",
        aggregations: parseAggregations(map.aggregate, ctx, ["aggregate"]),
        given: optionsIn(map, tstatsOptionKinds),
        options: macro === undefined ? undefined : { kind: "macro_options", ...ctx.macro(macro, ["macro"]), range: ctx.at(["macro"]) },
        datamodel: textAt(map, "datamodel"),
        where: map.where === undefined ? undefined : ctx.predicate(map.where, ["where"]),
        by: by.length === 0 ? undefined : by,
        span,
        range: ctx.range,
      }
    },
    render: ({ aggregations, given, options, datamodel, where, by, span }, ctx) => ({
      ...present({ macro: options?.kind === "macro_options" ? ctx.macro(options.name, options.args) : undefined }),
      ...given,
      aggregate: renderAggregations(aggregations, ctx),
      ...present({ datamodel, where: where === undefined ? undefined : ctx.predicate(where), by, span }),
    }),
  },
  fields: ({ aggregations, where, by, given }) => ({
    reads: union(by, readsOf(aggregations), where === undefined ? [] : fieldsOfPredicate(where)),
    writes: union(
      by,
      aggregations.map(({ as }) => as),
    ),
    keepsOthers: given.prestats === true,
  }),
  exec(stage, ctx) {
    const { aggregations, by = [], range } = stage
    const options = effectiveOptions(stage.given, stage.options, tstatsOptionKinds, range)
    const columns = compileColumns(aggregations, ctx, { by })
    if (options.append === true) {
      const alone: TstatsStage = { ...stage, given: { ...options, append: false }, options: undefined }
      return appendRows(ctx.subsearch({ stages: [alone] }, Number.MAX_SAFE_INTEGER))
    }
    // What computes statistics behind it does so over the events themselves.
    if (options.prestats === true) return next => next
    const fill = typeof options.fillnull_value === "string" ? options.fillnull_value : null
    const span = parseSpanOfTime(stage.span ?? "1s", range)
    return groupingOperator(
      {
        keys: by.map((name): GroupKey => {
          if (name !== "_time") return { name, value: event => event.get(name) ?? fill }
          const bucket = (value: Value): Value => {
            const time = numberOf(value)
            return time === null ? fill : alignTime(time, span, ctx.timeZone)
          }
          return { name, value: event => bucket(event.get("_time")) }
        }),
        columns,
        warn: message => ctx.warn(message),
      },
      "tstats",
      ctx,
    )
  },
  spl: {
    commands: ["tstats"],
    parse(args) {
      let options: OptionValues<typeof tstatsOptionKinds> = {}
      let macro: OptionsMacro | undefined
      const aggregations: ParsedAggregation[] = []
      for (;;) {
        const at = args.offset
        options = args.options(tstatsOptionKinds, options)
        const called = macro === undefined ? args.macro() : null
        if (called !== null) macro = { kind: "macro_options", ...called }
        aggregations.push(...readCalls(args))
        if (args.offset === at) break
      }
      if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "count" or "dc(user)"')
      const datamodel = args.accept("from") ? readDatamodel(args) : undefined
      const where = args.accept("where") ? args.predicate("by", "groupby") : undefined
      const { by, span } = readGrouping(args)
      return { kind: "tstats", aggregations, given: givenOptions(options), options: macro, datamodel, where, by, span }
    },
    render: ({ aggregations, given, options, datamodel, where, by, span }, ctx) =>
      `tstats${options === undefined ? "" : ` ${options.kind === "macro_options" ? ctx.macro(options.name, options.args) : options.text}`}` +
      `${printOptions(given, ctx)} ${aggregations.map(each => ctx.aggregation(each)).join(" ")}` +
      (datamodel === undefined ? "" : ` from datamodel=${ctx.word(datamodel)}`) +
      (where === undefined ? "" : ` where ${ctx.predicate(where)}`) +
      (by === undefined ? "" : ` by ${ctx.fields(by)}`) +
      printOptions({ span }, ctx),
  },
  describe: ({ aggregations, datamodel, where, by }, ctx) =>
    `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${describeBy(by)}` +
    ` over ${datamodel === undefined ? "all events" : datamodel}${where === undefined ? "" : ` that match ${ctx.predicate(where)}`}`,
}

/** Aggregations up to a keyword, a macro or an option. */
function readCalls(args: SplReader): ParsedAggregation[] {
  return args.peek("`") ? [] : args.aggregations("from", "where", "groupby", "`")
}

function readDatamodel(args: SplReader): string {
  const start = args.offset
  if (!args.accept("datamodel"))
    throw new RuleError("unsupported", 'only a data model can stand behind "from"', {
      range: args.rangeFrom(start),
      hint: 'write "from datamodel=Endpoint.Processes"',
    })
  if (!args.accept("=")) args.accept(":")
  return args.word()
}

function readGrouping(args: SplReader): { readonly by: string[] | undefined; readonly span: string | undefined } {
  if (!args.accept("by") && !args.accept("groupby")) return { by: undefined, span: undefined }
  const by: string[] = []
  let span: string | undefined
  while (!args.done) {
    if (args.peek("prefix("))
      throw new RuleError("unsupported", '"PREFIX()" needs an index of terms, and files have none', { range: args.rangeFrom(args.offset) })
    const at = args.offset
    by.push(...args.fields())
    const width = args.options({ span: "string" })
    if (width.span !== undefined) {
      span = width.span
      parseSpanOfTime(span, args.rangeFrom(at))
    }
    if (args.offset === at) break
  }
  if (by.length === 0) throw args.error('expected a field name after "by"', 'name a field, as in "by host"')
  return { by, span }
}

/** `nodename=X` in a search of a data model names a dataset: what it is restricted to. */
function sourceOf(datamodel: string | undefined, where: Predicate | undefined): StageSource {
  if (datamodel === undefined) return { kind: "events", dataset: null, predicate: where ?? all([]) }
  const operands = where === undefined ? [] : where.kind === "all" ? where.operands : [where]
  const isNode = (each: Predicate): boolean =>
    each.kind === "compare" && each.field === "nodename" && each.op === "=" && !each.value.includes("*")
  const node = operands.find(isNode)
  if (node === undefined || node.kind !== "compare") return { kind: "events", dataset: datamodel, predicate: where ?? all([]) }
  const [model = datamodel] = datamodel.split(".")
  return { kind: "events", dataset: `${model}.${node.value.split(".").at(-1)}`, predicate: all(operands.filter(each => each !== node)) }
}
