import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { isMap, numberAt, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface TransposeStage extends Stage {
  readonly kind: "transpose"
  /** Rows that become columns: five when left out, 0 for all. */
  readonly rows?: number | undefined
  readonly columnName?: string | undefined
  /** The field whose values name the columns. */
  readonly headerField?: string | undefined
  /** Left out when true. */
  readonly includeEmpty?: false | undefined
}

const standard = { rows: 5, columnName: "column" } as const

export const transpose: CoreStage<TransposeStage> = {
  name: "transpose",
  type: "transforming",
  order: () => "sensitive",
  docs: {
    summary: "Turn rows into columns and fields into rows.",
    examples: [
      {
        title: "Columns by number",
        stage: { transpose: {} },
        spl: "transpose",
        input: [
          { host: "x", count: 1 },
          { host: "y", count: 2 },
        ],
        output: [
          { column: "host", "row 1": "x", "row 2": "y" },
          { column: "count", "row 1": 1, "row 2": 2 },
        ],
      },
      {
        title: "Columns by the value of a field",
        stage: { transpose: { rows: 0, column_name: "status", header_field: "category", include_empty: false } },
        spl: "transpose 0 column_name=status header_field=category include_empty=false",
        input: [
          { category: "a", ok: 1, failed: "" },
          { category: "b", ok: 2, failed: "" },
        ],
        output: [{ status: "ok", a: 1, b: 2 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { type: "integer", minimum: 0 },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            rows: { type: "integer", minimum: 0, description: "Rows that become columns (5); 0 for all." },
            column_name: { type: "string", minLength: 1, description: "Name of the column with the names of the fields (column)." },
            header_field: { type: "string", minLength: 1, description: "The field whose values name the columns." },
            include_empty: { type: "boolean", description: "Whether fields that are empty in all rows stay (true)." },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "transpose",
      rows: unlessDefault(typeof value === "number" ? value : numberAt(value, "rows"), standard.rows),
      columnName: unlessDefault(textAt(value, "column_name"), standard.columnName),
      headerField: textAt(value, "header_field"),
      includeEmpty: isMap(value) && value.include_empty === false ? false : undefined,
      range: ctx.range,
    }),
    render: ({ rows, columnName, headerField, includeEmpty }) =>
      present({ rows, column_name: columnName, header_field: headerField, include_empty: includeEmpty }),
  },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: false }),
  exec({ rows = standard.rows, columnName = standard.columnName, headerField, includeEmpty }) {
    return collectEvents(events => {
      const turned = rows === 0 ? events : events.slice(0, rows)
      const headers = turned.map((event, index) => {
        const header = headerField === undefined ? null : textOf(event.get(headerField))
        return header ?? `row ${index + 1}`
      })
      const fields = new Set(turned.flatMap(event => event.names()))
      if (headerField !== undefined) fields.delete(headerField)
      return [...fields].flatMap(field => {
        const row = new Event()
        row.set(columnName, field)
        let empty = true
        turned.forEach((event, index) => {
          const value = event.get(field)
          if (value !== null && value !== "") empty = false
          row.set(headers[index] ?? "", value)
        })
        return includeEmpty === false && empty ? [] : [row]
      })
    })
  },
  spl: {
    commands: ["transpose"],
    parse(args) {
      const kinds = { int: "integer", column_name: "string", header_field: "field", include_empty: "boolean" } as const
      const before = args.options(kinds)
      const number = args.done ? undefined : args.integer()
      const { int, column_name, header_field, include_empty } = args.options(kinds, before)
      const rows = number ?? int
      if (rows !== undefined && rows < 0) throw args.error(`the number of rows cannot be negative, found ${rows}`)
      return {
        kind: "transpose",
        rows: unlessDefault(rows, standard.rows),
        columnName: unlessDefault(column_name, standard.columnName),
        headerField: header_field,
        includeEmpty: include_empty === false ? false : undefined,
      }
    },
    render: ({ rows, columnName, headerField, includeEmpty }, ctx) =>
      `transpose${rows === undefined ? "" : ` ${rows}`}${columnName === undefined ? "" : ` column_name=${ctx.string(columnName)}`}` +
      (headerField === undefined ? "" : ` header_field=${ctx.field(headerField)}`) +
      printOptions({ include_empty: includeEmpty }, ctx),
  },
  describe: ({ rows = standard.rows }) => `turns ${rows === 0 ? "rows" : `the first ${rows} rows`} into columns`,
}
