import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { EventsByKey, type KeyedEvent, type PlacedEvent } from "../rows/events-by-key.ts"
import { groupKey } from "../rows/group-key.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textsOf } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

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
  exec({ fields, overwrite, max = 1, keepsingle }, ctx) {
    const most = max === 0 ? Number.POSITIVE_INFINITY : max
    const { memory, warn } = ctx
    const reads = ctx.reads()
    /** The first event of a key with each of the others, in its place. */
    function* pairs(list: Iterable<KeyedEvent>): Iterable<PlacedEvent> {
      let first: PlacedEvent | null = null
      let others = 0
      for (const { position, event } of list) {
        if (position === null || event === null) continue
        if (first === null) first = { position, event }
        else if (others++ < most) yield { position: first.position, event: joined(first.event, event, overwrite !== false) }
        else return
      }
      if (first !== null && others === 0 && keepsingle === true) yield first
    }
    return next => {
      const byKey = new EventsByKey({ memory, reads, warn })
      return {
        push(event) {
          const key = groupKey(event, fields)
          if (key !== null) byKey.add(key, event)
          else if (keepsingle === true) byKey.pass(event)
          return true
        },
        end() {
          for (const event of byKey.results(pairs)) if (!next.push(event)) break
          byKey.report("selfjoin")
          next.end()
        },
      }
    }
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
