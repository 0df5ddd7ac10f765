import { argumentAt } from "../calls/argument-at.ts"
import { prepared } from "../calls/prepared.ts"
import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { numberOf, type Value, valueFrom } from "../ir/value.ts"
import { addTime } from "../time/relative.ts"
import { parseTimeSpan, spanSeconds, type TimeSpan } from "../time/time-span.ts"
import type { TimeZone } from "../time/time-zone.ts"
import type { FunctionDefinition } from "./function.ts"

/** A range with more values is a mistake, or comes from hostile data. */
const maxValues = 1_000_000

export const mvrange: FunctionDefinition = {
  name: "mvrange",
  arity: [2, 3],
  returns: "value",
  docs: {
    category: "multivalue",
    syntax: "mvrange(start, end, step)",
    summary:
      'Numbers from the start up to the end, which is left out. The step is 1 when left out; it may be negative, or a time span such as "7d" between epoch seconds. Null for more than a million values.',
    examples: [
      { expr: "mvrange(1, 11, 2)", result: [1, 3, 5, 7, 9] },
      { expr: "mvrange(3, 0, -1)", result: [3, 2, 1] },
      { expr: 'mvrange(1700000000, 1700200000, "1d")', result: [1700000000, 1700086400, 1700172800] },
      { expr: "mvrange(5, 5)", result: null },
      { expr: "mvrange(1, missing)", result: null },
    ],
  },
  compile(args, { range, timeZone }) {
    const [start, end] = [argumentAt(args, 0).evaluate, argumentAt(args, 1).evaluate]
    const stepArgument = args[2]
    const step =
      stepArgument === undefined
        ? () => byNumber(1)
        : prepared(stepArgument, text => parseStep(text, timeZone, stepArgument.expr.range ?? range))
    return event => {
      const from = numberOf(start(event))
      const to = numberOf(end(event))
      const next = step(event)
      return from === null || to === null || next === null ? null : numbers(from, to, next)
    }
  },
}

interface Step {
  readonly descending: boolean
  /** The value this many steps after the start. */
  at(start: number, steps: number): number
}

const byNumber = (step: number): Step => ({ descending: step < 0, at: (start, steps) => start + steps * step })

/** @throws RuleError "wrong_argument" or "time" */
function parseStep(text: string, zone: TimeZone, range: SourceRange | undefined): Step {
  const number = numberOf(text)
  if (number !== null && number !== 0) return byNumber(number)
  const span = number === null ? parseTimeSpan(text, range) : null
  if (span !== null) return { descending: false, at: (start, steps) => later(start, steps, span, zone) }
  throw new RuleError("wrong_argument", `"${text}" is no step of mvrange`, {
    range,
    hint: 'write a number other than 0, or a time span such as "7d"',
  })
}

function later(start: number, steps: number, { count, unit }: TimeSpan, zone: TimeZone): number {
  switch (unit) {
    case "us":
    case "ms":
    case "cs":
    case "ds":
      return start + steps * spanSeconds({ count, unit })
    default:
      return addTime(start, steps * count, unit, zone)
  }
}

function numbers(start: number, end: number, { descending, at }: Step): Value {
  const values: number[] = []
  for (let value = start; descending ? value > end : value < end; value = at(start, values.length)) {
    if (values.length === maxValues) return null
    values.push(value)
  }
  return valueFrom(values)
}
