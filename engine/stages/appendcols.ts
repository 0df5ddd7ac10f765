import type { Event } from "../event.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { secondPass } from "../rows/event-spool.ts"
import { isInternal } from "../rows/field-patterns.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, present } from "../rows/plain-data.ts"
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

export interface AppendcolsStage extends Stage, SubsearchOptions {
  readonly kind: "appendcols"
  readonly search: Pipeline
  readonly override?: true | undefined
}

const spec = { ...subsearchOptionSpec, override: "boolean" } as const

export const appendcols: CoreStage<AppendcolsStage> = {
  name: "appendcols",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Put the results of another search beside the events at hand.",
    description:
      "The first result goes to the first event, the second to the second, and so on; results that are left over come behind. Fields that begin with an " +
      "underscore are left out. Fields that an event has stay, unless `override` is set.",
    examples: [
      {
        title: "Two counts in one line",
        stage: [{ match: { kind: "a" } }, { appendcols: "search kind=b" }],
        spl: "search kind=a | appendcols [search kind=b]",
        input: [
          { kind: "a", n: 1 },
          { kind: "b", m: 2 },
          { kind: "b", m: 3 },
        ],
        output: [
          { kind: "a", n: 1, m: 2 },
          { kind: "b", m: 3 },
        ],
      },
      {
        title: "Over what is there",
        stage: [{ match: { kind: "a" } }, { appendcols: { search: [{ match: { kind: "b" } }], override: true, maxout: 1 } }],
        spl: "search kind=a | appendcols override=true maxout=1 [search kind=b]",
        input: [
          { kind: "a", n: 1 },
          { kind: "b", n: 2, _time: 5 },
          { kind: "b", n: 3 },
        ],
        output: [{ kind: "b", n: 2 }],
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
          properties: {
            search: { $ref: "#/$defs/pipeline" },
            override: { description: "The other search's fields win.", type: "boolean" },
            ...subsearchOptionSchemas,
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "appendcols",
      search: isMap(value) ? ctx.pipeline(value.search, ["search"]) : ctx.pipeline(value),
      override: flagAt(value, "override"),
      ...parseSubsearchOptions(value),
      range: ctx.range,
    }),
    render(stage, ctx) {
      const options = present({ override: stage.override, ...subsearchOptionForms(stage) })
      const search = ctx.pipeline(stage.search)
      return Object.keys(options).length === 0 ? search : { search, ...options }
    },
  },
  fields: () => ({ reads: [], writes: ["*"], keepsOthers: true }),
  exec(stage, ctx) {
    const results = ctx.subsearch(stage.search, mostRows(stage, ctx.limits.joinRows))
    const { override } = stage
    const { memory, warn } = ctx
    return secondPass("appendcols", { memory, reads: ctx.reads(), warn }, () => ({
      *apply(events) {
        const rows = results[Symbol.iterator]()
        for (const event of events) {
          const row = rows.next()
          if (row.done !== true) merge(event, row.value, override === true)
          yield event
        }
        for (let row = rows.next(); row.done !== true; row = rows.next()) {
          for (const name of row.value.names()) if (isInternal(name)) row.value.set(name, null)
          yield row.value
        }
        results.clear()
      },
    }))
  },
  spl: {
    commands: ["appendcols"],
    parse(args) {
      const options = args.options(spec)
      if (!args.peekSubsearch()) throw args.error('command "appendcols" needs a search in brackets', "write appendcols [search ...]")
      const search = args.subsearch()
      const { override, ...rest } = args.options(spec, options)
      return { kind: "appendcols", search, override: override === true ? true : undefined, ...subsearchOptions(rest) }
    },
    render: (stage, ctx) =>
      commandText(ctx, "appendcols", { override: stage.override, ...subsearchOptionForms(stage) }, ctx.subsearch(stage.search)),
  },
  describe: ({ search, override }, ctx) =>
    `puts the results of another search beside the events${override === true ? ", over fields of the same name" : ""}: ${ctx.subsearch(search)}`,
}

function merge(event: Event, row: Event, override: boolean): void {
  for (const name of row.names()) if (!isInternal(name) && (override || !event.has(name))) event.set(name, row.get(name))
}
