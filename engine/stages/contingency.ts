import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, valuesOf } from "../ir/value.ts"
import { compileColumns } from "../rows/aggregation-columns.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { fieldKey, type Group, Grouping } from "../rows/grouping.ts"
import { sortByKey, textOfScalar } from "../rows/key-order.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { isMap, numberAt, present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

interface Limits {
  /** Most rows and columns, the most frequent ones: a thousand when left out. */
  readonly maxrows?: number | undefined
  readonly maxcols?: number | undefined
  /** Share of the events that rows or columns need to cover, from 0 to 1: all when left out. */
  readonly minrowcover?: number | undefined
  readonly mincolcover?: number | undefined
}
export interface ContingencyStage extends Stage, Limits {
  readonly kind: "contingency"
  readonly row: string
  readonly column: string
  /** Left out when true. */
  readonly usetotal?: false | undefined
  readonly totalstr?: string | undefined
}

const standard = { count: 1000, cover: 1, totalstr: "TOTAL" } as const

export const contingency: CoreStage<ContingencyStage> = {
  name: "contingency",
  type: "transforming",
  order: () => "sorted",
  docs: {
    summary: "Count how often the values of two fields occur together, as a table with totals.",
    description: "The most frequent values come first, in rows and in columns.",
    examples: [
      {
        title: "Users by host",
        stage: { contingency: { row: "host", column: "user" } },
        spl: "contingency host user",
        input: [{ host: "x", user: "a" }, { host: "y", user: "a" }, { host: "y", user: "b" }, { host: "y" }],
        output: [
          { host: "y", a: 1, b: 1, TOTAL: 2 },
          { host: "x", a: 1, b: 0, TOTAL: 1 },
          { host: "TOTAL", a: 2, b: 1, TOTAL: 3 },
        ],
      },
      {
        title: "The most frequent, without totals",
        stage: { contingency: { row: "host", column: "user", maxrows: 1, mincolcover: 0.5, usetotal: false } },
        spl: "contingency maxrows=1 mincolcover=0.5 usetotal=f host user",
        input: [
          { host: "x", user: "a" },
          { host: "y", user: "a" },
          { host: "y", user: "b" },
        ],
        output: [{ host: "y", a: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["row", "column"],
      properties: {
        row: { type: "string", minLength: 1, description: "The field with a row for each value." },
        column: { type: "string", minLength: 1, description: "The field with a column for each value." },
        maxrows: { type: "integer", minimum: 1, description: "Most rows (1000)." },
        maxcols: { type: "integer", minimum: 1, description: "Most columns (1000)." },
        minrowcover: { type: "number", minimum: 0, maximum: 1, description: "Share of the events that is enough for rows to cover (1)." },
        mincolcover: {
          type: "number",
          minimum: 0,
          maximum: 1,
          description: "Share of the events that is enough for columns to cover (1).",
        },
        usetotal: { type: "boolean", description: "Whether there are totals (true)." },
        totalstr: { type: "string", minLength: 1, description: "Name of the totals (TOTAL)." },
      },
    },
    parse: (value, ctx) => ({
      kind: "contingency",
      row: textAt(value, "row") ?? "",
      column: textAt(value, "column") ?? "",
      ...limits({
        maxrows: numberAt(value, "maxrows"),
        maxcols: numberAt(value, "maxcols"),
        minrowcover: numberAt(value, "minrowcover"),
        mincolcover: numberAt(value, "mincolcover"),
      }),
      usetotal: isMap(value) && value.usetotal === false ? false : undefined,
      totalstr: unlessDefault(textAt(value, "totalstr"), standard.totalstr),
      range: ctx.range,
    }),
    render: ({ kind: _, range: __, ...options }) => present(options),
  },
  fields: ({ row, column }) => ({ reads: [row, column], writes: ["*"], keepsOthers: false }),
  exec(stage, ctx) {
    const columns = compileColumns([{ function: "count", as: "count" }], ctx)
    return next => {
      const grouping = new Grouping({ keys: [fieldKey(stage.row), fieldKey(stage.column)], columns, warn: message => ctx.warn(message) })
      return {
        push(event) {
          grouping.add(event)
          return true
        },
        end() {
          for (const row of tableOf(grouping.sorted(), stage)) if (!next.push(row)) break
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["contingency", "counttable", "ctable"],
    parse(args) {
      const kinds = {
        maxrows: "integer",
        maxcols: "integer",
        minrowcover: "number",
        mincolcover: "number",
        usetotal: "boolean",
        totalstr: "string",
      } as const
      const start = args.offset
      const before = args.options(kinds)
      const [row, column, ...more] = args.fields()
      const { usetotal, totalstr, ...others } = args.options(kinds, before)
      if (row === undefined || column === undefined || more.length > 0)
        throw args.error('command "contingency" needs two fields', 'write "contingency row-field column-field"', args.rangeFrom(start))
      return {
        kind: "contingency",
        row,
        column,
        ...limits(others),
        usetotal: usetotal === false ? false : undefined,
        totalstr: unlessDefault(totalstr, standard.totalstr),
      }
    },
    render: ({ row, column, maxrows, maxcols, minrowcover, mincolcover, usetotal, totalstr }, ctx) =>
      `contingency${printOptions({ maxrows, maxcols, minrowcover, mincolcover, usetotal }, ctx)}` +
      `${totalstr === undefined ? "" : ` totalstr=${ctx.string(totalstr)}`} ${ctx.field(row)} ${ctx.field(column)}`,
  },
  describe: ({ row, column }) => `counts how often the values of ${row} and ${column} occur together`,
}

const limits = ({ maxrows, maxcols, minrowcover, mincolcover }: Limits): Limits => ({
  maxrows: unlessDefault(maxrows, standard.count),
  maxcols: unlessDefault(maxcols, standard.count),
  minrowcover: unlessDefault(minrowcover, standard.cover),
  mincolcover: unlessDefault(mincolcover, standard.cover),
})

function* tableOf(groups: readonly Group[], stage: ContingencyStage): Iterable<Event> {
  const counted = groups.map(({ key: [row = "", column = ""], cells }) => {
    const [count = 0] = valuesOf(cells.fixed[0]?.result() ?? null)
    return { row, column: textOfScalar(column), count: Number(count) }
  })
  const rows = mostFrequent(counted, each => each.row, stage.maxrows, stage.minrowcover)
  const columns = mostFrequent(counted, each => each.column, stage.maxcols, stage.mincolcover)
  const total = stage.totalstr ?? standard.totalstr
  const byRow = new Map<Scalar, Map<string, number>>()
  for (const { row, column, count } of counted) {
    const cells = byRow.get(row) ?? new Map<string, number>()
    byRow.set(row, cells.set(column, count))
  }
  const withCells = (name: Scalar, countOf: (column: string) => number, sum: number): Event => {
    const event = new Event()
    event.set(stage.row, name)
    for (const { value } of columns) event.set(textOfScalar(value), countOf(textOfScalar(value)))
    if (stage.usetotal !== false) event.set(total, sum)
    return event
  }
  for (const { value, count } of rows) yield withCells(value, column => byRow.get(value)?.get(column) ?? 0, count)
  if (stage.usetotal === false || rows.length === 0) return
  const sums = new Map(columns.map(({ value, count }) => [textOfScalar(value), count]))
  yield withCells(
    total,
    column => sums.get(column) ?? 0,
    counted.reduce((sum, { count }) => sum + count, 0),
  )
}

interface Frequent {
  readonly value: Scalar
  readonly count: number
}

/** Values by falling count, as many as allowed, and as many as it takes to cover the share that is asked for. */
function mostFrequent<T extends { readonly count: number }>(
  counted: readonly T[],
  of: (item: T) => Scalar,
  most: number = standard.count,
  cover: number = standard.cover,
): Frequent[] {
  const sums = new Map<Scalar, number>()
  let total = 0
  for (const item of counted) {
    sums.set(of(item), (sums.get(of(item)) ?? 0) + item.count)
    total += item.count
  }
  const ranked = sortByKey(sums, ([value, count]) => [-count, value]).slice(0, most)
  const kept: Frequent[] = []
  let covered = 0
  for (const [value, count] of ranked) {
    if (covered >= cover * total) break
    kept.push({ value, count })
    covered += count
  }
  return kept
}
