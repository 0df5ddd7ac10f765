import type { Stage } from "../ir/stage.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { commandText } from "../rows/option-text.ts"
import { numberAt, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface MvexpandStage extends Stage {
  readonly kind: "mvexpand"
  readonly field: string
  /** Values of one event; all when left out. */
  readonly limit?: number | undefined
}

const bounded = (limit: number | undefined): number | undefined => (limit === 0 ? undefined : limit)

export const mvexpand: CoreStage<MvexpandStage> = {
  name: "mvexpand",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Make one event of each value of a multivalue field.",
    description: "Events with a single value, and events without one, stay as they are.",
    examples: [
      {
        title: "One event for each value",
        stage: { mvexpand: "tag" },
        spl: "mvexpand tag",
        input: [{ id: 1, tag: ["a", "b"] }, { id: 2, tag: "c" }, { id: 3 }],
        output: [{ id: 1, tag: "a" }, { id: 1, tag: "b" }, { id: 2, tag: "c" }, { id: 3 }],
      },
      {
        title: "The first two values",
        stage: { mvexpand: { field: "tag", limit: 2 } },
        spl: "mvexpand tag limit=2",
        input: [{ id: 1, tag: ["a", "b", "c"] }],
        output: [
          { id: 1, tag: "a" },
          { id: 1, tag: "b" },
        ],
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
            limit: { description: "At most this many values of each event; 0 for all.", type: "integer", minimum: 0 },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "mvexpand",
      field: textAt(value, "field") ?? String(value),
      limit: bounded(numberAt(value, "limit")),
      range: ctx.range,
    }),
    render: ({ field, limit }) => (limit === undefined ? field : { field, limit }),
  },
  fields: ({ field }) => ({ reads: [field], writes: [field], keepsOthers: true }),
  exec({ field, limit = Number.POSITIVE_INFINITY }) {
    return next => ({
      push(event) {
        const value = event.get(field)
        if (typeof value !== "object" || value === null) return next.push(event)
        const count = Math.min(value.length, limit)
        for (let i = 0; i < count; i++) {
          const copy = i === count - 1 ? event : event.fork()
          copy.set(field, value[i] ?? null)
          if (!next.push(copy)) return false
        }
        return true
      },
      end: () => next.end(),
    })
  },
  spl: {
    commands: ["mvexpand"],
    parse(args) {
      const before = args.options({ limit: "integer" })
      if (args.done) throw args.error('command "mvexpand" needs a field', "write mvexpand recipients")
      const field = readColumn(args)
      const { limit } = args.options({ limit: "integer" }, before)
      if (limit !== undefined && limit < 0) throw args.error(`"limit" is ${limit}`, "write 0 for all values, or a number above 0")
      return { kind: "mvexpand", field, limit: bounded(limit) }
    },
    render: ({ field, limit }, ctx) => `mvexpand ${printColumn(field, ctx)}${commandText(ctx, "", { limit })}`,
  },
  describe: ({ field }, ctx) => `makes one event of each value of ${ctx.field(field)}`,
}
