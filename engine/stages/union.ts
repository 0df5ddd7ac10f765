import type { Pipeline, Stage } from "../ir/stage.ts"
import { secondPass } from "../rows/event-spool.ts"
import { readNamedDataset } from "../rows/named-dataset.ts"
import { mergeNewestFirst } from "../rows/newest-first.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, listOf, present } from "../rows/plain-data.ts"
import {
  mostRows,
  parseSubsearchOptions,
  type SubsearchOptions,
  subsearchOptionForms,
  subsearchOptionSchemas,
  subsearchOptionSpec,
  subsearchOptions,
} from "../rows/subsearch-options.ts"
import type { SplReader } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface UnionStage extends Stage, SubsearchOptions {
  readonly kind: "union"
  readonly searches: readonly Pipeline[]
}

export const union: CoreStage<UnionStage> = {
  name: "union",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Add the results of other searches to the events at hand.",
    description:
      "Results that run from newest to oldest are interleaved by time, others follow one another. As the first stage it gives the results of the searches alone. " +
      "In SPL a search may be a named dataset such as `datamodel:Web.Web` or `inputlookup:assets`.",
    examples: [
      {
        title: "Interleaved by time",
        stage: [{ match: { kind: "a" } }, { union: [[{ match: { kind: "b" } }]] }],
        spl: "search kind=a | union [search kind=b]",
        input: [
          { _time: 4, kind: "a" },
          { _time: 3, kind: "b" },
          { _time: 2, kind: "b" },
          { _time: 1, kind: "a" },
        ],
        output: [
          { _time: 4, kind: "a" },
          { _time: 3, kind: "b" },
          { _time: 2, kind: "b" },
          { _time: 1, kind: "a" },
        ],
      },
      {
        title: "A lookup and a search",
        stage: { union: { searches: [[{ from: { lookup: "assets" } }], [{ match: { kind: "a" } }]], maxout: 10, maxtime: 30 } },
        spl: "union maxout=10 maxtime=30 inputlookup:assets, [search kind=a]",
        input: [],
        output: [{ ip: "10.0.0.1" }],
        lookups: { assets: [{ ip: "10.0.0.1" }] },
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "One or more searches.", type: "array", minItems: 1, items: { $ref: "#/$defs/pipeline" } },
        {
          type: "object",
          additionalProperties: false,
          required: ["searches"],
          properties: {
            searches: { description: "One or more searches.", type: "array", minItems: 1, items: { $ref: "#/$defs/pipeline" } },
            ...subsearchOptionSchemas,
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "union",
      searches: isMap(value)
        ? listOf(value.searches).map((search, i) => ctx.pipeline(search, ["searches", i]))
        : listOf(value).map((search, i) => ctx.pipeline(search, [i])),
      ...parseSubsearchOptions(value),
      range: ctx.range,
    }),
    render(stage, ctx) {
      const options = present(subsearchOptionForms(stage))
      const searches = stage.searches.map(search => ctx.pipeline(search))
      return Object.keys(options).length === 0 ? searches : { searches, ...options }
    },
  },
  source: () => ({ kind: "none" }),
  fields: () => ({ reads: ["_time"], writes: ["*"], keepsOthers: true }),
  exec(stage, ctx) {
    const most = mostRows(stage, ctx.limits.joinRows)
    const results = stage.searches.map(search => ctx.subsearch(search, most))
    const { memory, warn } = ctx
    return secondPass("union", { memory, reads: ctx.reads(), warn }, () => ({
      *apply(events) {
        yield* mergeNewestFirst([events, ...results])
        for (const result of results) result.clear()
      },
    }))
  },
  spl: {
    commands: ["union"],
    parse(args) {
      const options = args.options(subsearchOptionSpec)
      const searches = readDatasets(args)
      if (searches.length === 0) throw args.error('command "union" needs a dataset or a search in brackets', "write union [search ...]")
      return { kind: "union", searches, ...subsearchOptions(args.options(subsearchOptionSpec, options)) }
    },
    render: (stage, ctx) => commandText(ctx, "union", subsearchOptionForms(stage), ...stage.searches.map(search => ctx.subsearch(search))),
  },
  describe: ({ searches }, ctx) => `adds the results of ${searches.map(search => ctx.subsearch(search)).join(" and ")}`,
}

function readDatasets(args: SplReader): Pipeline[] {
  const searches: Pipeline[] = []
  while (!args.done) {
    if (args.accept(",")) continue
    if (args.peekSubsearch()) searches.push(args.subsearch())
    else {
      const named = readNamedDataset(args)
      if (named === null) break
      searches.push(named)
    }
  }
  return searches
}
