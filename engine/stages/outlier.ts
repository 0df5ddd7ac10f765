import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf, printNumber } from "../ir/value.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textAt, textsOf } from "../rows/plain-data.ts"
import { Sample } from "../statistics/sample.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface OutlierStage extends Stage {
  readonly kind: "outlier"
  /** Names and patterns; all fields but internal ones when there are none. */
  readonly fields: readonly string[]
  /** `transform` when left out. */
  readonly action?: "remove" | undefined
  /** 2.5 when left out. */
  readonly param?: number | undefined
  readonly uselower?: true | undefined
  readonly mark?: true | undefined
}

const defaultParam = 2.5
const other = (param: number | undefined): number | undefined => (param === defaultParam ? undefined : param)
const actions: ReadonlyMap<string, "remove" | undefined> = new Map<string, "remove" | undefined>([
  ["remove", "remove"],
  ["rm", "remove"],
  ["transform", undefined],
  ["tf", undefined],
])
const specification = { action: "string", type: "string", param: "number", uselower: "boolean", mark: "boolean" } as const

export const outlier: CoreStage<OutlierStage> = {
  name: "outlier",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Cut numbers that lie far from the others down to a bound, or remove their events.",
    description:
      "The bound is the median and `param` times the interquartile range; with `uselower` there is one below it, too. `mark` puts 000 in front of values that were cut. " +
      "Values that are no numbers are left alone.",
    examples: [
      {
        title: "Cut to the bound",
        stage: { outlier: { fields: ["n"], param: 2 } },
        spl: "outlier param=2 n",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 100 }],
        output: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 7 }],
      },
      {
        title: "Remove the events, on both sides",
        stage: { outlier: { fields: ["n"], action: "remove", uselower: true } },
        spl: "outlier action=rm uselower=true n",
        input: [{ n: -50 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }],
        output: [{ n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The fields.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            fields: { description: "The fields; all when left out.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
            action: { description: "Cut values, or remove events; transform when left out.", enum: ["transform", "remove"] },
            param: { description: "How many interquartile ranges from the median; 2.5 when left out.", type: "number" },
            uselower: { description: "Values far below the median count too.", type: "boolean" },
            mark: { description: "Put 000 in front of values that were cut.", type: "boolean" },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "outlier",
      fields: textsOf(isMap(value) ? value.fields : value),
      action: actions.get(textAt(value, "action") ?? ""),
      param: other(numberAt(value, "param")),
      uselower: flagAt(value, "uselower"),
      mark: flagAt(value, "mark"),
      range: ctx.range,
    }),
    render({ fields, action, param, uselower, mark }) {
      const options = present({ action, param, uselower, mark })
      return Object.keys(options).length === 0 && fields.length > 0
        ? fields
        : present({ fields: fields.length === 0 ? undefined : fields, ...options })
    },
  },
  fields: ({ fields, action }) => {
    const touched = fields.length === 0 ? ["*"] : fields
    return { reads: touched, writes: action === "remove" ? [] : touched, keepsOthers: true }
  },
  exec({ fields, action, param = defaultParam, uselower, mark }) {
    const patterns = compileFieldPatterns(fields.length === 0 ? ["*"] : fields)
    return collectEvents(events => {
      const bounds = boundsOf(events, event => patterns.select(event), param, uselower === true)
      return action === "remove"
        ? events.filter(event => [...bounds].every(([name, bound]) => cut(event, name, bound) === null))
        : events.map(event => {
            for (const [name, bound] of bounds) {
              const value = cut(event, name, bound)
              if (value !== null) event.set(name, mark === true ? `000${printNumber(value)}` : value)
            }
            return event
          })
    })
  },
  spl: {
    commands: ["outlier"],
    parse(args) {
      let options = args.options(specification)
      const fields: string[] = []
      while (!args.done) {
        fields.push(...readColumns(args))
        options = args.options(specification, options)
      }
      const action = (options.action ?? "transform").toLowerCase()
      if (!actions.has(action)) throw args.error(`unknown action "${action}"`, "actions are transform and remove")
      if (options.type !== undefined && options.type.toLowerCase() !== "iqr")
        throw args.error(`unknown type "${options.type}"`, "the only type is iqr")
      return {
        kind: "outlier",
        fields,
        action: actions.get(action),
        param: other(options.param),
        uselower: options.uselower === true ? true : undefined,
        mark: options.mark === true ? true : undefined,
      }
    },
    render: ({ fields, action, param, uselower, mark }, ctx) =>
      commandText(ctx, "outlier", { action, param, uselower, mark }, printColumns(fields, ctx)),
  },
  describe: ({ fields, action, param = defaultParam }, ctx) =>
    `${action === "remove" ? "removes events" : "cuts values"} more than ${printNumber(param)} interquartile ranges from the median of ` +
    (fields.length === 0 ? "any field" : ctx.fields(fields)),
}

interface Bound {
  readonly low: number
  readonly high: number
}

function boundsOf(
  events: readonly Event[],
  select: (event: Event) => readonly string[],
  param: number,
  uselower: boolean,
): Map<string, Bound> {
  const samples = new Map<string, Sample>()
  for (const event of events)
    for (const name of select(event)) {
      const number = numberOf(event.get(name))
      if (number === null) continue
      let sample = samples.get(name)
      if (sample === undefined) {
        sample = new Sample()
        samples.set(name, sample)
      }
      sample.add(number)
    }
  const bounds = new Map<string, Bound>()
  for (const [name, sample] of samples) {
    const median = sample.percentile(50) ?? 0
    const reach = param * ((sample.percentile(75) ?? 0) - (sample.percentile(25) ?? 0))
    bounds.set(name, { low: uselower ? median - reach : Number.NEGATIVE_INFINITY, high: median + reach })
  }
  return bounds
}

/** The bound that a field of an event lies beyond; null when it lies within. */
function cut(event: Event, name: string, { low, high }: Bound): number | null {
  const number = numberOf(event.get(name))
  if (number === null) return null
  return number > high ? high : number < low ? low : null
}
