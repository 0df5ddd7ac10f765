import type { Operator } from "../exec/operator.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import type { OptionKind, OptionValues, ParsedAggregation, SplPrinter, SplReader } from "../spl/syntax.ts"
import type { ExecContext, OptionsMacro, YamlContext, YamlPrinter } from "../stages/stage.ts"
import { alignTime } from "../time/time-span.ts"
import { aggregationsSchema, parseAggregations, renderAggregations } from "./aggregation-list.ts"
import { appendRows } from "./append-rows.ts"
import { printOptions } from "./bucket-options.ts"
import { fieldListSchema } from "./by-clause.ts"
import type { GroupKey } from "./grouping.ts"
import { type PlainMap, present, textAt, textsOf } from "./plain-data.ts"
import { parseSpanOfTime } from "./span.ts"
import { type GivenOptions, optionSchemas, optionsIn } from "./summary-options.ts"

/** What tstats and mstats, which aggregate all events that match, have in common. */
export interface SummarySearch {
  readonly aggregations: readonly ParsedAggregation[]
  /** Options as they were given, by their SPL names. */
  readonly given: GivenOptions
  /** A macro that stands for more options. */
  readonly options?: OptionsMacro | undefined
  readonly where?: Predicate | undefined
  readonly by?: readonly string[] | undefined
  /** Width of time buckets. */
  readonly span?: string | undefined
}

type Kinds = Readonly<Record<string, OptionKind>>

/** JSON Schemas under their keys; `source` are those of a stage's own. */
export const summarySchemas = (kinds: Kinds, macro: string, span: string, source: PlainMap = {}): Record<string, unknown> => ({
  aggregate: aggregationsSchema,
  macro: { type: "string", minLength: 1, description: macro },
  ...optionSchemas(kinds),
  ...source,
  where: { $ref: "#/$defs/predicate" },
  by: { ...fieldListSchema, description: "Fields to group by." },
  span: { type: ["string", "number"], description: span },
})

/** @throws RuleError "wrong_argument" or "time" for a span that is none */
export function parseSummary(map: PlainMap, kinds: Kinds, ctx: YamlContext): SummarySearch {
  const by = textsOf(map.by)
  const macro = textAt(map, "macro")
  const span = textAt(map, "span")
  if (span !== undefined) parseSpanOfTime(span, ctx.at(["span"]))
  return {
    aggregations: parseAggregations(map.aggregate, ctx, ["aggregate"]),
    given: optionsIn(map, kinds),
    options: macro === undefined ? undefined : { kind: "macro_options", ...ctx.macro(macro, ["macro"]), range: ctx.at(["macro"]) },
    where: map.where === undefined ? undefined : ctx.predicate(map.where, ["where"]),
    by: by.length === 0 ? undefined : by,
    span,
  }
}

export const renderSummary = (
  { aggregations, given, options, where, by, span }: SummarySearch,
  ctx: YamlPrinter,
  source: PlainMap = {},
): PlainMap => ({
  ...present({ macro: options?.kind === "macro_options" ? ctx.macro(options.name, options.args) : undefined }),
  ...given,
  aggregate: renderAggregations(aggregations, ctx),
  ...present({ ...source, where: where === undefined ? undefined : ctx.predicate(where), by, span }),
})

/** Reads options, one macro that stands for options, and aggregations up to one of the keywords, in any order. */
export function readSummaryHead<const K extends Kinds>(
  args: SplReader,
  kinds: K,
  ...until: readonly string[]
): { readonly values: OptionValues<K>; readonly options: OptionsMacro | undefined; readonly aggregations: readonly ParsedAggregation[] } {
  let values: OptionValues<K> = {}
  let options: OptionsMacro | undefined
  const aggregations: ParsedAggregation[] = []
  for (;;) {
    const at = args.offset
    values = args.options(kinds, values)
    const macro = options === undefined ? args.macro() : null
    if (macro !== null) options = { kind: "macro_options", ...macro }
    if (!args.peek("`")) aggregations.push(...args.aggregations(...until, "`"))
    if (args.offset === at) break
  }
  if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "count" or "avg(size)"')
  return { values, options, aggregations }
}

/** The command up to its aggregations. */
export const printSummaryHead = (
  command: string,
  { options, aggregations }: SummarySearch,
  given: Parameters<typeof printOptions>[0],
  ctx: SplPrinter,
): string =>
  `${command}${options === undefined ? "" : ` ${options.kind === "macro_options" ? ctx.macro(options.name, options.args) : options.text}`}` +
  `${printOptions(given, ctx)} ${aggregations.map(each => ctx.aggregation(each)).join(" ")}`

export const printSummaryTail = ({ where, by }: SummarySearch, ctx: SplPrinter): string =>
  (where === undefined ? "" : ` where ${ctx.predicate(where)}`) + (by === undefined ? "" : ` by ${ctx.fields(by)}`)

/** Keys of groups: `_time` is cut to buckets of the span, and `fill` stands for what an event lacks. */
export function summaryKeys(names: readonly string[], span: string, fill: string | null, ctx: ExecContext): GroupKey[] {
  const width = parseSpanOfTime(span)
  return names.map(name => {
    if (name !== "_time") return { name, value: event => event.get(name) ?? fill }
    return {
      name,
      value(event) {
        const time = numberOf(event.get("_time"))
        return time === null ? fill : alignTime(time, width, ctx.timeZone)
      },
    }
  })
}

/** With `append` the results stand behind the rows at hand: the same search without it is one of its own. */
export function appendSummary<S extends Stage & SummarySearch>(stage: S, options: GivenOptions, ctx: ExecContext): Operator {
  const alone: S = { ...stage, given: { ...options, append: false }, options: undefined }
  return appendRows(ctx.subsearch({ stages: [alone] }, Number.MAX_SAFE_INTEGER))
}
