import { RuleError } from "../errors/error.ts"
import type { SourceRange } from "../ir/source.ts"
import type { OptionKind, OptionValues, ParsedAggregation, SplPrinter, SplReader } from "../spl/syntax.ts"
import type { YamlContext } from "../stages/stage.ts"
import { bucketOptionKinds, printOptions } from "./bucket-options.ts"
import { unlessDefault } from "./option-default.ts"
import { flagAt, isMap, present, textAt } from "./plain-data.ts"

/** So many series, those with the highest or the lowest score. */
export interface SeriesLimit {
  readonly from: "top" | "bottom"
  /** 0 for all. */
  readonly count: number
}
/** `where max in top5`, `where sum > 100`: which series stay, by an aggregate of their values. */
export interface SeriesCondition {
  readonly score: string
  readonly test: "in" | "notin" | "<" | ">"
  /** For `in` and `notin`. */
  readonly limit?: SeriesLimit | undefined
  /** For `<` and `>`. */
  readonly bound?: number | undefined
}

/** Options of chart and timechart on the series that their split field makes. */
export interface SeriesOptions {
  /** Left out for the ten with the highest score. */
  readonly limit?: SeriesLimit | undefined
  /** The aggregate that scores a series by its values; sum when left out. */
  readonly agg?: string | undefined
  readonly useother?: false | undefined
  readonly otherstr?: string | undefined
  readonly usenull?: false | undefined
  readonly nullstr?: string | undefined
  /** Between the column of an aggregation and the series, where there are several aggregations; ": " when left out. */
  readonly sep?: string | undefined
  /** The same as a template of $AGG$ and $VAL$. */
  readonly format?: string | undefined
  readonly cont?: false | undefined
  /** A value that a field holds twice in one event counts once. */
  readonly dedupSplitvals?: true | undefined
  readonly where?: SeriesCondition | undefined
}

export const seriesOptionKinds = {
  limit: "string",
  agg: "string",
  useother: "boolean",
  otherstr: "string",
  usenull: "boolean",
  nullstr: "string",
  sep: "string",
  format: "string",
  cont: "boolean",
  dedup_splitvals: "boolean",
} as const satisfies Readonly<Record<string, OptionKind>>

const standard = { otherstr: "OTHER", nullstr: "NULL", sep: ": ", agg: "sum" } as const

/** All options of chart and timechart in SPL; `partial` and `fixedrange` are timechart's own. */
export const chartOptionKinds = {
  ...seriesOptionKinds,
  ...bucketOptionKinds,
  partial: "boolean",
  fixedrange: "boolean",
} as const satisfies Readonly<Record<string, OptionKind>>
export type ChartOptionValues = OptionValues<typeof chartOptionKinds>

/**
 * Reads options of a chart from SPL, all that stand next. `agg=max(x)` names the aggregate by a call and `limit=top 5` holds a blank,
 * which options of other commands do not.
 */
export function readChartOptions(args: SplReader, into: ChartOptionValues = {}): ChartOptionValues {
  let values = into
  do {
    values = args.options(chartOptionKinds, values)
    if (args.accept("(")) {
      args.fields()
      args.expect(")")
    }
    if (/^(?:top|bottom)$/i.test(values.limit ?? "")) values = { ...values, limit: `${values.limit}${args.integer()}` }
  } while (args.peekOption() !== null)
  return values
}

/**
 * Reads what stands in front of the fields: options and aggregations, in any order, up to `by` or one of the keywords.
 * @throws RuleError "syntax" when there is no aggregation
 */
export function readChartHead(
  args: SplReader,
  ...until: readonly string[]
): { readonly options: ChartOptionValues; readonly aggregations: readonly ParsedAggregation[] } {
  let options = readChartOptions(args)
  const aggregations: ParsedAggregation[] = []
  while (!args.done && !["by", ...until].some(word => args.peek(word))) {
    const at = args.offset
    aggregations.push(...args.aggregations(...until))
    options = readChartOptions(args, options)
    if (args.offset === at) break
  }
  if (aggregations.length === 0) throw args.error("expected an aggregate", 'write one, such as "count"')
  return { options, aggregations }
}

type ReadOptions = { readonly [K in keyof OptionValues<typeof seriesOptionKinds>]?: OptionValues<typeof seriesOptionKinds>[K] | undefined }

/** @throws RuleError "wrong_argument" for a limit that is none */
export function seriesOptions(values: ReadOptions, range: SourceRange | undefined): SeriesOptions {
  const { limit, agg, useother, otherstr, usenull, nullstr, sep, format, cont, dedup_splitvals } = values
  return {
    limit: limit === undefined ? undefined : unlessTen(parseLimit(limit, range)),
    agg: unlessDefault(agg?.toLowerCase(), standard.agg),
    useother: useother === false ? false : undefined,
    otherstr: unlessDefault(otherstr, standard.otherstr),
    usenull: usenull === false ? false : undefined,
    nullstr: unlessDefault(nullstr, standard.nullstr),
    sep: unlessDefault(sep, standard.sep),
    format,
    cont: cont === false ? false : undefined,
    dedupSplitvals: dedup_splitvals === true ? true : undefined,
  }
}

const unlessTen = (limit: SeriesLimit): SeriesLimit | undefined => (limit.from === "top" && limit.count === 10 ? undefined : limit)

function parseLimit(text: string, range: SourceRange | undefined): SeriesLimit {
  const match = /^(top|bottom)?\s*(\d+)$/i.exec(text.trim())
  if (match === null) throw new RuleError("wrong_argument", `"${text}" is no limit`, { range, hint: 'write a number, "top5" or "bottom5"' })
  return { from: match[1]?.toLowerCase() === "bottom" ? "bottom" : "top", count: Number(match[2]) }
}

const printLimit = ({ from, count }: SeriesLimit): string => `${from === "top" ? "" : from}${count}`

/** Reads `where score in top5` when it stands next. */
export function readSeriesCondition(args: SplReader): SeriesCondition | undefined {
  if (!args.accept("where")) return undefined
  const start = args.offset
  const score = args.word().toLowerCase()
  if (args.accept("(")) {
    args.fields()
    args.expect(")")
  }
  const test = (["<", ">", "in", "notin"] as const).find(each => args.accept(each))
  if (test === undefined) throw args.error('expected "in", "notin", "<" or ">"', 'write it as in "where sum in top5"')
  if (test === "<" || test === ">") return { score, test, bound: args.number() }
  const side = args.word()
  const text = /^(?:top|bottom)$/i.test(side) ? side + args.word() : side
  return { score, test, limit: parseLimit(text, args.rangeFrom(start)) }
}

const printCondition = ({ score, test, limit, bound }: SeriesCondition): string =>
  `${score} ${test} ${limit === undefined ? bound : `${limit.from}${limit.count}`}`

/** The options that stand in front of the aggregations. */
export const printSeriesOptions = (
  { limit, agg, useother, otherstr, usenull, nullstr, sep, format, cont }: SeriesOptions,
  ctx: SplPrinter,
): string =>
  printOptions({ limit: limit === undefined ? undefined : printLimit(limit), agg, useother, usenull, cont }, ctx) +
  Object.entries({ otherstr, nullstr, sep, format })
    .map(([name, value]) => (value === undefined ? "" : ` ${name}=${ctx.string(value)}`))
    .join("")

/** What stands behind the fields. */
export const printSeriesEnd = ({ where, dedupSplitvals }: SeriesOptions, ctx: SplPrinter): string =>
  (where === undefined ? "" : ` where ${printCondition(where)}`) + printOptions({ dedup_splitvals: dedupSplitvals }, ctx)

/** JSON Schema of the options under their keys. */
export const seriesOptionSchemas = {
  limit: {
    type: ["integer", "string"],
    minimum: 0,
    pattern: "^(?:top|bottom)?[0-9]+$",
    description: "So many series stay, those with the highest score (10); 0 for all.",
  },
  agg: { type: "string", minLength: 1, description: "The aggregate that scores a series by its values (sum)." },
  useother: { type: "boolean", description: "Whether the other series are one more (true)." },
  otherstr: { type: "string", minLength: 1, description: "Name of the series of the others (OTHER)." },
  usenull: { type: "boolean", description: "Whether events without the split field are a series (true)." },
  nullstr: { type: "string", minLength: 1, description: "Name of the series of events without the split field (NULL)." },
  sep: { type: "string", description: 'Text between aggregation and series in the names of columns (": ").' },
  format: { type: "string", description: "Names of columns as a template of $AGG$ and $VAL$." },
  cont: { type: "boolean", description: "Whether empty buckets are filled (true)." },
  dedup_splitvals: { type: "boolean", description: "A value that a field holds twice in one event counts once." },
  where: {
    type: "string",
    minLength: 1,
    description: 'Which series stay, such as "max in top5" or "sum > 100"; the limit is ignored then.',
  },
} as const

/** @throws RuleError "wrong_argument" */
export function parseSeriesOptions(map: unknown, ctx: YamlContext): SeriesOptions {
  const flag = (key: string): boolean | undefined => (isMap(map) && map[key] === false ? false : undefined)
  const where = textAt(map, "where")
  const options = seriesOptions(
    {
      limit: textAt(map, "limit"),
      agg: textAt(map, "agg"),
      otherstr: textAt(map, "otherstr"),
      nullstr: textAt(map, "nullstr"),
      sep: textAt(map, "sep"),
      format: textAt(map, "format"),
      useother: flag("useother"),
      usenull: flag("usenull"),
      cont: flag("cont"),
      dedup_splitvals: flagAt(map, "dedup_splitvals"),
    },
    ctx.at(["limit"]),
  )
  return { ...options, where: where === undefined ? undefined : parseCondition(where, ctx.at(["where"])) }
}

function parseCondition(text: string, range: SourceRange | undefined): SeriesCondition {
  const match = /^\s*([a-z_]+\d*)\s*(?:(in|notin)\s+((?:top|bottom)\s*\d+)|([<>])\s*(-?\d+(?:\.\d+)?))\s*$/i.exec(text)
  if (match === null)
    throw new RuleError("wrong_argument", `"${text}" is no condition on series`, {
      range,
      hint: 'write it as in "max in top5" or "sum > 100"',
    })
  const [, score = "", membership, limit, comparison, bound] = match
  if (limit !== undefined)
    return { score: score.toLowerCase(), test: membership?.toLowerCase() === "in" ? "in" : "notin", limit: parseLimit(limit, range) }
  return { score: score.toLowerCase(), test: comparison === "<" ? "<" : ">", bound: Number(bound) }
}

export const renderSeriesOptions = ({
  limit,
  agg,
  useother,
  otherstr,
  usenull,
  nullstr,
  sep,
  format,
  cont,
  dedupSplitvals,
  where,
}: SeriesOptions): Record<string, unknown> =>
  present({
    limit: limit === undefined ? undefined : limit.from === "top" ? limit.count : printLimit(limit),
    agg,
    useother,
    otherstr,
    usenull,
    nullstr,
    sep,
    format,
    cont,
    dedup_splitvals: dedupSplitvals,
    where: where === undefined ? undefined : printCondition(where),
  })
