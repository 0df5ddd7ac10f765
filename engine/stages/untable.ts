import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { isInternal } from "../rows/field-patterns.ts"
import { textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface UntableStage extends Stage {
  readonly kind: "untable"
  /** The field that is kept. */
  readonly x: string
  /** The field that takes the names of the others. */
  readonly name: string
  /** The field that takes their values. */
  readonly value: string
}

export const untable: CoreStage<UntableStage> = {
  name: "untable",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Turn a table into rows: one for each field of each row but the first, with its name and its value.",
    examples: [
      {
        title: "A row for each metric",
        stage: { untable: { x: "host", name: "metric", value: "value" } },
        spl: "untable host metric value",
        input: [{ host: "x", cpu: 1, mem: 2 }, { host: "y", mem: 3 }, { cpu: 9 }],
        output: [
          { host: "x", metric: "cpu", value: 1 },
          { host: "x", metric: "mem", value: 2 },
          { host: "y", metric: "mem", value: 3 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["x", "name", "value"],
      properties: {
        x: { type: "string", minLength: 1, description: "The field that is kept." },
        name: { type: "string", minLength: 1, description: "The field that takes the names of the others." },
        value: { type: "string", minLength: 1, description: "The field that takes their values." },
      },
    },
    parse: (value, ctx) => ({
      kind: "untable",
      x: textAt(value, "x") ?? "",
      name: textAt(value, "name") ?? "",
      value: textAt(value, "value") ?? "",
      range: ctx.range,
    }),
    render: ({ x, name, value }) => ({ x, name, value }),
  },
  fields: ({ x, name, value }) => ({ reads: [x, "*"], writes: [x, name, value], keepsOthers: false }),
  exec:
    ({ x, name, value }) =>
    next => ({
      push(event) {
        const kept = event.get(x)
        if (kept === null) return true
        for (const field of event.names()) {
          if (field === x || isInternal(field)) continue
          const row = new Event()
          row.set(x, kept)
          row.set(name, field)
          row.set(value, event.get(field))
          if (!next.push(row)) return false
        }
        return true
      },
      end: () => next.end(),
    }),
  spl: {
    commands: ["untable"],
    parse(args) {
      const start = args.offset
      const [x, name, value, ...more] = args.fields()
      if (x === undefined || name === undefined || value === undefined || more.length > 0)
        throw args.error('command "untable" needs three fields', 'write "untable kept-field name-field value-field"', args.rangeFrom(start))
      return { kind: "untable", x, name, value }
    },
    render: ({ x, name, value }, ctx) => `untable ${[x, name, value].map(each => ctx.field(each)).join(" ")}`,
  },
  describe: ({ x, name, value }) => `makes a row of each field of each ${x}, with its name in ${name} and its value in ${value}`,
}
