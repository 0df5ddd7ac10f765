import { Event } from "../event.ts"
import { type Scalar, type Value, valuesOf } from "../ir/value.ts"
import type { ExecContext } from "../stages/stage.ts"
import type { Cells, Columns } from "./cells.ts"
import type { Group } from "./grouping.ts"
import { compareKeys, type RankedKey, rankKey, sortByKey, textOfScalar } from "./key-order.ts"
import type { SeriesCondition, SeriesLimit, SeriesOptions } from "./series-options.ts"

export const otherName = ({ otherstr }: SeriesOptions): string => otherstr ?? "OTHER"
export const nullName = ({ nullstr }: SeriesOptions): string => nullstr ?? "NULL"

/** One row of a table with a column for each series. */
export interface PivotRow {
  readonly row: Scalar
  /** By the name of the series. */
  readonly series: ReadonlyMap<string, Cells>
}

/** Gives the columns of one row, in the order of the table. */
export type PivotColumns = (series: ReadonlyMap<string, Cells>) => [column: string, value: Value][]

export interface Pivot {
  /** Sorted by `row`; made anew each time they are read. */
  readonly rows: Iterable<PivotRow>
  readonly columns: PivotColumns
}

/**
 * Compiles the turning of groups by two keys into a table: a row for each value of the first, a column for each of the second (and for
 * each aggregation). Series that do not stay are one more together. The groups come sorted by their keys and are read more than once;
 * only names and scores of series are held.
 * @throws RuleError "unknown_aggregate" for the score of series
 */
export function compilePivot(options: SeriesOptions, ctx: ExecContext): (groups: Iterable<Group>, columns: Columns) => Pivot {
  const { where } = options
  const name = where?.score ?? options.agg ?? "sum"
  const score = ctx.aggregate({ function: name, argument: { kind: "field", name }, as: name })
  const stays = selection(where, options.limit ?? { from: "top", count: 10 })
  const [missing, other] = [nullName(options), otherName(options)]
  return (groups, columns) => {
    const scores = scoresOf(rowsOf(groups), score.create)
    const hasNull = scores.delete(missing)
    const scored = Array.from(scores, ([each, total]) => ({ name: each, score: scoreOf(total) }))
    const kept = new Set(stays(scored))
    const left = new Map(scored.filter(each => !kept.has(each.name)).map((each, index) => [each.name, index]))
    const shown = sortByKey(kept, each => [each])
    if (hasNull) shown.push(missing)
    if (left.size > 0 && options.useother !== false && !shown.includes(other)) shown.push(other)
    function* rows(): Iterable<PivotRow> {
      for (const { row, series } of rowsOf(groups)) {
        if (left.size > 0) bringTogether(series, left, options.useother === false ? null : other, columns)
        yield { row, series }
      }
    }
    return { rows: { [Symbol.iterator]: () => rows()[Symbol.iterator]() }, columns: columnsOf(shown, columns, options) }
  }
}

/** A row that nothing else holds. */
interface OwnRow extends PivotRow {
  readonly series: Map<string, Cells>
}

/** @param groups sorted by their keys */
function* rowsOf(groups: Iterable<Group>): Iterable<OwnRow> {
  // Keys of different text may be equal in order, as 1 and "1.0" are: their groups come mixed.
  const equal = new Map<string, OwnRow>()
  let last: RankedKey | null = null
  for (const { key, cells } of groups) {
    const [row = "", series = ""] = key
    const id = textOfScalar(row)
    let known = equal.get(id)
    if (known === undefined) {
      const ranked = rankKey([row])
      if (last !== null && compareKeys(last, ranked) !== 0) {
        yield* equal.values()
        equal.clear()
      }
      last = ranked
      known = { row, series: new Map() }
      equal.set(id, known)
    }
    known.series.set(textOfScalar(series), cells)
  }
  yield* equal.values()
}

/** Puts the series that do not stay into one that is called `other`, or drops them. @param left their names, with the order to add them in */
function bringTogether(series: Map<string, Cells>, left: ReadonlyMap<string, number>, other: string | null, columns: Columns): void {
  const rest = Array.from(series)
    .flatMap(([name, cells]) => {
      const order = left.get(name)
      return order === undefined ? [] : [{ name, cells, order }]
    })
    .sort((a, b) => a.order - b.order)
  for (const { name } of rest) series.delete(name)
  if (rest.length === 0 || other === null) return
  const merged = columns.createCells()
  for (const { cells } of rest) merged.merge(cells)
  const known = series.get(other)
  if (known !== undefined) merged.merge(known)
  series.set(other, merged)
}

interface Score {
  add(value: Value, event: Event): void
  result(): Value
}

/** For each series the first aggregation, aggregated over the rows; series in the order in which they are first seen. */
function scoresOf(rows: Iterable<PivotRow>, create: () => Score): Map<string, Score> {
  const scores = new Map<string, Score>()
  const event = new Event()
  for (const { series } of rows)
    for (const [name, cells] of series) {
      let total = scores.get(name)
      if (total === undefined) {
        total = create()
        scores.set(name, total)
      }
      const [first] = cells.results()
      if (first !== undefined) total.add(first[1], event)
    }
  return scores
}

function scoreOf(total: Score): number {
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
