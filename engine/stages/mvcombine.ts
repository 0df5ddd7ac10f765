import type { Stage } from "../ir/stage.ts"
import { type Scalar, valueFrom, valuesOf } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { EventsByKey, type KeyedEvent, type PlacedEvent } from "../rows/events-by-key.ts"
import { eventKey } from "../rows/group-key.ts"
import { textAt } from "../rows/plain-data.ts"
import { withDelimiter } from "../values/delimited-values.ts"
import type { CoreStage } from "./stage.ts"

export interface MvcombineStage extends Stage {
  readonly kind: "mvcombine"
  readonly field: string
  /** A space when left out. */
  readonly delim?: string | undefined
}

export const mvcombine: CoreStage<MvcombineStage> = {
  name: "mvcombine",
  type: "transforming",
  order: () => "sensitive",
  docs: {
    summary: "Put events together that are the same in all fields but one.",
    description:
      "That field becomes a multivalue. Internal fields count, so that events with times of their own are never the same. `delim` is what `nomv` joins the " +
      "values with.",
    examples: [
      {
        title: "Hosts with the same extremes",
        stage: { mvcombine: "host" },
        spl: "mvcombine host",
        input: [
          { host: "a", min: 1, max: 5 },
          { host: "b", min: 2, max: 5 },
          { host: "c", min: 1, max: 5 },
        ],
        output: [
          { host: ["a", "c"], min: 1, max: 5 },
          { host: "b", min: 2, max: 5 },
        ],
      },
      {
        title: "Joined by a comma",
        stage: [{ mvcombine: { field: "host", delim: "," } }, { nomv: "host" }],
        spl: 'mvcombine delim="," host | nomv host',
        input: [
          { host: "a", max: 5 },
          { host: "b", max: 5 },
        ],
        output: [{ host: "a,b", max: 5 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The field.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["field"],
          properties: {
            field: { description: "The field.", type: "string", minLength: 1 },
            delim: { description: "What nomv joins the values with; a space when left out.", type: "string" },
          },
        },
      ],
    },
    parse(value, ctx) {
      const delim = textAt(value, "delim")
      return {
        kind: "mvcombine",
        field: textAt(value, "field") ?? String(value),
        delim: delim === " " ? undefined : delim,
        range: ctx.range,
      }
    },
    render: ({ field, delim }) => (delim === undefined ? field : { field, delim }),
  },
  fields: ({ field }) => ({ reads: ["*", "_*"], writes: [field], keepsOthers: true }),
  exec({ field, delim = " " }, ctx) {
    const { memory, warn } = ctx
    const reads = ctx.reads()
    /** The first of the events that are alike, with the values of all. */
    function* combined(list: Iterable<KeyedEvent>): Iterable<PlacedEvent> {
      let first: PlacedEvent | null = null
      const values: Scalar[] = []
      for (const { position, event } of list) {
        if (position === null || event === null) continue
        first ??= { position, event }
        for (const value of valuesOf(event.get(field))) values.push(value)
      }
      if (first === null) return
      first.event.set(field, values.length === 1 ? valueFrom(values) : withDelimiter(values, delim))
      yield first
    }
    return next => {
      const byKey = new EventsByKey({ memory, reads, warn })
      return {
        push(event) {
          if (event.has(field)) byKey.add(eventKey(event, field), event)
          else byKey.pass(event)
          return true
        },
        end() {
          for (const event of byKey.results(combined)) if (!next.push(event)) break
          byKey.report("mvcombine")
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["mvcombine"],
    parse(args) {
      const before = args.options({ delim: "string" })
      if (args.done) throw args.error('command "mvcombine" needs a field', 'write mvcombine delim="," host')
      const field = readColumn(args)
      const { delim } = args.options({ delim: "string" }, before)
      return { kind: "mvcombine", field, delim: delim === " " ? undefined : delim }
    },
    render: ({ field, delim }, ctx) => `mvcombine ${delim === undefined ? "" : `delim=${ctx.string(delim)} `}${printColumn(field, ctx)}`,
  },
  describe: ({ field }, ctx) => `puts events together that differ only in ${ctx.field(field)}`,
}
