import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { printOptions } from "../rows/bucket-options.ts"
import { fieldListSchema } from "../rows/by-clause.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { flagAt, isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { ColumnTotals, countsByDefault } from "../rows/totals.ts"
import { ExactSum } from "../statistics/exact-sum.ts"
import type { CoreStage } from "./stage.ts"

export interface AddtotalsStage extends Stage {
  readonly kind: "addtotals"
  /** All that hold numbers when left out; names may hold `*`. */
  readonly fields?: readonly string[] | undefined
  /** Left out when true. */
  readonly row?: false | undefined
  readonly col?: true | undefined
  readonly fieldname?: string | undefined
  readonly labelfield?: string | undefined
  readonly label?: string | undefined
}

const standard = "Total"

export const addtotals: CoreStage<AddtotalsStage> = {
  name: "addtotals",
  type: "streaming",
  order: () => "any",
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
    schema: {
      oneOf: [
        ...fieldListSchema.oneOf,
        {
          type: "object",
          additionalProperties: false,
          properties: {
            fields: { ...fieldListSchema, description: "Fields to sum, names may hold *; all that hold numbers when left out." },
            row: { type: "boolean", description: "Whether each row gets its sum (true)." },
            col: { type: "boolean", description: "Whether a row with the sums of columns follows (false)." },
            fieldname: { type: "string", minLength: 1, description: "Name of the field with the sum of a row (Total)." },
            labelfield: { type: "string", minLength: 1, description: "The field that takes the label in the row of sums." },
            label: { type: "string", minLength: 1, description: "The label (Total)." },
          },
        },
      ],
    },
    parse(value, ctx) {
      const fields = textsOf(isMap(value) ? value.fields : value)
      return {
        kind: "addtotals",
        fields: fields.length === 0 ? undefined : fields,
        row: isMap(value) && value.row === false ? false : undefined,
        col: flagAt(value, "col"),
        fieldname: unlessDefault(textAt(value, "fieldname"), standard),
        labelfield: textAt(value, "labelfield"),
        label: unlessDefault(textAt(value, "label"), standard),
        range: ctx.range,
      }
    },
    render: ({ fields, row, col, fieldname, labelfield, label }) => present({ fields, row, col, fieldname, labelfield, label }),
  },
  fields: ({ fields, row, col, fieldname, labelfield }) => ({
    reads: fields ?? ["*"],
    writes: [...(row === false ? [] : [fieldname ?? standard]), ...(col === true && labelfield !== undefined ? [labelfield] : [])],
    keepsOthers: true,
  }),
  exec({ fields, row, col, fieldname = standard, labelfield, label = standard }) {
    const patterns = fields === undefined ? null : compileFieldPatterns(fields)
    const meant = patterns === null ? countsByDefault : (name: string) => patterns.matches(name)
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
      const kinds = { row: "boolean", col: "boolean", labelfield: "field", label: "string", fieldname: "field" } as const
      const fields: string[] = []
      let options = args.options(kinds)
      while (!args.done) {
        const at = args.offset
        fields.push(...args.fields())
        options = args.options(kinds, options)
        if (args.offset === at) break
      }
      return {
        kind: "addtotals",
        fields: fields.length === 0 ? undefined : fields,
        row: options.row === false ? false : undefined,
        col: options.col === true ? true : undefined,
        fieldname: unlessDefault(options.fieldname, standard),
        labelfield: options.labelfield,
        label: unlessDefault(options.label, standard),
      }
    },
    render: ({ fields, row, col, fieldname, labelfield, label }, ctx) =>
      `addtotals${printOptions({ row, col }, ctx)}` +
      (fieldname === undefined ? "" : ` fieldname=${ctx.field(fieldname)}`) +
      (labelfield === undefined ? "" : ` labelfield=${ctx.field(labelfield)}`) +
      (label === undefined ? "" : ` label=${ctx.string(label)}`) +
      (fields === undefined ? "" : ` ${fields.map(name => ctx.field(name)).join(" ")}`),
  },
  describe({ fields, row, col }) {
    const of = fields === undefined ? "all numbers" : fields.join(", ")
    return [
      ...(row === false ? [] : [`adds the sum of ${of} to each row`]),
      ...(col === true ? ["adds a row with the sums of columns"] : []),
    ].join(", ")
  },
}
