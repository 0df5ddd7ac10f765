import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { secondsPerDay } from "../time/calendar.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface ReltimeStage extends Stage {
  readonly kind: "reltime"
  /** `_time` alone when left out. */
  readonly timefields?: readonly string[] | undefined
  /** Of the names of the new fields. */
  readonly prefix?: string | undefined
}

export const reltime: CoreStage<ReltimeStage> = {
  name: "reltime",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Say how long ago something was, as in `5 days ago`.",
    description:
      "Of `_time`, in the field `reltime`. Of other fields with epoch seconds, in fields of their names behind a prefix, `reltime_` unless another is given; a single one " +
      "without a prefix goes into `reltime`. Amounts are whole units, rounded down; a month has 30 days and a year 365.",
    examples: [
      {
        title: "How old events are",
        stage: { reltime: {} },
        spl: "reltime",
        input: [{ _time: 1700000000 }, { _time: 1699999940 }, { _time: 1699500000 }],
        output: [
          { _time: 1700000000, reltime: "now" },
          { _time: 1699999940, reltime: "1 minute ago" },
          { _time: 1699500000, reltime: "5 days ago" },
        ],
      },
      {
        title: "Two fields",
        stage: { reltime: { timefields: ["first", "last"], prefix: "rel_" } },
        spl: 'reltime timefield="first,last" prefix=rel_',
        input: [{ _time: 1000, first: 0, last: "990" }],
        output: [{ _time: 1000, first: 0, last: "990", rel_first: "16 minutes ago", rel_last: "10 seconds ago" }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        timefields: {
          description: "Fields with epoch seconds; _time when left out.",
          type: "array",
          minItems: 1,
          items: { type: "string", minLength: 1 },
        },
        prefix: { description: "Goes in front of the names of the new fields.", type: "string", minLength: 1 },
      },
    },
    parse: (value, ctx) => ({
      kind: "reltime",
      timefields: isMap(value) && value.timefields !== undefined ? textsOf(value.timefields) : undefined,
      prefix: textAt(value, "prefix"),
      range: ctx.range,
    }),
    render: ({ timefields, prefix }) => present({ timefields, prefix }),
  },
  fields: stage => ({ reads: targetsOf(stage).map(({ field }) => field), writes: targetsOf(stage).map(({ as }) => as), keepsOthers: true }),
  exec(stage, ctx) {
    const targets = targetsOf(stage)
    const now = ctx.clock()
    return mapEvents(event => {
      for (const { field, as } of targets) {
        const time = numberOf(event.get(field))
        if (time !== null) event.set(as, distance(now() - time))
      }
      return event
    })
  },
  spl: {
    commands: ["reltime"],
    parse(args) {
      const { timefield, prefix } = args.options({ timefield: "string", prefix: "string" })
      const names = timefield
        ?.split(",")
        .map(name => name.trim())
        .filter(name => name !== "")
      return { kind: "reltime", timefields: names === undefined || names.length === 0 ? undefined : names, prefix }
    },
    render: ({ timefields, prefix }, ctx) =>
      `reltime${timefields === undefined ? "" : ` timefield=${ctx.string(timefields.join(","))}`}${prefix === undefined ? "" : ` prefix=${ctx.string(prefix)}`}`,
  },
  describe: (stage, ctx) => `says in ${ctx.fields(targetsOf(stage).map(({ as }) => as))} how long ago that was`,
}

function targetsOf({ timefields = ["_time"], prefix }: ReltimeStage): { field: string; as: string }[] {
  if (timefields.length === 1 && prefix === undefined) return timefields.map(field => ({ field, as: "reltime" }))
  return timefields.map(field => ({ field, as: (prefix ?? "reltime_") + field }))
}

const units = [
  ["year", 365 * secondsPerDay],
  ["month", 30 * secondsPerDay],
  ["day", secondsPerDay],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const

/** A number of seconds as the largest unit that it fills. */
function distance(seconds: number): string {
  const size = Math.abs(seconds)
  const unit = units.find(([, length]) => size >= length)
  if (unit === undefined) return "now"
  const count = Math.floor(size / unit[1])
  const amount = `${count} ${unit[0]}${count === 1 ? "" : "s"}`
  return seconds > 0 ? `${amount} ago` : `in ${amount}`
}
