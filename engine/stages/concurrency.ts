import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface ConcurrencyStage extends Stage {
  readonly kind: "concurrency"
  readonly duration: string
  /** `_time` when left out. */
  readonly start?: string | undefined
  /** `concurrency` when left out. */
  readonly output?: string | undefined
}

const unless = (name: string | undefined, usual: string): string | undefined => (name === usual ? undefined : name)

export const concurrency: CoreStage<ConcurrencyStage> = {
  name: "concurrency",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Count the events that were going on when each event started.",
    description:
      "An event goes on from its start to its start and its duration, both included, so that each counts itself. Events without numbers in either field get no count.",
    examples: [
      {
        title: "Overlapping sessions",
        stage: { concurrency: { duration: "length" } },
        spl: "concurrency duration=length",
        input: [{ _time: 12, length: 1 }, { _time: 5, length: 2 }, { _time: 1, length: 10 }, { _time: 0 }],
        output: [
          { _time: 12, length: 1, concurrency: 1 },
          { _time: 5, length: 2, concurrency: 2 },
          { _time: 1, length: 10, concurrency: 1 },
          { _time: 0 },
        ],
      },
      {
        title: "Other fields",
        stage: { concurrency: { duration: "d", start: "s", output: "n" } },
        spl: "concurrency duration=d start=s output=n",
        input: [
          { s: 0, d: 5 },
          { s: 5, d: 0 },
        ],
        output: [
          { s: 0, d: 5, n: 1 },
          { s: 5, d: 0, n: 2 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["duration"],
      properties: {
        duration: { description: "The field with the duration, in the unit of the start.", type: "string", minLength: 1 },
        start: { description: "The field with the start; _time when left out.", type: "string", minLength: 1 },
        output: { description: "The field for the count; concurrency when left out.", type: "string", minLength: 1 },
      },
    },
    parse: (value, ctx) => ({
      kind: "concurrency",
      duration: textAt(value, "duration") ?? "",
      start: unless(textAt(value, "start"), "_time"),
      output: unless(textAt(value, "output"), "concurrency"),
      range: ctx.range,
    }),
    render: ({ duration, start, output }) => present({ duration, start, output }),
  },
  fields: ({ duration, start = "_time", output = "concurrency" }) => ({ reads: [start, duration], writes: [output], keepsOthers: true }),
  exec({ duration, start = "_time", output = "concurrency" }) {
    return collectEvents(events => {
      const spans = new Map<Event, number>()
      const starts: number[] = []
      const ends: number[] = []
      for (const event of events) {
        const from = numberOf(event.get(start))
        const length = numberOf(event.get(duration))
        if (from === null || length === null) continue
        spans.set(event, from)
        starts.push(from)
        ends.push(from + Math.max(0, length))
      }
      const startsInOrder = Float64Array.from(starts).sort()
      const endsInOrder = Float64Array.from(ends).sort()
      for (const [event, at] of spans) event.set(output, countUpTo(startsInOrder, at, true) - countUpTo(endsInOrder, at, false))
      return events
    })
  },
  spl: {
    commands: ["concurrency"],
    parse(args) {
      const { duration, start, output } = args.options({ duration: "field", start: "field", output: "field" })
      if (duration === undefined) throw args.error('command "concurrency" needs a duration', "write concurrency duration=duration")
      return { kind: "concurrency", duration, start: unless(start, "_time"), output: unless(output, "concurrency") }
    },
    render: ({ duration, start, output }, ctx) =>
      [
        `concurrency duration=${ctx.field(duration)}`,
        ...(start === undefined ? [] : [`start=${ctx.field(start)}`]),
        ...(output === undefined ? [] : [`output=${ctx.field(output)}`]),
      ].join(" "),
  },
  describe: ({ output = "concurrency" }, ctx) => `counts in ${ctx.field(output)} the events that were going on when each started`,
}

/** How many of the sorted numbers are below a bound, or equal to it where that counts. */
function countUpTo(sorted: Float64Array, bound: number, included: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const number = sorted[middle] ?? Number.POSITIVE_INFINITY
    if (number < bound || (included && number === bound)) low = middle + 1
    else high = middle
  }
  return low
}
