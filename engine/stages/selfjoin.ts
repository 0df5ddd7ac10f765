import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { groupKey } from "../rows/group-key.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textsOf } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface SelfjoinStage extends Stage {
  readonly kind: "selfjoin"
  readonly fields: readonly string[]
  readonly overwrite?: false | undefined
  /** Other events that the first is joined with; 1 when left out, 0 for all. */
  readonly max?: number | undefined
  readonly keepsingle?: true | undefined
}

const spec = { overwrite: "boolean", max: "integer", keepsingle: "boolean" } as const

export const selfjoin: CoreStage<SelfjoinStage> = {
  name: "selfjoin",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Join events with other events that have the same values.",
    description:
      "The first event of each combination of values is joined with the next one, or with each of the next `max` (0 for all). The others' fields overwrite those of " +
      "the first unless `overwrite` is false. Events without a partner are dropped unless `keepsingle` is set.",
    examples: [
      {
        title: "Two lines into one",
        stage: { selfjoin: ["id"] },
        spl: "selfjoin id",
        input: [
          { id: 1, owner: "ann" },
          { id: 2, owner: "bob" },
          { id: 1, name: "lamp" },
        ],
        output: [{ id: 1, owner: "ann", name: "lamp" }],
      },
      {
        title: "With every other, and those that are alone",
        stage: { selfjoin: { fields: ["id"], max: 0, overwrite: false, keepsingle: true } },
        spl: "selfjoin max=0 overwrite=false keepsingle=true id",
        input: [{ id: 1, n: 1 }, { id: 2 }, { id: 1, n: 2, a: "x" }, { id: 1, b: "y" }, { n: 5 }],
        output: [{ id: 1, n: 1, a: "x" }, { id: 1, n: 1, b: "y" }, { id: 2 }, { n: 5 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "Fields that must be equal.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          required: ["fields"],
          properties: {
            fields: { description: "Fields that must be equal.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
            overwrite: { description: "The other event's fields win; true when left out.", type: "boolean" },
            max: { description: "Other events to join with; 1 when left out, 0 for all.", type: "integer", minimum: 0 },
            keepsingle: { description: "Keep events without a partner.", type: "boolean" },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "selfjoin",
      fields: textsOf(isMap(value) ? value.fields : value),
      overwrite: isMap(value) && value.overwrite === false ? false : undefined,
      max: unlessDefault(numberAt(value, "max"), 1),
      keepsingle: flagAt(value, "keepsingle"),
      range: ctx.range,
    }),
    render({ fields, overwrite, max, keepsingle }) {
      const options = present({ overwrite, max, keepsingle })
      return Object.keys(options).length === 0 ? fields : { fields, ...options }
    },
  },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: true }),
  exec({ fields, overwrite, max = 1, keepsingle }) {
    const most = max === 0 ? Number.POSITIVE_INFINITY : max
    return collectEvents(function* (events) {
      const groups = new Map<string, Event[]>()
      const order: Event[][] = []
      for (const event of events) {
        const key = groupKey(event, fields)
        const group = key === null ? undefined : groups.get(key)
        if (group !== undefined) {
          group.push(event)
          continue
        }
        const started = [event]
        order.push(started)
        if (key !== null) groups.set(key, started)
      }
      for (const [first, ...others] of order) {
        if (first === undefined) continue
        if (others.length === 0 && keepsingle === true) yield first
        for (const other of others.slice(0, most)) yield joined(first, other, overwrite !== false)
      }
    })
  },
  spl: {
    commands: ["selfjoin"],
    parse(args) {
      let options = args.options(spec)
      const fields: string[] = []
      while (!args.done) {
        const before = fields.length
        fields.push(...args.fields())
        options = args.options(spec, options)
        if (fields.length === before) break
      }
      if (fields.length === 0) throw args.error('command "selfjoin" needs at least one field', "write selfjoin id")
      return {
        kind: "selfjoin",
        fields,
        overwrite: options.overwrite === false ? false : undefined,
        max: unlessDefault(options.max, 1),
        keepsingle: options.keepsingle === true ? true : undefined,
      }
    },
    render: ({ fields, overwrite, max, keepsingle }, ctx) =>
      commandText(ctx, "selfjoin", { overwrite, max, keepsingle }, ctx.fields(fields)),
  },
  describe: ({ fields, keepsingle }, ctx) =>
    `joins events that have the same ${ctx.fields(fields)}${keepsingle === true ? "" : ", and drops those without a partner"}`,
}

function joined(first: Event, other: Event, overwrite: boolean): Event {
  const event = first.fork()
  for (const name of other.names()) if (overwrite || !event.has(name)) event.set(name, other.get(name))
  return event
}
