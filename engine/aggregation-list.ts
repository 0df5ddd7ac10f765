import type { SplReader } from "./spl/syntax.ts"
import { fieldsOf } from "./ir/visit.ts"
import type { ParsedAggregation } from "./spl/syntax.ts"
import type { YamlContext, YamlPrinter } from "./stages/stage.ts"
import { isOptionMap } from "./yaml-option.ts"

const callSchema = { type: "string", minLength: 1 } as const
const namedSchema = { type: "object", minProperties: 1, additionalProperties: callSchema } as const

/** Schema of aggregations in YAML: a map of column to call, or calls whose columns are called as written. */
export const aggregationsSchema = {
  description: "Columns and the aggregations that fill them, such as {count: count, users: dc(user)}; or calls alone, such as [count, dc(user)].",
  oneOf: [callSchema, namedSchema, { type: "array", minItems: 1, items: { oneOf: [callSchema, namedSchema] } }],
} as const

/** Reads what `aggregationsSchema` describes; `path` leads to it. */
export function parseAggregations(value: unknown, ctx: YamlContext, path: readonly (string | number)[]): ParsedAggregation[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => parseAggregations(item, ctx, [...path, index]))
  if (!isOptionMap(value)) return [ctx.aggregation(String(value), undefined, path)]
  return Object.entries(value).map(([as, call]) => ctx.aggregation(String(call), as, [...path, as]))
}

/** The inverse of `parseAggregations`. */
export function renderAggregations(aggregations: readonly ParsedAggregation[], ctx: YamlPrinter): unknown {
  const named = (list: readonly ParsedAggregation[]): unknown => Object.fromEntries(list.map(each => [each.as, ctx.aggregation(each)]))
  const columns = new Set(aggregations.map(({ as }) => as))
  // A map holds a column once, and puts names that are whole numbers first.
  const ordered = columns.size === aggregations.length && aggregations.every(({ as }) => !/^\d+$/.test(as))
  return ordered ? named(aggregations) : aggregations.map(each => named([each]))
}

/** Reads aggregations from SPL up to `by`, one of the keywords or an option. @throws RuleError when there is none */
export function readAggregations(args: SplReader, ...until: readonly string[]): ParsedAggregation[] {
  const aggregations = args.aggregations(...until)
  if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "count" or "dc(user)"')
  return aggregations
}

/** Aggregates whose result depends on the order of events in the pipeline: a test holds this against the registry. */
const ordered: ReadonlySet<string> = new Set([
  "earliest",
  "earliest_time",
  "first",
  "last",
  "latest",
  "latest_time",
  "list",
  "rate",
])
/** Aggregates that read the time of the event beside their argument. */
const timed: ReadonlySet<string> = new Set(["earliest", "earliest_time", "latest", "latest_time", "rate", "sparkline"])

export const dependsOnOrder = (aggregations: readonly ParsedAggregation[]): boolean => aggregations.some(each => ordered.has(each.function))

/** Fields that aggregations read; names may hold `*`. */
export function readsOf(aggregations: readonly ParsedAggregation[]): string[] {
  const names = new Set<string>()
  for (const aggregation of aggregations) {
    if (timed.has(aggregation.function)) names.add("_time")
    const { argument } = aggregation.function === "sparkline" ? countedBySparkline(aggregation) : aggregation
    if (argument !== undefined) for (const name of fieldsOf(argument)) names.add(name)
  }
  return [...names]
}

/**
 * A sparkline as an aggregation of the field that it counts: `sparkline(count(x))` is read as an aggregate of the field "count(x)".
 * The argument is left out for `sparkline(count)`, and kept for what it cannot draw.
 */
export function countedBySparkline(aggregation: ParsedAggregation): ParsedAggregation & { readonly drawable: boolean } {
  const { argument, ...rest } = aggregation
  if (argument === undefined) return { ...rest, drawable: true }
  const call = argument.kind === "field" ? /^(?:count|c)\s*(?:\(([^()]*)\))?$/i.exec(argument.name.trim()) : null
  if (call === null) return { ...aggregation, drawable: false }
  const field = call[1]?.trim() ?? ""
  return { ...rest, drawable: true, ...(field === "" ? {} : { argument: { kind: "field", name: field } }) }
}

/** For `explain`: `count, max(bytes) as most`. */
export const describeAggregations = (aggregations: readonly ParsedAggregation[], print: (aggregation: ParsedAggregation) => string): string =>
  aggregations.map(print).join(", ")

/** For `explain`: ` for each host and user`, or nothing. */
export const describeBy = (by: readonly string[] | undefined): string => (by === undefined ? "" : ` for each ${by.join(" and ")}`)
