import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { numberOf } from "../ir/value.ts"
import { compileTimeFormat } from "../time/format.ts"
import type { FunctionDefinition } from "./function.ts"

export const strftime: FunctionDefinition = {
  name: "strftime",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "date and time",
    syntax: "strftime(time, format)",
    summary: "A time in epoch seconds as text, in the time zone of the search. Null when the time is no number.",
    examples: [
      { expr: 'strftime(1700000000, "%Y-%m-%dT%H:%M:%S")', result: "2023-11-14T22:13:20" },
      { expr: 'strftime(_time, "%H:%M")', event: { _time: "1700000000.5" }, result: "22:13" },
      { expr: 'strftime("yesterday", "%F")', result: null },
      { expr: 'strftime(missing, "%F")', result: null },
    ],
  },
  compile(args, { timeZone }) {
    const time = argumentAt(args, 0).evaluate
    const format = prepared(argumentAt(args, 1), text => compileTimeFormat(text, timeZone))
    return event => {
      const seconds = numberOf(time(event))
      return seconds === null ? null : (format(event)?.(seconds) ?? null)
    }
  },
}
