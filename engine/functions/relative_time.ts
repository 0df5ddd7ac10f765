import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { numberOf } from "../ir/value.ts"
import { applyTimeModifier, parseTimeModifier } from "../time/relative.ts"
import type { FunctionDefinition } from "./function.ts"

export const relativeTime: FunctionDefinition = {
  name: "relative_time",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "date and time",
    syntax: "relative_time(time, modifier)",
    summary:
      "A time in epoch seconds moved by a time modifier, such as -1d@d for the start of the day before. Null when the time is no number.",
    examples: [
      { expr: 'relative_time(1700000000, "-1d@d")', result: 1699833600 },
      { expr: 'relative_time(_time, "@h")', event: { _time: 1700000000 }, result: 1699999200 },
      { expr: 'relative_time(1700000000, "+30m")', result: 1700001800 },
      { expr: 'relative_time(missing, "-1d")', result: null },
    ],
  },
  compile(args, { range, timeZone }) {
    const time = argumentAt(args, 0).evaluate
    const specifier = argumentAt(args, 1)
    const modifier = prepared(specifier, text => parseTimeModifier(text, specifier.expr.range ?? range))
    return event => {
      const from = numberOf(time(event))
      const change = modifier(event)
      return from === null || change === null ? null : applyTimeModifier(change, from, timeZone)
    }
  },
}
