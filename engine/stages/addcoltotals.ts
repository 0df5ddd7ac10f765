import type { Stage } from "../ir/stage.ts"
import { fieldListSchema } from "../rows/by-clause.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { isMap, present, textAt, textsOf } from "../rows/plain-data.ts"
import { ColumnTotals, countsByDefault } from "../rows/totals.ts"
import type { CoreStage } from "./stage.ts"

export interface AddcoltotalsStage extends Stage {
  readonly kind: "addcoltotals"
  /** All that hold numbers when left out; names may hold `*`. */
  readonly fields?: readonly string[] | undefined
  readonly labelfield?: string | undefined
  readonly label?: string | undefined
}

const standard = "Total"

export const addcoltotals: CoreStage<AddcoltotalsStage> = {
  name: "addcoltotals",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Add a row with the sums of columns.",
    examples: [
      {
        title: "Sums with a label",
        stage: { addcoltotals: { fields: ["n"], labelfield: "user", label: "ALL" } },
        spl: "addcoltotals labelfield=user label=ALL n",
        input: [
          { user: "a", n: 1, m: 5 },
          { user: "b", n: 2, m: 6 },
        ],
        output: [
          { user: "a", n: 1, m: 5 },
          { user: "b", n: 2, m: 6 },
          { user: "ALL", n: 3 },
        ],
      },
      {
        title: "All that hold numbers",
        stage: { addcoltotals: {} },
        spl: "addcoltotals",
        input: [
          { user: "a", n: 1 },
          { user: "b", n: "2" },
        ],
        output: [{ user: "a", n: 1 }, { user: "b", n: "2" }, { n: 3 }],
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
            labelfield: { type: "string", minLength: 1, description: "The field that takes the label in the row of sums." },
            label: { type: "string", minLength: 1, description: "The label (Total)." },
          },
        },
      ],
    },
    parse(value, ctx) {
      const fields = textsOf(isMap(value) ? value.fields : value)
      return {
        kind: "addcoltotals",
        fields: fields.length === 0 ? undefined : fields,
        labelfield: textAt(value, "labelfield"),
        label: unlessDefault(textAt(value, "label"), standard),
        range: ctx.range,
      }
    },
    render: ({ fields, labelfield, label }) => present({ fields, labelfield, label }),
  },
  fields: ({ fields, labelfield }) => ({ reads: fields ?? ["*"], writes: labelfield === undefined ? [] : [labelfield], keepsOthers: true }),
  exec({ fields, labelfield, label = standard }) {
    const patterns = fields === undefined ? null : compileFieldPatterns(fields)
    const meant = patterns === null ? countsByDefault : (name: string) => patterns.matches(name)
    return next => {
      const totals = new ColumnTotals()
      let open = true
      return {
        push(event) {
          totals.addFields(event, meant)
          open = next.push(event)
          return open
        },
        end() {
          if (open) next.push(totals.row(labelfield, label))
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["addcoltotals"],
    parse(args) {
      const kinds = { labelfield: "field", label: "string" } as const
      const before = args.options(kinds)
      const fields = args.fields()
      const { labelfield, label } = args.options(kinds, before)
      return { kind: "addcoltotals", fields: fields.length === 0 ? undefined : fields, labelfield, label: unlessDefault(label, standard) }
    },
    render: ({ fields, labelfield, label }, ctx) =>
      "addcoltotals" +
      (labelfield === undefined ? "" : ` labelfield=${ctx.field(labelfield)}`) +
      (label === undefined ? "" : ` label=${ctx.string(label)}`) +
      (fields === undefined ? "" : ` ${fields.map(name => ctx.field(name)).join(" ")}`),
  },
  describe: ({ fields }) => `adds a row with the sums of ${fields === undefined ? "all columns of numbers" : fields.join(", ")}`,
}
