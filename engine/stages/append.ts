import type { Pipeline, Stage } from "../ir/stage.ts"
import { appendRows } from "../rows/append-rows.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, present } from "../rows/plain-data.ts"
import {
  mostRows,
  parseSubsearchOptions,
  type SubsearchOptions,
  subsearchOptionForms,
  subsearchOptionSchemas,
  subsearchOptionSpec,
  subsearchOptions,
} from "../rows/subsearch-options.ts"
import type { CoreStage } from "./stage.ts"

export interface AppendStage extends Stage, SubsearchOptions {
  readonly kind: "append"
  readonly search: Pipeline
}

export const append: CoreStage<AppendStage> = {
  name: "append",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Add the results of another search behind the events at hand.",
    description: "The search is one of its own over the whole input. At most 50,000 of its results are taken.",
    examples: [
      {
        title: "Two counts in one table",
        stage: [{ match: { kind: "login" } }, { append: [{ match: { kind: "logout" } }, { where: "duration > 5" }] }],
        spl: "search kind=login | append [search kind=logout | where duration > 5]",
        input: [
          { kind: "login", user: "ann" },
          { kind: "logout", user: "ann", duration: 9 },
          { kind: "logout", user: "bob", duration: 2 },
        ],
        output: [
          { kind: "login", user: "ann" },
          { kind: "logout", user: "ann", duration: 9 },
        ],
      },
      {
        title: "At most so many results",
        stage: [{ match: { n: 1 } }, { append: { search: "n=2", maxout: 1, maxtime: 30, timeout: 10, extendtimerange: true } }],
        spl: "search n=1 | append maxout=1 maxtime=30 timeout=10 extendtimerange=t [search n=2]",
        input: [{ n: 1 }, { n: 2, m: "a" }, { n: 2, m: "b" }],
        output: [{ n: 1 }, { n: 2, m: "a" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { $ref: "#/$defs/pipeline" },
        {
          type: "object",
          additionalProperties: false,
          required: ["search"],
          properties: { search: { $ref: "#/$defs/pipeline" }, ...subsearchOptionSchemas },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "append",
      search: isMap(value) ? ctx.pipeline(value.search, ["search"]) : ctx.pipeline(value),
      ...parseSubsearchOptions(value),
      range: ctx.range,
    }),
    render(stage, ctx) {
      const options = present(subsearchOptionForms(stage))
      const search = ctx.pipeline(stage.search)
      return Object.keys(options).length === 0 ? search : { search, ...options }
    },
  },
  fields: () => ({ reads: [], writes: ["*"], keepsOthers: true }),
  exec(stage, ctx) {
    return appendRows(ctx.subsearch(stage.search, mostRows(stage, ctx.limits.joinRows)))
  },
  spl: {
    commands: ["append"],
    parse(args) {
      const options = args.options(subsearchOptionSpec)
      if (!args.peekSubsearch()) throw args.error('command "append" needs a search in brackets', "write append [search ...]")
      const search = args.subsearch()
      return { kind: "append", search, ...subsearchOptions(args.options(subsearchOptionSpec, options)) }
    },
    render: (stage, ctx) => commandText(ctx, "append", subsearchOptionForms(stage), ctx.subsearch(stage.search)),
  },
  describe: ({ search, maxout }, ctx) =>
    `adds ${maxout === undefined ? "the results" : `up to ${maxout} results`} of another search: ${ctx.subsearch(search)}`,
}
