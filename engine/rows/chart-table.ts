import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { numberOf, type Scalar, textOf, type Value, valueFrom, valuesOf } from "../ir/value.ts"
import type { ExecContext } from "../stages/stage.ts"
import type { AggregationColumn } from "./aggregation-columns.ts"
import { type Buckets, type BucketsPlan, extentOf } from "./buckets.ts"
import type { Cells } from "./cells.ts"
import { secondPass } from "./event-spool.ts"
import { type Group, type GroupKey, SpillingGrouping } from "./grouping.ts"
import { compilePivot, nullName, type Pivot, type PivotRow, pivotRows } from "./pivot.ts"
import type { SeriesOptions } from "./series-options.ts"

/** One of the two fields of a chart. */
export interface ChartField {
  readonly name: string
  /** Null for values as they are. */
  readonly buckets: BucketsPlan | null
}

export interface ChartTable {
  /** What the stage is called. */
  readonly stage: string
  readonly row: ChartField
  /** The field with a column for each of its values. */
  readonly split: ChartField | null
  /** Aggregations for rows of a width in seconds; NaN where rows are not times. */
  columns(bucketSeconds: number): readonly AggregationColumn[]
  readonly series: SeriesOptions
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
    const { memory, warn } = ctx
    return secondPass(table.stage, { memory, reads: ctx.reads(), warn }, () => ({
      *apply(events) {
        const fitted = fitBuckets(row, events)
        const chart = new Chart(table, fitted, fitBuckets(split, events), table.columns(fitted?.seconds ?? Number.NaN), turn, ctx)
        for (const event of events) chart.add(event)
        yield* chart.rows()
        chart.close()
      },
    }))
  }
  const columns = table.columns(rowBuckets?.seconds ?? Number.NaN)
  return next => {
    const chart = new Chart(table, rowBuckets, splitBuckets, columns, turn, ctx)
    return {
      push(event) {
        chart.add(event)
        return true
      },
      end() {
        for (const each of chart.rows()) if (!next.push(each)) break
        chart.close()
        next.end()
      },
    }
  }
}

function fitBuckets(field: ChartField | null, events: Iterable<Event>): Buckets | null {
  if (field === null || field.buckets === null) return null
  return field.buckets.fixed ?? field.buckets.fit(extentOf(events, field.name))
}

class Chart {
  private readonly table: ChartTable
  private readonly buckets: Buckets | null
  private readonly grouping: SpillingGrouping
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
    const { memory, warn } = ctx
    this.grouping = new SpillingGrouping({ keys, columns, dedupSplitValues: table.series.dedupSplitvals ?? false, warn }, memory)
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
    const { buckets, grouping } = this
    const groups = grouping.groups()
    const pivot = this.turn === null ? this.plain(groups) : this.turn(groups, grouping.columns)
    const filled = buckets === null ? pivot : { ...pivot, rows: this.within(this.filled(pivot.rows, buckets), buckets) }
    const label = buckets === null ? (row: Scalar) => row : (row: Scalar) => (typeof row === "number" ? buckets.label(row) : row)
    return pivotRows(filled, this.table.row.name, label)
  }

  /** The rows are not needed any more. */
  close(): void {
    this.grouping.close(this.table.stage, this.ctx.warn)
  }

  /** Without a split there is one series, whose name nobody sees. */
  private plain(groups: Iterable<Group>): Pivot {
    const { columns } = this.grouping
    const bound = columns.bound()
    const empty = columns.createCells()
    function* rows(): Iterable<PivotRow> {
      for (const { key, cells } of groups) yield { row: key[0] ?? "", series: new Map([["", cells]]) }
    }
    return {
      rows: { [Symbol.iterator]: () => rows()[Symbol.iterator]() },
      columns: series => bound.map(({ as, at }): [string, Value] => [as, at(series.get("") ?? empty).result()]),
    }
  }

  /** With a row for each empty bucket between others, unless there are too many. */
  private filled(rows: Iterable<PivotRow>, buckets: Buckets): Iterable<PivotRow> {
    if (this.table.series.cont === false) return rows
    let count = 0
    for (const row of withGaps(rows, buckets)) {
      count++
      if (row.series !== gap || count <= maxRows) continue
      this.ctx.warn(`a chart would have more than ${maxRows} rows; its gaps were left`)
      return rows
    }
    return withGaps(rows, buckets)
  }

  private *within(rows: Iterable<PivotRow>, buckets: Buckets): Iterable<PivotRow> {
    const { min, max } = this
    for (const each of rows) {
      const { row } = each
      // Times are taken to the second.
      if (this.table.partial || typeof row !== "number" || (row >= min && buckets.next(row) <= Math.floor(max) + 1)) yield each
    }
  }
}

/** The series of a row that stands for an empty bucket. */
const gap: ReadonlyMap<string, Cells> = new Map()

function* withGaps(rows: Iterable<PivotRow>, buckets: Buckets): Iterable<PivotRow> {
  let expected = Number.NaN
  for (const row of rows) {
    if (typeof row.row === "number") {
      for (; expected < row.row; expected = buckets.next(expected)) yield { row: expected, series: gap }
      expected = buckets.next(row.row)
    }
    yield row
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
