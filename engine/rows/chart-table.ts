import type { Event } from "../event.ts"
import type { Operator, Sink } from "../exec/operator.ts"
import { numberOf, type Scalar, textOf, type Value, valueFrom, valuesOf } from "../ir/value.ts"
import type { ExecContext } from "../stages/stage.ts"
import type { AggregationColumn } from "./aggregation-columns.ts"
import { type Buckets, type BucketsPlan, extentOf } from "./buckets.ts"
import { Grouping, type GroupKey } from "./grouping.ts"
import { compilePivot, nullName, type Pivot, type PivotRow, pivotRows } from "./pivot.ts"
import type { SeriesOptions } from "./series-options.ts"

/** One of the two fields of a chart. */
export interface ChartField {
  readonly name: string
  /** Null for values as they are. */
  readonly buckets: BucketsPlan | null
}

export interface ChartTable {
  readonly row: ChartField
  /** The field with a column for each of its values. */
  readonly split: ChartField | null
  /** Aggregations for rows of a width in seconds; NaN where rows are not times. */
  columns(bucketSeconds: number): readonly AggregationColumn[]
  readonly series: SeriesOptions
  readonly dedupSplitValues: boolean
  /** Whether the first and the last bucket stay though the data does not cover all of them. */
  readonly partial: boolean
}

/** Splunk's maxresultrows of charts. */
const maxRows = 50_000

/** Aggregates all events to a table with a row for each value or bucket of one field, and columns for the values of another. */
export function chartOperator(table: ChartTable, ctx: ExecContext): Operator {
  const { row, split } = table
  const turn = split === null ? null : compilePivot(table.series, ctx)
  const rowBuckets = row.buckets === null ? null : row.buckets.fixed
  const splitBuckets = split === null || split.buckets === null ? null : split.buckets.fixed
  const fits = (field: ChartField | null): boolean => field !== null && field.buckets !== null && field.buckets.fixed === null
  if (fits(row) || fits(split)) {
    // Mistakes in the aggregations show before there are events.
    table.columns(1)
    return next => {
      const events: Event[] = []
      return {
        push(event) {
          events.push(event)
          return true
        },
        end() {
          const fitted = fitBuckets(row, events)
          const chart = new Chart(table, fitted, fitBuckets(split, events), table.columns(fitted?.seconds ?? Number.NaN), turn, ctx)
          for (const event of events) chart.add(event)
          pass(chart, next)
        },
      }
    }
  }
  const columns = table.columns(rowBuckets?.seconds ?? Number.NaN)
  return next => {
    const chart = new Chart(table, rowBuckets, splitBuckets, columns, turn, ctx)
    return {
      push(event) {
        chart.add(event)
        return true
      },
      end: () => pass(chart, next),
    }
  }
}

function pass(chart: Chart, next: Sink): void {
  for (const row of chart.rows()) if (!next.push(row)) break
  next.end()
}

function fitBuckets(field: ChartField | null, events: readonly Event[]): Buckets | null {
  if (field === null || field.buckets === null) return null
  return field.buckets.fixed ?? field.buckets.fit(extentOf(events, field.name))
}

class Chart {
  private readonly table: ChartTable
  private readonly buckets: Buckets | null
  private readonly grouping: Grouping
  private readonly turn: ReturnType<typeof compilePivot> | null
  private readonly ctx: ExecContext
  /** Of the values that rows are buckets of. */
  private min = Number.POSITIVE_INFINITY
  private max = Number.NEGATIVE_INFINITY

  constructor(
    table: ChartTable,
    buckets: Buckets | null,
    splitBuckets: Buckets | null,
    columns: readonly AggregationColumn[],
    turn: ReturnType<typeof compilePivot> | null,
    ctx: ExecContext,
  ) {
    this.table = table
    this.buckets = buckets
    this.turn = turn
    this.ctx = ctx
    const keys = [this.rowKey()]
    if (table.split !== null) keys.push(splitKey(table.split.name, splitBuckets, table.series))
    this.grouping = new Grouping({ keys, columns, dedupSplitValues: table.dedupSplitValues, warn: message => ctx.warn(message) })
  }

  private rowKey(): GroupKey {
    const { name } = this.table.row
    const { buckets } = this
    if (buckets === null) return { name, value: event => event.get(name) }
    const startOf = (value: Scalar): Scalar => {
      const number = numberOf(value)
      const start = number === null || !Number.isFinite(number) ? Number.NaN : buckets.startOf(number)
      if (number === null || Number.isNaN(start)) return textOf(value) ?? ""
      if (number < this.min) this.min = number
      if (number > this.max) this.max = number
      return start
    }
    const isTime = name === "_time"
    return {
      name,
      value(event) {
        const value = event.get(name)
        if (value === null) return null
        const start = typeof value === "object" ? valueFrom(value.map(startOf)) : startOf(value)
        // What is no time has no place on an axis of times.
        return isTime && typeof start !== "number" ? null : start
      },
    }
  }

  add(event: Event): void {
    this.grouping.add(event)
  }

  rows(): Iterable<Event> {
    const { buckets } = this
    const pivot = this.turn === null ? this.plain() : this.turn(this.grouping.sorted(), this.grouping.columns)
    const filled = buckets === null ? pivot : { ...pivot, rows: this.within(this.filled(pivot.rows, buckets), buckets) }
    const label = buckets === null ? (row: Scalar) => row : (row: Scalar) => (typeof row === "number" ? buckets.label(row) : row)
    return pivotRows(filled, this.table.row.name, label)
  }

  /** Without a split there is one series, whose name nobody sees. */
  private plain(): Pivot {
    const columns = this.grouping.columns
    const bound = columns.bound()
    const empty = columns.createCells()
    return {
      rows: this.grouping.sorted().map(({ key, cells }): PivotRow => ({ row: key[0] ?? "", series: new Map([["", cells]]) })),
      columns: series => bound.map(({ as, at }): [string, Value] => [as, at(series.get("") ?? empty).result()]),
    }
  }

  /** With a row for each empty bucket between others. */
  private filled(rows: readonly PivotRow[], buckets: Buckets): readonly PivotRow[] {
    if (this.table.series.cont === false) return rows
    const filled: PivotRow[] = []
    let expected = Number.NaN
    for (const row of rows) {
      if (typeof row.row === "number") {
        for (; expected < row.row; expected = buckets.next(expected)) {
          filled.push({ row: expected, series: new Map() })
          if (filled.length <= maxRows) continue
          this.ctx.warn(`a chart would have more than ${maxRows} rows; its gaps were left`)
          return rows
        }
        expected = buckets.next(row.row)
      }
      filled.push(row)
    }
    return filled
  }

  private within(rows: readonly PivotRow[], buckets: Buckets): readonly PivotRow[] {
    if (this.table.partial) return rows
    const { min, max } = this
    // Times are taken to the second.
    return rows.filter(({ row }) => typeof row !== "number" || (row >= min && buckets.next(row) <= Math.floor(max) + 1))
  }
}

function splitKey(name: string, buckets: Buckets | null, series: SeriesOptions): GroupKey {
  const missing = series.usenull === false ? null : nullName(series)
  if (buckets === null) return { name, value: event => event.get(name) ?? missing }
  const label = (value: Scalar): Scalar => {
    const number = numberOf(value)
    const start = number === null ? Number.NaN : buckets.startOf(number)
    return Number.isNaN(start) ? value : buckets.label(start)
  }
  return {
    name,
    value(event) {
      const value = event.get(name)
      return value === null ? missing : valueFrom(valuesOf(value).map(label))
    },
  }
}
