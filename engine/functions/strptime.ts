import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { compileTimeParser } from "../time/parse.ts"
import { singleText } from "../values/text-argument.ts"
import type { FunctionDefinition } from "./function.ts"

export const strptime: FunctionDefinition = {
  name: "strptime",
  arity: [2, 2],
  returns: "value",
  docs: {
    category: "date and time",
    syntax: "strptime(text, format)",
    summary:
      "The epoch seconds of a time given as text, in the time zone of the search unless the text names another. Null when the text does not follow the format.",
    examples: [
      { expr: 'strptime("2023-11-14 22:13:20", "%Y-%m-%d %H:%M:%S")', result: 1700000000 },
      { expr: 'strptime(day, "%d/%m/%Y")', event: { day: "14/11/2023" }, result: 1699920000 },
      { expr: 'strptime("no date", "%F")', result: null },
      { expr: 'strptime(missing, "%F")', result: null },
    ],
  },
  compile(args, { timeZone, now }) {
    const text = argumentAt(args, 0).evaluate
    // A format without a date means today, which is known only while events run through.
    const parser = prepared(argumentAt(args, 1), format => {
      let parse: ((text: string) => number | null) | undefined
      return (time: string) => {
        parse ??= compileTimeParser(format, timeZone, now())
        return parse(time)
      }
    })
    return event => {
      const time = singleText(text(event))
      return time === null ? null : (parser(event)?.(time) ?? null)
    }
  },
}
