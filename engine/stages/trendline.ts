import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { pairsForm, pairsOf } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

interface Trend {
  readonly type: "sma" | "ema" | "wma"
  /** Number of events. */
  readonly period: number
  readonly field: string
  readonly as: string
}
export interface TrendlineStage extends Stage {
  readonly kind: "trendline"
  readonly trends: readonly Trend[]
}

export const trendline: CoreStage<TrendlineStage> = {
  name: "trendline",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Add moving averages: simple (sma), weighted with more weight on later events (wma), exponential (ema).",
    description:
      "An average is there from the event on that makes the period full; events without a number in the field get none and do not count. As documented, " +
      "ema(t) = a * ema(t-1) + (1 - a) * field(t) with a = 2 / (period + 1).",
    examples: [
      {
        title: "Simple and weighted",
        stage: { trendline: { mean: "sma2(x)", "wma2(x)": "wma2(x)" } },
        spl: "trendline sma2(x) as mean wma2(x)",
        input: [{ x: 3 }, { x: 6 }, { x: 9 }],
        output: [{ x: 3 }, { x: 6, mean: 4.5, "wma2(x)": 5 }, { x: 9, mean: 7.5, "wma2(x)": 8 }],
      },
      {
        title: "Exponential",
        stage: { trendline: { trend: "ema3(x)" } },
        spl: "trendline ema3(x) as trend",
        input: [{ x: 2 }, { x: 4 }, { x: 8 }, { x: 16 }],
        output: [{ x: 2 }, { x: 4 }, { x: 8, trend: 5.5 }, { x: 16, trend: 10.75 }],
      },
    ],
  },
  yaml: {
    schema: {
      description: "Fields and the averages that they take, such as {trend: sma5(count)}.",
      oneOf: [
        { type: "object", minProperties: 1, additionalProperties: { type: "string" } },
        { type: "array", minItems: 1, items: { type: "object", minProperties: 1, additionalProperties: { type: "string" } } },
      ],
    },
    parse: (value, ctx) => ({
      kind: "trendline",
      trends: pairsOf(value).map(([as, call]) => {
        const range = ctx.at([as])
        const [, name = "", field = ""] = /^\s*(\w+)\s*\((.+)\)\s*$/.exec(String(call)) ?? []
        return { ...trendOf(name, String(call), range), field: field.trim(), as }
      }),
      range: ctx.range,
    }),
    render: ({ trends }) => pairsForm(trends.map(({ type, period, field, as }) => [as, `${type}${period}(${field})`] as const)),
  },
  fields: ({ trends }) => ({
    reads: [...new Set(trends.map(({ field }) => field))],
    writes: trends.map(({ as }) => as),
    keepsOthers: true,
  }),
  exec:
    ({ trends }) =>
    next => {
      const averages = trends.map(trend => ({ ...trend, next: averageOf(trend) }))
      return mapEvents((event: Event) => {
        for (const { field, as, next: average } of averages) {
          const number = numberOf(event.get(field))
          event.set(as, number === null ? null : average(number))
        }
        return event
      })(next)
    },
  spl: {
    commands: ["trendline"],
    parse(args) {
      const trends: Trend[] = []
      while (!args.done) {
        if (args.accept(",")) continue
        const start = args.offset
        const name = args.word()
        const trend = trendOf(name, name, args.rangeFrom(start))
        args.expect("(")
        const field = args.field()
        args.expect(")")
        trends.push({ ...trend, field, as: args.accept("as") ? args.field() : `${trend.type}${trend.period}(${field})` })
      }
      if (trends.length === 0) throw args.error("expected a trend", 'write one, such as "sma5(count)"')
      return { kind: "trendline", trends }
    },
    render: ({ trends }, ctx) =>
      `trendline ${trends
        .map(({ type, period, field, as }) => {
          const plain = `${type}${period}(${field})`
          return `${type}${period}(${ctx.field(field)})${as === plain ? "" : ` as ${ctx.field(as)}`}`
        })
        .join(" ")}`,
  },
  describe: ({ trends }) =>
    `adds ${trends.map(({ type, period, field, as }) => `the ${type} of ${field} over ${period} events as ${as}`).join(", ")}`,
}

/** @throws RuleError "wrong_argument" */
function trendOf(name: string, written: string, range: SourceRange | undefined): Pick<Trend, "type" | "period"> {
  const match = /^(sma|ema|wma)(\d+)$/i.exec(name)
  const type = (["sma", "ema", "wma"] as const).find(each => each === match?.[1]?.toLowerCase())
  const period = Number(match?.[2])
  if (type === undefined || !(period >= 2 && period <= 10_000))
    throw new RuleError("wrong_argument", `"${written}" is no trend`, {
      range,
      hint: "write sma, ema or wma with a period from 2 to 10000, as in sma5(count)",
    })
  return { type, period }
}

/** Takes one number after another and gives the average; null until the period is full. */
function averageOf({ type, period }: Trend): (number: number) => number | null {
  const recent: number[] = []
  let previous = Number.NaN
  let seen = 0
  const alpha = 2 / (period + 1)
  return number => {
    seen++
    if (type === "ema") {
      previous = seen === 1 ? number : alpha * previous + (1 - alpha) * number
      return seen < period ? null : previous
    }
    recent.push(number)
    if (recent.length > period) recent.shift()
    if (recent.length < period) return null
    let sum = 0
    let weights = 0
    recent.forEach((each, index) => {
      const weight = type === "wma" ? index + 1 : 1
      sum += weight * each
      weights += weight
    })
    return sum / weights
  }
}
