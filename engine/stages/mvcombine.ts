import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, valueFrom, valuesOf } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { withDelimiter } from "../rows/delimited-values.ts"
import { eventKey } from "../rows/group-key.ts"
import { textAt } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

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
  exec({ field, delim = " " }) {
    return collectEvents(function* (events) {
      const groups = new Map<string, { readonly event: Event; readonly values: Scalar[] }>()
      for (const event of events) {
        const value = event.get(field)
        // Events without the field stay apart.
        const key = value === null ? `-${groups.size}` : `+${eventKey(event, field)}`
        const group = groups.get(key)
        if (group === undefined) groups.set(key, { event, values: [...valuesOf(value)] })
        else group.values.push(...valuesOf(value))
      }
      for (const { event, values } of groups.values()) {
        if (values.length > 0) event.set(field, values.length === 1 ? valueFrom(values) : withDelimiter(values, delim))
        yield event
      }
    })
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
