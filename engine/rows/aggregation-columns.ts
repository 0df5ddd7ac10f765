import type { Accumulator, AccumulatorState } from "../aggregates/aggregate.ts"
import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import { numberOf, type Value, valuesOf } from "../ir/value.ts"
import type { ParsedAggregation } from "../spl/syntax.ts"
import type { ExecContext } from "../stages/stage.ts"
import { loadList } from "../statistics/saved-state.ts"
import { applyWildcard, wildcardCapture } from "../wildcard.ts"
import { sparklineCount } from "./aggregation-list.ts"
import { isInternal } from "./field-patterns.ts"

/** One aggregation of a stage, compiled. */
export interface AggregationColumn {
  /** Name of the column; a pattern where `bind` is set. */
  readonly as: string
  argument(event: Event): Value
  create(): Accumulator
  /** Its accumulators keep values, so that each event may make them larger. */
  readonly grows?: boolean
  /** Set where the argument is a pattern such as `tcp.*`: the column of a field that it means, null for other fields. */
  readonly bind: ((field: string) => string | null) | null
}

export interface ColumnOptions {
  /** Fields that rows are grouped by: no column may be called so, and no pattern means them. */
  readonly by?: readonly string[]
  /** Numerical aggregates are null for fields that hold anything but numbers. */
  readonly allNumeric?: boolean
  /** Width of time buckets, for per_second() and its kin. */
  readonly bucketSeconds?: number
}

/** @throws RuleError "unknown_aggregate", "wrong_arity", "wrong_argument", "unsupported" */
export function compileColumns(
  aggregations: readonly ParsedAggregation[],
  ctx: ExecContext,
  options: ColumnOptions = {},
): AggregationColumn[] {
  const { by = [] } = options
  return aggregations.map(written => {
    const { range, as } = written
    if (by.includes(as))
      throw new RuleError("wrong_argument", `column "${as}" is called like a field that the rows are grouped by`, {
        range,
        hint: `write "as" and another name`,
      })
    const aggregation = written.function === "sparkline" ? drawable(written) : written
    const compiled = ctx.aggregate(aggregation)
    const plain = (): Accumulator => compiled.create(options.bucketSeconds)
    // An aggregate that cannot work here says so now, not at the first event.
    plain()
    const create = options.allNumeric === true && numerical.has(compiled.definition.name) ? () => new AllNumeric(plain()) : plain
    const { argument } = aggregation
    const pattern = argument?.kind === "field" && argument.name.includes("*") ? argument.name : null
    return {
      as,
      argument: compiled.argument,
      create,
      grows: compiled.definition.grows === true,
      bind: pattern === null ? null : binder(pattern, written, by),
    }
  })
}

function drawable(written: ParsedAggregation): ParsedAggregation {
  const counted = sparklineCount(written)
  if (counted !== null) return counted
  const text = written.argument?.kind === "field" ? written.argument.name : "eval(...)"
  throw new RuleError("unsupported", `"sparkline(${text})" is not supported`, {
    range: written.range,
    hint: "write sparkline(count) or sparkline(count(field))",
  })
}

function binder(pattern: string, { as, range }: ParsedAggregation, by: readonly string[]): (field: string) => string | null {
  const stars = (text: string): number => text.split("*").length - 1
  if (stars(as) !== stars(pattern))
    throw new RuleError("wrong_argument", `column "${as}" and field "${pattern}" differ in their number of wildcards`, {
      range,
      hint: `give the column a "*" for each one of the field, as in "avg(x_*) as mean_*"`,
    })
  const capture = wildcardCapture(pattern, { caseSensitive: true })
  const grouped = new Set(by)
  return field => {
    if (grouped.has(field) || (isInternal(field) && pattern.startsWith("*"))) return null
    const captured = capture(field)
    if (captured === null) return null
    const column = applyWildcard(as, captured)
    return grouped.has(column) ? null : column
  }
}

/** Aggregates that pass over what is no number. */
const numerical: ReadonlySet<string> = new Set([
  "avg",
  "exactperc",
  "median",
  "perc",
  "range",
  "stdev",
  "stdevp",
  "sum",
  "sumsq",
  "upperperc",
  "var",
  "varp",
])

/** Gives null once it has seen a value that is no number. */
class AllNumeric implements Accumulator {
  private clean = true
  private readonly inner: Accumulator

  constructor(inner: Accumulator) {
    this.inner = inner
  }
  add(value: Value, event: Event): void {
    if (!this.clean) return
    this.clean = valuesOf(value).every(each => numberOf(each) !== null)
    if (this.clean) this.inner.add(value, event)
  }
  merge(other: AllNumeric): void {
    this.clean &&= other.clean
    if (this.clean) this.inner.merge(other.inner)
  }
  result(): Value {
    return this.clean ? this.inner.result() : null
  }
  save(): AccumulatorState {
    return this.clean ? [this.inner.save()] : []
  }
  load(state: AccumulatorState): void {
    const [inner] = loadList(state)
    this.clean = inner !== undefined
    if (inner !== undefined) this.inner.load(inner)
  }
}
