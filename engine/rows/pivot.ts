import { Event } from "../event.ts"
import { type Scalar, type Value, valuesOf } from "../ir/value.ts"
import type { ExecContext } from "../stages/stage.ts"
import type { Cells, Columns } from "./cells.ts"
import type { Group } from "./grouping.ts"
import { sortByKey, textOfScalar } from "./key-order.ts"
import type { SeriesCondition, SeriesLimit, SeriesOptions } from "./series-options.ts"

export const otherName = ({ otherstr }: SeriesOptions): string => otherstr ?? "OTHER"
export const nullName = ({ nullstr }: SeriesOptions): string => nullstr ?? "NULL"

/** One row of a table with a column for each series. */
export interface PivotRow {
  readonly row: Scalar
  /** By the name of the series. */
  readonly series: Map<string, Cells>
}

/** Gives the columns of one row, in the order of the table. */
export type PivotColumns = (series: ReadonlyMap<string, Cells>) => [column: string, value: Value][]

export interface Pivot {
  /** Sorted by `row`. */
  readonly rows: readonly PivotRow[]
  readonly columns: PivotColumns
}

/**
 * Compiles the turning of groups by two keys into a table: a row for each value of the first, a column for each of the second (and for
 * each aggregation). Series that do not stay are one more together.
 * @throws RuleError "unknown_aggregate" for the score of series
 */
export function compilePivot(options: SeriesOptions, ctx: ExecContext): (groups: Iterable<Group>, columns: Columns) => Pivot {
  const { where } = options
  const name = where?.score ?? options.agg ?? "sum"
  const score = ctx.aggregate({ function: name, argument: { kind: "field", name }, as: name })
  const stays = selection(where, options.limit ?? { from: "top", count: 10 })
  const [missing, other] = [nullName(options), otherName(options)]
  return (groups, columns) => {
    const rows = rowsOf(groups)
    const names = new Set<string>()
    for (const { series } of rows) for (const each of series.keys()) names.add(each)
    const hasNull = names.delete(missing)
    const scored = Array.from(names, each => ({ name: each, score: scoreOf(rows, each, score.create) }))
    const kept = new Set(stays(scored))
    const left = scored.filter(each => !kept.has(each.name)).map(each => each.name)
    if (left.length > 0)
      for (const { series } of rows) {
        const rest = left.flatMap(each => series.get(each) ?? [])
        for (const each of left) series.delete(each)
        const [first] = rest
        if (first === undefined || options.useother === false) continue
        const merged = columns.createCells()
        for (const cells of rest) merged.merge(cells)
        const known = series.get(other)
        if (known !== undefined) merged.merge(known)
        series.set(other, merged)
      }
    const shown = sortByKey(kept, each => [each])
    if (hasNull) shown.push(missing)
    if (left.length > 0 && options.useother !== false && !shown.includes(other)) shown.push(other)
    return { rows, columns: columnsOf(shown, columns, options) }
  }
}

function rowsOf(groups: Iterable<Group>): PivotRow[] {
  const rows = new Map<string, PivotRow>()
  for (const { key, cells } of groups) {
    const [row = "", series = ""] = key
    const id = textOfScalar(row)
    const known = rows.get(id) ?? { row, series: new Map<string, Cells>() }
    rows.set(id, known)
    known.series.set(textOfScalar(series), cells)
  }
  return sortByKey(rows.values(), ({ row }) => [row])
}

/** The first aggregation of a series, aggregated over the rows. */
function scoreOf(
  rows: readonly PivotRow[],
  name: string,
  create: () => { add(value: Value, event: Event): void; result(): Value },
): number {
  const total = create()
  const event = new Event()
  for (const { series } of rows) {
    const [first] = series.get(name)?.results() ?? []
    if (first !== undefined) total.add(first[1], event)
  }
  const [result] = valuesOf(total.result())
  return typeof result === "number" ? result : Number.NEGATIVE_INFINITY
}

interface Scored {
  readonly name: string
  readonly score: number
}

function selection(where: SeriesCondition | undefined, limit: SeriesLimit): (scored: readonly Scored[]) => string[] {
  const extreme = ({ from, count }: SeriesLimit, scored: readonly Scored[]): string[] => {
    if (count === 0) return scored.map(({ name }) => name)
    const sign = from === "top" ? -1 : 1
    // Names decide between equal scores, so that the choice does not depend on the order of events.
    const ranked = sortByKey(scored, ({ score, name }) => [sign * score, name])
    return ranked.slice(0, count).map(({ name }) => name)
  }
  if (where === undefined) return scored => extreme(limit, scored)
  const { test, bound = 0, limit: members = limit } = where
  return scored => {
    switch (test) {
      case "<":
        return scored.filter(({ score }) => score < bound).map(({ name }) => name)
      case ">":
        return scored.filter(({ score }) => score > bound).map(({ name }) => name)
      case "in":
        return extreme(members, scored)
      case "notin": {
        const out = new Set(extreme(members, scored))
        return scored.flatMap(({ name }) => (out.has(name) ? [] : [name]))
      }
    }
  }
}

function columnsOf(shown: readonly string[], columns: Columns, options: SeriesOptions): PivotColumns {
  const bound = columns.bound()
  const title = titleOf(bound.length > 1, options)
  const empty = columns.createCells()
  const list = bound.flatMap(({ as, at }) => shown.map(series => ({ series, column: title(as, series), at })))
  return cells => list.map(({ series, column, at }) => [column, at(cells.get(series) ?? empty).result()])
}

function titleOf(several: boolean, { sep = ": ", format }: SeriesOptions): (aggregation: string, series: string) => string {
  if (!several) return (_, series) => seriesName(series)
  if (format === undefined) return (aggregation, series) => `${aggregation}${sep}${series}`
  // A function as replacement: values of series are no templates.
  return (aggregation, series) => format.replace(/\$AGG\$|\$VAL\$/gi, token => (token.toUpperCase() === "$AGG$" ? aggregation : series))
}

/** As Splunk names columns whose name would be that of an internal field, or none. */
const seriesName = (series: string): string => (series === "" ? "VALUE" : series.startsWith("_") ? `VALUE${series}` : series)

/** The rows of a pivot as events. */
export function* pivotRows({ rows, columns }: Pivot, field: string, label: (row: Scalar) => Scalar): Iterable<Event> {
  for (const { row, series } of rows) {
    const event = new Event()
    event.set(field, label(row))
    for (const [column, value] of columns(series)) event.set(column, value)
    yield event
  }
}
