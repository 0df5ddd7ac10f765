import type { Expr } from "../../ir/expr.ts"
import type { Stage } from "../../ir/stage.ts"
import { fieldsOf } from "../../ir/visit.ts"
import { compileColumns } from "../../rows/aggregation-columns.ts"
import { aggregationsSchema, parseAggregations, readsOf, renderAggregations, union } from "../../rows/aggregation-list.ts"
import { printOptions } from "../../rows/bucket-options.ts"
import { describeBy, fieldListSchema, readBy } from "../../rows/by-clause.ts"
import { fieldKey, type GroupingPlan } from "../../rows/grouping.ts"
import { flagAt, isMap, numberAt, present, textAt, textsOf } from "../../rows/plain-data.ts"
import { type Running, resetting, runningTotals, runningWindows } from "../../rows/running-aggregates.ts"
import { parseSpanOfTime } from "../../rows/span.ts"
import type { ParsedAggregation } from "../../spl/syntax.ts"
import { spanSeconds } from "../../time/time-span.ts"
import type { CoreStage } from "../stage.ts"
import { printCondition, readOptions, type StreamstatsOptions, type Writable } from "./options.ts"

export interface StreamstatsStage extends Stage, StreamstatsOptions {
  readonly kind: "streamstats"
  readonly aggregations: readonly ParsedAggregation[]
  readonly by?: readonly string[] | undefined
}

export const streamstats: CoreStage<StreamstatsStage> = {
  name: "streamstats",
  type: "streaming",
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Add running aggregates to each event, over the events before it and itself.",
    description:
      "Events count in pipeline order, the newest first unless a sort says otherwise. `window` and `time_window` look back so many events or so long; " +
      "with `by` a window of all groups together holds `window` events, of each group alone when `global` is false. An event that lacks a field of `by` " +
      "passes as it is.",
    examples: [
      {
        title: "A running number and a running total of each user",
        stage: { streamstats: { aggregate: { n: "count", total: "sum(bytes)" }, by: ["user"] } },
        spl: "streamstats count as n sum(bytes) as total by user",
        input: [{ user: "a", bytes: 1 }, { user: "b", bytes: 2 }, { user: "a", bytes: 4 }, { bytes: 8 }],
        output: [
          { user: "a", bytes: 1, n: 1, total: 1 },
          { user: "b", bytes: 2, n: 1, total: 2 },
          { user: "a", bytes: 4, n: 2, total: 5 },
          { bytes: 8 },
        ],
      },
      {
        title: "The mean of the two events before",
        stage: { streamstats: { aggregate: { mean: "avg(x)" }, window: 2, current: false } },
        spl: "streamstats window=2 current=f avg(x) as mean",
        input: [{ x: 1 }, { x: 3 }, { x: 5 }, { x: 7 }],
        output: [{ x: 1 }, { x: 3, mean: 1 }, { x: 5, mean: 2 }, { x: 7, mean: 4 }],
      },
      {
        title: "A window of its own for each user",
        stage: { streamstats: { aggregate: { n: "count" }, by: ["user"], window: 2, global: false } },
        spl: "streamstats window=2 global=false count as n by user",
        input: [{ user: "a" }, { user: "a" }, { user: "b" }, { user: "b" }, { user: "a" }],
        output: [
          { user: "a", n: 1 },
          { user: "a", n: 2 },
          { user: "b", n: 1 },
          { user: "b", n: 2 },
          { user: "a", n: 2 },
        ],
      },
      {
        title: "At most five minutes back",
        stage: { streamstats: { aggregate: { n: "count" }, time_window: "5m", allnum: true } },
        spl: "streamstats time_window=5m allnum=true count as n",
        input: [{ _time: 900 }, { _time: 700 }, { _time: 600 }],
        output: [
          { _time: 900, n: 1 },
          { _time: 700, n: 2 },
          { _time: 600, n: 2 },
        ],
      },
      {
        title: "Start anew",
        stage: {
          streamstats: {
            aggregate: { n: "count" },
            by: ["user"],
            reset_before: 'action = "logon"',
            reset_after: "n = 2",
            reset_on_change: true,
          },
        },
        spl: 'streamstats reset_before=(action="logon") reset_after=(n=2) reset_on_change=true count as n by user',
        input: [{ user: "a" }, { user: "a", action: "logon" }, { user: "a" }, { user: "a" }, { user: "b" }, { user: "a" }],
        output: [
          { user: "a", n: 1 },
          { user: "a", action: "logon", n: 1 },
          { user: "a", n: 2 },
          { user: "a", n: 1 },
          { user: "b", n: 1 },
          { user: "a", n: 1 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["aggregate"],
          properties: {
            aggregate: aggregationsSchema,
            by: { ...fieldListSchema, description: "Fields to group by." },
            current: { type: "boolean", description: "Whether an event counts in its own aggregates (true)." },
            window: { type: "integer", minimum: 0, description: "Look at so many events at most; 0 for all (0)." },
            global: { type: "boolean", description: "Whether all groups share one window (true)." },
            time_window: { type: ["string", "number"], description: 'Look back so long, such as "5m".' },
            allnum: { type: "boolean", description: "Numerical aggregates are null for fields that hold anything but numbers." },
            reset_before: {
              type: "string",
              minLength: 1,
              description: "A condition: where it is true all aggregates start anew with the event.",
            },
            reset_after: {
              type: "string",
              minLength: 1,
              description: "A condition: where it is true all aggregates start anew behind the event.",
            },
            reset_on_change: { type: "boolean", description: "Start anew where the fields of by change." },
          },
        },
      ],
    },
    parse(value, ctx) {
      if (!isMap(value)) return { kind: "streamstats", aggregations: parseAggregations(value, ctx, []), range: ctx.range }
      const by = textsOf(value.by)
      const condition = (key: string): Expr | undefined => {
        const text = textAt(value, key)
        return text === undefined ? undefined : ctx.expr(text, [key])
      }
      const timeWindow = textAt(value, "time_window")
      if (timeWindow !== undefined) parseSpanOfTime(timeWindow, ctx.at(["time_window"]))
      return {
        kind: "streamstats",
        aggregations: parseAggregations(value.aggregate, ctx, ["aggregate"]),
        by: by.length === 0 ? undefined : by,
        current: value.current === false ? false : undefined,
        window: numberAt(value, "window") || undefined,
        global: value.global === false ? false : undefined,
        timeWindow,
        allnum: flagAt(value, "allnum"),
        resetBefore: condition("reset_before"),
        resetAfter: condition("reset_after"),
        resetOnChange: flagAt(value, "reset_on_change"),
        range: ctx.range,
      }
    },
    render: ({ aggregations, by, current, window, global, timeWindow, allnum, resetBefore, resetAfter, resetOnChange }, ctx) => ({
      aggregate: renderAggregations(aggregations, ctx),
      ...present({
        by,
        current,
        window,
        global,
        time_window: timeWindow,
        allnum,
        reset_before: resetBefore === undefined ? undefined : ctx.expr(resetBefore),
        reset_after: resetAfter === undefined ? undefined : ctx.expr(resetAfter),
        reset_on_change: resetOnChange,
      }),
    }),
  },
  fields: ({ aggregations, by, timeWindow, resetBefore, resetAfter }) => {
    const writes = aggregations.map(({ as }) => as)
    const before = resetBefore === undefined ? [] : fieldsOf(resetBefore)
    const after = resetAfter === undefined ? [] : fieldsOf(resetAfter)
    const time = timeWindow === undefined ? [] : ["_time"]
    return {
      reads: union(
        by,
        readsOf(aggregations),
        time,
        before,
        after.filter(name => !writes.includes(name)),
      ),
      writes,
      keepsOthers: true,
    }
  },
  exec(stage, ctx) {
    const { aggregations, by = [], allnum = false, resetBefore, resetAfter, timeWindow, range } = stage
    const plan: GroupingPlan = {
      keys: by.map(fieldKey),
      columns: compileColumns(aggregations, ctx, { by, allNumeric: allnum }),
      warn: message => ctx.warn(message),
    }
    const seconds = timeWindow === undefined ? null : spanSeconds(parseSpanOfTime(timeWindow, range))
    const before = resetBefore === undefined ? null : ctx.condition(resetBefore)
    const after = resetAfter === undefined ? null : ctx.condition(resetAfter)
    const running = (): Running =>
      stage.window === undefined && seconds === null ? runningTotals(plan, stage) : runningWindows(plan, by, stage, seconds)
    return resetting(running, by, { before, after, onChange: stage.resetOnChange ?? false })
  },
  spl: {
    commands: ["streamstats"],
    parse(args) {
      const options: Writable<StreamstatsOptions> = {}
      readOptions(args, options)
      const aggregations: ParsedAggregation[] = []
      // Options may stand between aggregations too.
      while (!args.done && !args.peek("by")) {
        const at = args.offset
        aggregations.push(...args.aggregations())
        readOptions(args, options)
        if (args.offset === at) break
      }
      if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "count" or "sum(bytes)"')
      const by = readBy(args)
      readOptions(args, options)
      return { kind: "streamstats", aggregations, by, ...options }
    },
    render: ({ aggregations, by, current, window, global, timeWindow, allnum, resetBefore, resetAfter, resetOnChange }, ctx) =>
      `streamstats${printOptions({ current, window, global, time_window: timeWindow, allnum }, ctx)}` +
      printCondition("reset_before", resetBefore, ctx) +
      printCondition("reset_after", resetAfter, ctx) +
      printOptions({ reset_on_change: resetOnChange }, ctx) +
      ` ${aggregations.map(each => ctx.aggregation(each)).join(" ")}` +
      (by === undefined ? "" : ` by ${ctx.fields(by)}`),
  },
  describe: ({ aggregations, by, window, timeWindow }, ctx) => {
    const back = window === undefined && timeWindow === undefined ? "" : ` over the last ${timeWindow ?? `${window} events`}`
    return `adds a running ${aggregations.map(each => ctx.aggregation(each)).join(", ")}${back}${describeBy(by)} to each event`
  },
}
