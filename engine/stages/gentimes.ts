import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { present, textAt } from "../rows/plain-data.ts"
import { daysFromCivil, isValidDate, secondsPerDay } from "../time/calendar.ts"
import { compileTimeFormat } from "../time/format.ts"
import { addTime } from "../time/relative.ts"
import { parseTimeSpan, type TimeSpan } from "../time/time-span.ts"
import type { TimeZone } from "../time/time-zone.ts"
import type { CoreStage } from "./stage.ts"

export interface GentimesStage extends Stage {
  readonly kind: "gentimes"
  /** `MM/DD/YYYY`, `MM/DD/YYYY:HH:MM:SS`, or a number of days from today. */
  readonly start: string
  /** Midnight of today when left out. */
  readonly end?: string | undefined
  /** `1d` when left out. */
  readonly increment?: string | undefined
}

/** More ranges than anyone asks for: a step of a second over years would fill memory. */
const maxRanges = 1_000_000

export const gentimes: CoreStage<GentimesStage> = {
  name: "gentimes",
  type: "generating",
  order: () => "sorted",
  docs: {
    summary: "Make a series of time ranges that follow one another.",
    description:
      "Each result has the first and the last second of its range: `starttime` and `endtime` in epoch seconds, `starthuman` and `endhuman` as text. `start` and `end` are " +
      "dates as `MM/DD/YYYY` or `MM/DD/YYYY:HH:MM:SS`, or numbers of days from today; `end` is midnight of today when left out. `increment` is a number of s, m, h or d.",
    examples: [
      {
        title: "Two days",
        stage: { gentimes: { start: "4/4/21", end: "4/6/2021" } },
        spl: "gentimes start=4/4/21 end=4/6/2021",
        input: [],
        output: [
          { starttime: 1617494400, starthuman: "Sun Apr 4 00:00:00 2021", endtime: 1617580799, endhuman: "Sun Apr 4 23:59:59 2021" },
          { starttime: 1617580800, starthuman: "Mon Apr 5 00:00:00 2021", endtime: 1617667199, endhuman: "Mon Apr 5 23:59:59 2021" },
        ],
      },
      {
        title: "Hours from a time on",
        stage: { gentimes: { start: "10/01/2022:22:00:00", end: "10/02/2022", increment: "1h" } },
        spl: "gentimes start=10/01/2022:22:00:00 end=10/02/2022 increment=1h",
        input: [],
        output: [
          { starttime: 1664661600, starthuman: "Sat Oct 1 22:00:00 2022", endtime: 1664665199, endhuman: "Sat Oct 1 22:59:59 2022" },
          { starttime: 1664665200, starthuman: "Sat Oct 1 23:00:00 2022", endtime: 1664668799, endhuman: "Sat Oct 1 23:59:59 2022" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["start"],
      properties: {
        start: { description: "MM/DD/YYYY, MM/DD/YYYY:HH:MM:SS, or a number of days from today.", type: ["string", "integer"] },
        end: { description: "The same; midnight of today when left out.", type: ["string", "integer"] },
        increment: { description: "Length of a range, such as 1h; a day when left out.", type: "string", minLength: 1 },
      },
    },
    parse: (value, ctx) => ({
      kind: "gentimes",
      start: textAt(value, "start") ?? "",
      end: textAt(value, "end"),
      increment: unlessDefault(textAt(value, "increment"), "1d"),
      range: ctx.range,
    }),
    render: ({ start, end, increment }) => present({ start, end, increment }),
  },
  source: () => ({ kind: "none" }),
  fields: () => ({ reads: [], writes: ["starttime", "starthuman", "endtime", "endhuman"], keepsOthers: false }),
  exec({ start, end, increment = "1d", range }, ctx) {
    const step = parseIncrement(increment, range)
    const first = parseStamp(start, ctx.timeZone, range)
    const last = end === undefined ? { days: 0 } : parseStamp(end, ctx.timeZone, range)
    const isRelative = "days" in first || "days" in last
    const now = isRelative ? ctx.clock() : () => 0
    const print = compileTimeFormat("%a %b %d %H:%M:%S %Y", ctx.timeZone)
    // The day of the month has no leading zero.
    const human = (time: number): string => print(time).replace(/ 0(\d )/, " $1")
    return next => ({
      push: () => false,
      end() {
        const today = midnight(now(), ctx.timeZone)
        const resolve = (stamp: Stamp): number => ("days" in stamp ? addTime(today, stamp.days, "d", ctx.timeZone) : stamp.time)
        const until = resolve(last)
        let from = resolve(first)
        for (let made = 0; from < until; made++) {
          if (made >= maxRanges) {
            ctx.warn(`gentimes stopped after ${maxRanges} time ranges`)
            break
          }
          const following = addTime(from, step.count, step.unit, ctx.timeZone)
          const event = Event.from({ starttime: from, starthuman: human(from), endtime: following - 1, endhuman: human(following - 1) })
          if (!next.push(event)) break
          from = following
        }
        next.end()
      },
    })
  },
  spl: {
    commands: ["gentimes"],
    parse(args) {
      const { start, end, increment } = args.options({ start: "string", end: "string", increment: "string" })
      if (start === undefined) throw args.error('command "gentimes" needs a start', "write gentimes start=-7")
      return { kind: "gentimes", start, end, increment: unlessDefault(increment, "1d") }
    },
    render: ({ start, end, increment }, ctx) => commandText(ctx, "gentimes", { start, end, increment }),
  },
  describe: ({ start, end, increment = "1d" }) => `makes time ranges of ${increment} from ${start} to ${end ?? "midnight"}`,
}

type Stamp = { readonly days: number } | { readonly time: number }

const midnight = (time: number, zone: TimeZone): number =>
  zone.fromWallClock(Math.floor((time + zone.offsetAt(time)) / secondsPerDay) * secondsPerDay)

function parseStamp(text: string, zone: TimeZone, range: SourceRange | undefined): Stamp {
  if (/^[+-]?\d{1,6}$/.test(text)) return { days: Number(text) }
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?::(\d{1,2}):(\d{1,2}):(\d{1,2}))?$/.exec(text)
  const [month = 0, day = 0, written = 0, hour = 0, minute = 0, second = 0] = match?.slice(1).map(part => Number(part ?? 0)) ?? []
  const year = written < 100 ? 2000 + written : written
  if (match === null || !isValidDate(year, month, day) || hour > 23 || minute > 59 || second > 59)
    throw new RuleError("time", `"${text}" is no date`, {
      range,
      hint: "write 10/27/2024 or 10/27/2024:12:30:00, or a number of days such as -7",
    })
  return { time: zone.fromWallClock(daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second) }
}

function parseIncrement(text: string, range: SourceRange | undefined): { readonly count: number; readonly unit: "s" | "m" | "h" | "d" } {
  const span: TimeSpan | null = /^\d+$/.test(text) ? { count: Number(text), unit: "s" } : parseTimeSpan(text, range)
  if (span !== null && span.count > 0 && (span.unit === "s" || span.unit === "m" || span.unit === "h" || span.unit === "d"))
    return { count: span.count, unit: span.unit }
  throw new RuleError("time", `"${text}" is no length of a time range`, { range, hint: "write a number of s, m, h or d, such as 1h" })
}
