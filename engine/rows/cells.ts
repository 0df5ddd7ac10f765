import type { Accumulator, AccumulatorState } from "../aggregates/aggregate.ts"
import type { Event } from "../event.ts"
import { compareText, type Scalar, type Value } from "../ir/value.ts"
import { loadList, loadScalar } from "../statistics/saved-state.ts"
import type { AggregationColumn } from "./aggregation-columns.ts"

interface Pattern {
  readonly create: () => Accumulator
  readonly grows: boolean
  readonly bind: (field: string) => string | null
  /** Columns of the fields that were seen; null for fields that the pattern does not mean. */
  readonly columns: Map<string, string | null>
}

const patternOf = (column: AggregationColumn, bind: Pattern["bind"]): Pattern => ({
  create: () => column.create(),
  grows: column.grows === true,
  bind,
  columns: new Map(),
})

/** About what an accumulator takes, and what a value that one keeps takes beside its text. */
const accumulatorBytes = 80
const valueBytes = 100

const bytesOf = (value: Scalar | readonly Scalar[]): number => {
  if (typeof value === "string") return valueBytes + value.length * 2
  if (typeof value === "number") return valueBytes
  let bytes = 0
  for (const each of value) bytes += bytesOf(each)
  return bytes
}

/** Names of fields come from data: so many that a pattern does not mean are remembered. */
const maxForgotten = 10_000

/** The columns that a stage computes: what the cells of all its rows have in common. */
export class Columns {
  /** Columns with a name of their own. */
  readonly fixed: readonly AggregationColumn[]
  readonly patterns: readonly Pattern[]
  /** About how many bytes were added to what cells hold; whoever counts them takes them off. */
  grown = 0
  /** As the columns were written: where each stands in `fixed` or in `patterns`. */
  private readonly order: readonly { readonly list: "fixed" | "patterns"; readonly index: number }[]

  constructor(columns: readonly AggregationColumn[]) {
    const fixed: AggregationColumn[] = []
    const patterns: Pattern[] = []
    this.order = columns.map(column => {
      if (column.bind === null) return { list: "fixed", index: fixed.push(column) - 1 }
      return { list: "patterns", index: patterns.push(patternOf(column, column.bind)) - 1 }
    })
    this.fixed = fixed
    this.patterns = patterns
  }

  createCells(): Cells {
    this.grown += this.fixed.length * accumulatorBytes
    return new Cells(this)
  }

  /** The columns by name: of patterns those that any row has bound, sorted. `at` gives a row's accumulator, where it has one. */
  bound(): { readonly as: string; at(cells: Cells): Accumulator }[] {
    return this.order.flatMap(({ list, index }) => {
      const fixed = list === "fixed" ? this.fixed[index] : undefined
      if (fixed !== undefined) return [{ as: fixed.as, at: (cells: Cells) => cells.fixed[index] ?? fixed.create() }]
      const pattern = this.patterns[index]
      if (pattern === undefined) return []
      const names = Array.from(pattern.columns).sort(([a], [b]) => compareText(a, b))
      return names.flatMap(([field, as]) =>
        as === null ? [] : [{ as, at: (cells: Cells) => cells.bound[index]?.get(field) ?? pattern.create() }],
      )
    })
  }

  /** Takes note of the fields of an event that cells will see later. */
  notice(event: Event): void {
    if (this.patterns.length === 0) return
    for (const name of event.names()) for (const pattern of this.patterns) this.columnOf(pattern, name)
  }

  columnOf(pattern: Pattern, field: string): string | null {
    let column = pattern.columns.get(field)
    if (column === undefined) {
      column = pattern.bind(field)
      if (column !== null || pattern.columns.size < maxForgotten) pattern.columns.set(field, column)
    }
    return column
  }
}

/** The accumulators of one row. */
export class Cells {
  readonly fixed: readonly Accumulator[]
  /** For each pattern, the accumulators by field. */
  readonly bound: readonly Map<string, Accumulator>[]
  private readonly columns: Columns

  constructor(columns: Columns) {
    this.columns = columns
    this.fixed = columns.fixed.map(column => column.create())
    this.bound = columns.patterns.length === 0 ? none : columns.patterns.map(() => new Map())
  }

  add(event: Event): void {
    const { fixed } = this.columns
    for (let i = 0; i < fixed.length; i++) {
      const column = fixed[i]
      if (column === undefined) continue
      const value = column.argument(event)
      this.fixed[i]?.add(value, event)
      if (column.grows === true && value !== null) this.columns.grown += bytesOf(value)
    }
    if (this.bound.length > 0) this.addBound(event)
  }

  private addBound(event: Event): void {
    const names = event.names()
    this.columns.patterns.forEach((pattern, index) => {
      for (const name of names) {
        if (this.columns.columnOf(pattern, name) === null) continue
        const value = event.get(name)
        this.boundAt(index, name).add(value, event)
        if (pattern.grows && value !== null) this.columns.grown += bytesOf(value)
      }
    })
  }

  private boundAt(index: number, field: string): Accumulator {
    const accumulators = this.bound[index]
    const pattern = this.columns.patterns[index]
    if (accumulators === undefined || pattern === undefined) throw new Error("cells belong to other columns")
    let accumulator = accumulators.get(field)
    if (accumulator === undefined) {
      accumulator = pattern.create()
      this.columns.grown += accumulatorBytes + field.length
      accumulators.set(field, accumulator)
      this.columns.columnOf(pattern, field)
    }
    return accumulator
  }

  /** Adds what other cells of equal columns saw, all of it later in pipeline order. The other cells stay as they are. */
  merge(other: Cells): void {
    for (let i = 0; i < this.fixed.length; i++) {
      const accumulator = other.fixed[i]
      if (accumulator !== undefined) this.fixed[i]?.merge(accumulator)
    }
    other.bound.forEach((accumulators, index) => {
      for (const [field, accumulator] of accumulators) this.boundAt(index, field).merge(accumulator)
    })
  }

  /** Columns and values in order; of columns with equal names the last counts. */
  results(): [column: string, value: Value][] {
    const { fixed, patterns } = this.columns
    if (patterns.length === 0) return fixed.map(({ as }, i) => [as, this.fixed[i]?.result() ?? null])
    return this.columns.bound().map(({ as, at }) => [as, at(this).result()])
  }

  /** Plain data, for another thread or a spilled run. */
  save(): AccumulatorState {
    return [
      this.fixed.map(accumulator => accumulator.save()),
      this.bound.map(accumulators => Array.from(accumulators, ([field, accumulator]): AccumulatorState => [field, accumulator.save()])),
    ]
  }

  /** Fills empty cells with what `save` gave. */
  load(state: AccumulatorState): void {
    const [fixed, bound] = loadList(state)
    loadList(fixed).forEach((saved, index) => {
      this.fixed[index]?.load(saved)
    })
    loadList(bound).forEach((entries, index) => {
      for (const entry of loadList(entries)) {
        const [field, saved = null] = loadList(entry)
        this.boundAt(index, String(loadScalar(field))).load(saved)
      }
    })
  }
}

const none: readonly Map<string, Accumulator>[] = []
