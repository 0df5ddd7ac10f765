import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { flagAt, isMap, present, textAt } from "../rows/plain-data.ts"
import { ColumnTotals } from "../rows/totals.ts"
import {
  parseTotals,
  printTotals,
  readTotals,
  standardTotal,
  summedFields,
  type TotalsOptions,
  totalsSchema,
} from "../rows/totals-options.ts"
import { ExactSum } from "../statistics/exact-sum.ts"
import type { CoreStage } from "./stage.ts"

export interface AddtotalsStage extends Stage, TotalsOptions {
  readonly kind: "addtotals"
  /** Left out when true. */
  readonly row?: false | undefined
  readonly col?: true | undefined
  readonly fieldname?: string | undefined
}

export const addtotals: CoreStage<AddtotalsStage> = {
  name: "addtotals",
  type: "streaming",
  order: () => "any",
  idle: ({ col }) => col !== true,
  docs: {
    summary: "Add the sum of the numbers of each row, and a row with the sums of columns.",
    examples: [
      {
        title: "The sum of each row",
        stage: { addtotals: {} },
        spl: "addtotals",
        input: [{ user: "a", in: 1, out: 2 }, { user: "b", in: 4 }, { user: "c" }],
        output: [
          { user: "a", in: 1, out: 2, Total: 3 },
          { user: "b", in: 4, Total: 4 },
          { user: "c", Total: 0 },
        ],
      },
      {
        title: "Some fields, into one of another name",
        stage: { addtotals: { fields: ["in*", "out"], fieldname: "Score" } },
        spl: "addtotals fieldname=Score in* out",
        input: [{ in1: 1, in2: 2, out: 3, other: 4 }],
        output: [{ in1: 1, in2: 2, out: 3, other: 4, Score: 6 }],
      },
      {
        title: "A row of sums",
        stage: { addtotals: { row: false, col: true, labelfield: "user", label: "ALL", fields: ["n"] } },
        spl: "addtotals row=f col=t labelfield=user label=ALL n",
        input: [
          { user: "a", n: 1 },
          { user: "b", n: 2 },
        ],
        output: [
          { user: "a", n: 1 },
          { user: "b", n: 2 },
          { user: "ALL", n: 3 },
        ],
      },
    ],
  },
  yaml: {
    schema: totalsSchema({
      row: { type: "boolean", description: "Whether each row gets its sum (true)." },
      col: { type: "boolean", description: "Whether a row with the sums of columns follows (false)." },
      fieldname: { type: "string", minLength: 1, description: `Name of the field with the sum of a row (${standardTotal}).` },
    }),
    parse: (value, ctx) => ({
      kind: "addtotals",
      ...parseTotals(value),
      row: isMap(value) && value.row === false ? false : undefined,
      col: flagAt(value, "col"),
      fieldname: unlessDefault(textAt(value, "fieldname"), standardTotal),
      range: ctx.range,
    }),
    render: ({ fields, row, col, fieldname, labelfield, label }) => present({ fields, row, col, fieldname, labelfield, label }),
  },
  fields: ({ fields, row, col, fieldname, labelfield }) => ({
    reads: fields ?? ["*"],
    writes: [...(row === false ? [] : [fieldname ?? standardTotal]), ...(col === true && labelfield !== undefined ? [labelfield] : [])],
    keepsOthers: true,
  }),
  exec(stage) {
    const { row, col, fieldname = standardTotal, labelfield, label = standardTotal } = stage
    const meant = summedFields(stage)
    return next => {
      const totals = new ColumnTotals()
      let open = true
      return {
        push(event) {
          if (row !== false) {
            const sum = new ExactSum()
            for (const name of event.names()) {
              const number = meant(name) ? numberOf(event.get(name)) : null
              if (number !== null) sum.add(number)
            }
            event.set(fieldname, sum.value())
          }
          if (col === true) totals.addFields(event, name => meant(name) || (row !== false && name === fieldname))
          open = next.push(event)
          return open
        },
        end() {
          if (open && col === true) next.push(totals.row(labelfield, label))
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["addtotals"],
    parse(args) {
      const { totals, values } = readTotals(args, { row: "boolean", col: "boolean", fieldname: "field" })
      return {
        kind: "addtotals",
        ...totals,
        row: values.row === false ? false : undefined,
        col: values.col === true ? true : undefined,
        fieldname: unlessDefault(values.fieldname, standardTotal),
      }
    },
    render: (stage, ctx) =>
      `addtotals${printOptions({ row: stage.row, col: stage.col }, ctx)}` +
      (stage.fieldname === undefined ? "" : ` fieldname=${ctx.field(stage.fieldname)}`) +
      printTotals(stage, ctx),
  },
  describe({ fields, row, col }) {
    const of = fields === undefined ? "all numbers" : fields.join(", ")
    return [
      ...(row === false ? [] : [`adds the sum of ${of} to each row`]),
      ...(col === true ? ["adds a row with the sums of columns"] : []),
    ].join(", ")
  },
}
