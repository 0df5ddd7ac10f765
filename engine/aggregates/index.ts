import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import { registry } from "../registry.ts"
import type { AggregateDefinition } from "./aggregate.ts"
import { avg } from "./avg.ts"
import { count } from "./count.ts"
import { dc } from "./dc.ts"
import { earliest } from "./earliest.ts"
import { earliestTime } from "./earliest_time.ts"
import { estdc } from "./estdc.ts"
import { estdcError } from "./estdc_error.ts"
import { exactperc } from "./exactperc.ts"
import { first } from "./first.ts"
import { last } from "./last.ts"
import { latest } from "./latest.ts"
import { latestTime } from "./latest_time.ts"
import { list } from "./list.ts"
import { max } from "./max.ts"
import { median } from "./median.ts"
import { min } from "./min.ts"
import { mode } from "./mode.ts"
import { perDay } from "./per_day.ts"
import { perHour } from "./per_hour.ts"
import { perMinute } from "./per_minute.ts"
import { perSecond } from "./per_second.ts"
import { perc } from "./perc.ts"
import { range } from "./range.ts"
import { rate } from "./rate.ts"
import { sparkline } from "./sparkline.ts"
import { stdev } from "./stdev.ts"
import { stdevp } from "./stdevp.ts"
import { sum } from "./sum.ts"
import { sumsq } from "./sumsq.ts"
import { upperperc } from "./upperperc.ts"
import { values } from "./values.ts"
import { variance } from "./var.ts"
import { varp } from "./varp.ts"

export const aggregates = registry<AggregateDefinition>("aggregate", "unknown_aggregate", [
  avg,
  count,
  dc,
  earliest,
  earliestTime,
  estdc,
  estdcError,
  exactperc,
  first,
  last,
  latest,
  latestTime,
  list,
  max,
  median,
  min,
  mode,
  perDay,
  perHour,
  perMinute,
  perSecond,
  perc,
  range,
  rate,
  sparkline,
  stdev,
  stdevp,
  sum,
  sumsq,
  upperperc,
  values,
  variance,
  varp,
])

export interface NamedAggregate {
  readonly definition: AggregateDefinition
  /** The number in the name; NaN when there is none. */
  readonly parameter: number
}

/** The aggregate that a name such as `dc`, `perc95` or `p99.9` means. A number out of range is found too: `getAggregate` checks. */
export function findAggregate(name: string): NamedAggregate | undefined {
  const definition = aggregates.find(name)
  if (definition !== undefined) return definition.parameter === undefined ? { definition, parameter: Number.NaN } : undefined
  const [, word = "", number = ""] = /^([a-z_]+)(\d+(?:\.\d+)?)$/i.exec(name) ?? []
  const numbered = aggregates.find(word)
  return numbered?.parameter === undefined ? undefined : { definition: numbered, parameter: Number(number) }
}

/**
 * The same, checked.
 * @param number the number of the name, where it does not stand in the name itself
 * @throws RuleError "unknown_aggregate", or "wrong_argument" when the number is missing or out of range
 */
export function getAggregate(name: string, range?: SourceRange, number?: number): NamedAggregate {
  const found = number === undefined ? findAggregate(name) : { definition: aggregates.get(name, range), parameter: number }
  const definition = found?.definition ?? aggregates.get(name, range)
  const { parameter: limits, docs } = definition
  const hint = `write ${docs.syntax}`
  if (found === undefined) throw new RuleError("wrong_argument", `aggregate "${name}" needs a number in its name`, { range, hint })
  if (limits !== undefined && !(found.parameter >= limits.min && found.parameter <= limits.max))
    throw new RuleError("wrong_argument", `aggregate "${name}" takes a number from ${limits.min} to ${limits.max}`, { range, hint })
  return found
}
