import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { type Scalar, type Value, valuesOf } from "../ir/value.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { fieldListSchema } from "../rows/by-clause.ts"
import { sortByKey, textOfScalar } from "../rows/key-order.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { flagAt, isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface XyseriesStage extends Stage {
  readonly kind: "xyseries"
  /** The field with a row for each value. */
  readonly x: string
  /** The field whose values name columns. */
  readonly series: string
  /** The fields that give the values of the columns. */
  readonly values: readonly string[]
  /** ": " when left out. */
  readonly sep?: string | undefined
  readonly format?: string | undefined
  /** The input is sorted by x: rows keep the order of the input, and one ends where x changes. */
  readonly grouped?: true | undefined
}

export const xyseries: CoreStage<XyseriesStage> = {
  name: "xyseries",
  type: "transforming",
  // Of several rows for one place the last counts.
  order: () => "sensitive",
  docs: {
    summary: "Turn rows into a table: a row for each value of one field, a column for each value of another.",
    description: "Of several rows for one place the last counts. With several fields of values the columns are called `field: value`.",
    examples: [
      {
        title: "A column for each user",
        stage: { xyseries: { x: "host", series: "user", values: ["count"] } },
        spl: "xyseries host user count",
        input: [
          { host: "y", user: "a", count: 3 },
          { host: "x", user: "b", count: 2 },
          { host: "x", user: "a", count: 1 },
        ],
        output: [
          { host: "x", a: 1, b: 2 },
          { host: "y", a: 3 },
        ],
      },
      {
        title: "Several values, in the order of the input",
        stage: { xyseries: { x: "host", series: "user", values: ["count", "bytes"], format: "$VAL$ ($AGG$)", grouped: true } },
        spl: 'xyseries grouped=t host user count bytes format="$VAL$ ($AGG$)"',
        input: [
          { host: "y", user: "a", count: 3, bytes: 10 },
          { host: "x", user: "a", count: 1, bytes: 20 },
        ],
        output: [
          { host: "y", "a (count)": 3, "a (bytes)": 10 },
          { host: "x", "a (count)": 1, "a (bytes)": 20 },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      required: ["x", "series", "values"],
      properties: {
        x: { type: "string", minLength: 1, description: "The field with a row for each value." },
        series: { type: "string", minLength: 1, description: "The field whose values name columns." },
        values: { ...fieldListSchema, description: "The fields that give the values of the columns." },
        sep: { type: "string", description: 'Text between field and value in the names of columns (": ").' },
        format: { type: "string", description: "Names of columns as a template of $AGG$, the field, and $VAL$." },
        grouped: { type: "boolean", description: "The input is sorted by x: rows keep its order." },
      },
    },
    parse: (value, ctx) => ({
      kind: "xyseries",
      x: textAt(value, "x") ?? "",
      series: textAt(value, "series") ?? "",
      values: textsOf(isMap(value) ? value.values : undefined),
      sep: unlessDefault(textAt(value, "sep"), ": "),
      format: textAt(value, "format"),
      grouped: flagAt(value, "grouped"),
      range: ctx.range,
    }),
    render: ({ x, series, values, sep, format, grouped }) => ({ x, series, values, ...present({ sep, format, grouped }) }),
  },
  fields: ({ x, series, values }) => ({ reads: [x, series, ...values], writes: ["*"], keepsOthers: false }),
  exec({ x, series, values, sep = ": ", format, grouped }) {
    const title = (field: string, name: string): string => {
      if (values.length === 1) return name
      if (format === undefined) return `${field}${sep}${name}`
      return format.replace(/\$AGG\$|\$VAL\$/gi, token => (token.toUpperCase() === "$AGG$" ? field : name))
    }
    return collectEvents(events => {
      const rows: Row[] = []
      const byValue = new Map<string, Row>()
      const names = new Set<string>()
      let last: string | null = null
      for (const event of events) {
        const name = valuesOf(event.get(series))[0]
        for (const place of valuesOf(event.get(x)).slice(0, 1)) {
          const id = textOfScalar(place)
          if (grouped === true && id !== last) byValue.clear()
          last = id
          let row = byValue.get(id)
          if (row === undefined) {
            row = { place, cells: new Map() }
            byValue.set(id, row)
            rows.push(row)
          }
          if (name === undefined) continue
          names.add(textOfScalar(name))
          for (const field of values) row.cells.set(title(field, textOfScalar(name)), event.get(field))
        }
      }
      const sorted = sortByKey(names, name => [name])
      const columns = values.flatMap(field => sorted.map(name => title(field, name)))
      return (grouped === true ? rows : sortByKey(rows, ({ place }) => [place])).map(({ place, cells }) => {
        const event = new Event()
        event.set(x, place)
        for (const column of columns) event.set(column, cells.get(column) ?? null)
        return event
      })
    })
  },
  spl: {
    commands: ["xyseries", "maketable"],
    parse(args) {
      const kinds = { grouped: "boolean", sep: "string", format: "string" } as const
      const start = args.offset
      const before = args.options(kinds)
      const [x, series, ...values] = args.fields()
      const { grouped, sep, format } = args.options(kinds, before)
      if (x === undefined || series === undefined || values.length === 0)
        throw args.error(
          'command "xyseries" needs three fields',
          'write "xyseries row-field name-field value-field"',
          args.rangeFrom(start),
        )
      return { kind: "xyseries", x, series, values, sep: unlessDefault(sep, ": "), format, grouped: grouped === true ? true : undefined }
    },
    render: ({ x, series, values, sep, format, grouped }, ctx) =>
      `xyseries${printOptions({ grouped }, ctx)} ${[x, series, ...values].map(name => ctx.field(name)).join(" ")}` +
      (sep === undefined ? "" : ` sep=${ctx.string(sep)}`) +
      (format === undefined ? "" : ` format=${ctx.string(format)}`),
  },
  describe: ({ x, series, values }) => `makes a table of ${values.join(" and ")} with a row for each ${x} and a column for each ${series}`,
}

interface Row {
  readonly place: Scalar
  readonly cells: Map<string, Value>
}
