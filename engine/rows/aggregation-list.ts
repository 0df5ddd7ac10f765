import { fieldsOf } from "../ir/visit.ts"
import type { ParsedAggregation, SplReader } from "../spl/syntax.ts"
import type { YamlContext, YamlPrinter } from "../stages/stage.ts"
import { isMap, pairsForm } from "./plain-data.ts"

const callSchema = { type: "string", minLength: 1 } as const
const namedSchema = { type: "object", minProperties: 1, additionalProperties: callSchema } as const

/** JSON Schema of aggregations: a map of column to call, or calls whose columns are called as written. */
export const aggregationsSchema = {
  description:
    "Columns and the aggregations that fill them, such as {n: count, users: dc(user)}; or calls alone, such as [count, dc(user)].",
  oneOf: [callSchema, namedSchema, { type: "array", minItems: 1, items: { oneOf: [callSchema, namedSchema] } }],
} as const

/** Reads what `aggregationsSchema` describes; `path` leads to it. */
export function parseAggregations(value: unknown, ctx: YamlContext, path: readonly (string | number)[]): ParsedAggregation[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => parseAggregations(item, ctx, [...path, index]))
  if (!isMap(value)) return [ctx.aggregation(String(value), undefined, path)]
  return Object.entries(value).map(([as, call]) => ctx.aggregation(String(call), as, [...path, as]))
}

/** The inverse of `parseAggregations`. */
export const renderAggregations = (aggregations: readonly ParsedAggregation[], ctx: YamlPrinter): unknown =>
  pairsForm(aggregations.map(each => [each.as, ctx.aggregation(each)] as const))

/** Reads aggregations from SPL up to `by`, one of the keywords or an option. @throws RuleError "syntax" when there is none */
export function readAggregations(args: SplReader, ...until: readonly string[]): ParsedAggregation[] {
  const aggregations = args.aggregations(...until)
  if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "count" or "dc(user)"')
  return aggregations
}

/** Aggregates whose result depends on the order of events: what the registry says of them, which definitions of stages cannot ask. */
export const orderedAggregates: ReadonlySet<string> = new Set(["earliest", "first", "last", "latest", "list", "rate"])
/** Aggregates that read the time of the event beside their argument. */
const timedAggregates: ReadonlySet<string> = new Set(["earliest", "earliest_time", "latest", "latest_time", "rate", "sparkline"])

export const dependsOnOrder = (aggregations: readonly ParsedAggregation[]): boolean =>
  aggregations.some(each => orderedAggregates.has(each.function))

/** Fields that aggregations read; names may hold `*`. */
export function readsOf(aggregations: readonly ParsedAggregation[]): string[] {
  const names = new Set<string>()
  for (const aggregation of aggregations) {
    if (timedAggregates.has(aggregation.function)) names.add("_time")
    const { argument } = sparklineCount(aggregation) ?? aggregation
    if (argument !== undefined) for (const name of fieldsOf(argument)) names.add(name)
  }
  return [...names]
}

/** Without repetitions. */
/** Fields of `by` that rows show as they were grouped; null when there are none: then there is a row whatever comes in. */
export function groupsOf(by: readonly string[] | undefined, aggregations: readonly ParsedAggregation[]): readonly string[] | null {
  const shown = by?.filter(name => !aggregations.some(({ as }) => as === name)) ?? []
  return shown.length === 0 ? null : shown
}

export const union = (...lists: readonly (readonly string[] | undefined)[]): string[] => [...new Set(lists.flatMap(list => list ?? []))]

/**
 * `sparkline(count(x))` is read as an aggregate of a field called "count(x)": this is the aggregation of x that it means, without an
 * argument for `sparkline(count)`. Null when it draws something else than a count, or when the aggregation is no sparkline.
 */
export function sparklineCount(aggregation: ParsedAggregation): ParsedAggregation | null {
  const { argument, ...rest } = aggregation
  if (aggregation.function !== "sparkline") return null
  if (argument === undefined) return aggregation
  const call = argument.kind === "field" ? /^(?:count|c)\s*(?:\(([^()]*)\))?$/i.exec(argument.name.trim()) : null
  if (call === null) return null
  const name = call[1]?.trim() ?? ""
  return name === "" ? rest : { ...rest, argument: { kind: "field", name } }
}
