import { RuleError } from "../errors/error.ts"
import { all, type Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import { fieldsOfPredicate } from "../ir/visit.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { dependsOnOrder, groupsOf, readsOf, union } from "../rows/aggregation-list.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { describeBy } from "../rows/by-clause.ts"
import { groupingOperator } from "../rows/grouping.ts"
import { type NameText, nameAt, readName } from "../rows/name-argument.ts"
import { isMap } from "../rows/plain-data.ts"
import { parseSpanOfTime } from "../rows/span.ts"
import { effectiveOptions, givenOptions, tstatsOptionKinds } from "../rows/summary-options.ts"
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
import type { SplReader } from "../spl/syntax.ts"
import type { CoreStage, StageSource } from "./stage.ts"

export interface TstatsStage extends Stage, SummarySearch {
  readonly kind: "tstats"
  /** Such as `Endpoint.Processes`; `Endpoint` for all datasets of the model. Without it the events themselves are meant. */
  readonly datamodel?: NameText | undefined
}

export const tstats: CoreStage<TstatsStage> = {
  name: "tstats",
  type: "generating",
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? "sensitive" : "sorted"),
  idle: ({ by }) => by !== undefined && by.length > 0,
  appends: ({ given }) => given.append === true,
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
      properties: summarySchemas(
        tstatsOptionKinds,
        "A macro that stands for options, such as security_content_summariesonly.",
        "Width of the buckets of _time in by, such as 1h.",
        {
          datamodel: {
            type: "string",
            minLength: 1,
            description: 'A dataset such as "Endpoint.Processes", or a data model for all of its datasets.',
          },
        },
      ),
    },
    parse(value, ctx) {
      const map = isMap(value) ? value : {}
      const datamodel = map.datamodel === undefined ? undefined : nameAt(map, "datamodel", ctx)
      return { kind: "tstats", ...parseSummary(map, tstatsOptionKinds, ctx), datamodel, range: ctx.range }
    },
    render: (stage, ctx) => renderSummary(stage, ctx, { datamodel: stage.datamodel?.text }),
  },
  fields: ({ aggregations, where, by, given }) => ({
    reads: union(by, readsOf(aggregations), where === undefined ? [] : fieldsOfPredicate(where)),
    writes: union(
      by,
      aggregations.map(({ as }) => as),
    ),
    keepsOthers: given.prestats === true,
  }),
  groups({ aggregations, by, given, options, range }) {
    const { prestats, append } = effectiveOptions(given, options, tstatsOptionKinds, range)
    // Times are cut.
    return prestats === true || append === true
      ? null
      : groupsOf(
          by?.filter(name => name !== "_time"),
          aggregations,
        )
  },
  exec(stage, ctx) {
    const { aggregations, by = [], range } = stage
    const options = effectiveOptions(stage.given, stage.options, tstatsOptionKinds, range)
    const columns = compileColumns(aggregations, ctx, { by })
    if (options.append === true) return appendSummary(stage, options, ctx)
    // What computes statistics behind it does so over the events themselves.
    if (options.prestats === true) return next => next
    const fill = typeof options.fillnull_value === "string" ? options.fillnull_value : null
    return groupingOperator(
      { keys: summaryKeys(by, stage.span ?? "1s", fill, ctx), columns, warn: message => ctx.warn(message) },
      "tstats",
      ctx,
    )
  },
  spl: {
    commands: ["tstats"],
    parse(args) {
      const { values, options, aggregations } = readSummaryHead(args, tstatsOptionKinds, "from", "where", "groupby")
      const datamodel = args.accept("from") ? readDatamodel(args) : undefined
      const where = args.accept("where") ? args.predicate("by", "groupby") : undefined
      const { by, span } = readGrouping(args)
      return { kind: "tstats", aggregations, given: givenOptions(values), options, datamodel, where, by, span }
    },
    render: (stage, ctx) =>
      printSummaryHead("tstats", stage, stage.given, ctx) +
      (stage.datamodel === undefined ? "" : ` from datamodel=${ctx.word(stage.datamodel.text)}`) +
      printSummaryTail(stage, ctx) +
      printOptions({ span: stage.span }, ctx),
  },
  describe: ({ aggregations, datamodel, where, by }, ctx) =>
    `computes ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${describeBy(by)}` +
    ` over ${datamodel === undefined ? "all events" : datamodel.text}${where === undefined ? "" : ` that match ${ctx.predicate(where)}`}`,
}

function readDatamodel(args: SplReader): NameText {
  const start = args.offset
  if (!args.accept("datamodel")) {
    if (!args.done) args.word()
    throw new RuleError("unsupported", 'only a data model can stand behind "from"', {
      range: args.rangeFrom(start),
      hint: 'write "from datamodel=Endpoint.Processes"',
    })
  }
  if (!args.accept("=")) args.accept(":")
  return readName(args)
}

function readGrouping(args: SplReader): { readonly by: string[] | undefined; readonly span: string | undefined } {
  if (!args.accept("by") && !args.accept("groupby")) return { by: undefined, span: undefined }
  const by: string[] = []
  let span: string | undefined
  while (!args.done) {
    const at = args.offset
    if (args.accept("prefix("))
      throw new RuleError("unsupported", '"PREFIX()" needs an index of terms, and files have none', { range: args.rangeFrom(at) })
    by.push(...args.fields())
    const widthAt = args.offset
    const width = args.options({ span: "string" })
    if (width.span !== undefined) {
      span = width.span
      parseSpanOfTime(span, args.rangeFrom(widthAt))
    }
    if (args.offset === at) break
  }
  if (by.length === 0) throw args.error('expected a field name after "by"', 'name a field, as in "by host"')
  return { by, span }
}

/** `nodename=X` in a search of a data model names a dataset: what it is restricted to. */
function sourceOf(datamodel: NameText | undefined, where: Predicate | undefined): StageSource {
  if (datamodel === undefined) return { kind: "events", dataset: null, predicate: where ?? all([]) }
  const operands = where === undefined ? [] : where.kind === "all" ? where.operands : [where]
  const isNode = (each: Predicate): boolean =>
    each.kind === "compare" && each.field === "nodename" && each.op === "=" && !each.value.includes("*")
  const node = operands.find(isNode)
  const { text, range } = datamodel
  if (node === undefined || node.kind !== "compare") return { kind: "events", dataset: text, predicate: where ?? all([]), range }
  const [model = text] = text.split(".")
  return {
    kind: "events",
    dataset: `${model}.${node.value.split(".").at(-1)}`,
    predicate: all(operands.filter(each => each !== node)),
    range: node.range,
  }
}
