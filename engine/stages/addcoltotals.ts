import type { Stage } from "../ir/stage.ts"
import { present } from "../rows/plain-data.ts"
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
import type { CoreStage } from "./stage.ts"

export interface AddcoltotalsStage extends Stage, TotalsOptions {
  readonly kind: "addcoltotals"
}

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
    schema: totalsSchema(),
    parse: (value, ctx) => ({ kind: "addcoltotals", ...parseTotals(value), range: ctx.range }),
    render: ({ fields, labelfield, label }) => present({ fields, labelfield, label }),
  },
  fields: ({ fields, labelfield }) => ({ reads: fields ?? ["*"], writes: labelfield === undefined ? [] : [labelfield], keepsOthers: true }),
  exec(stage) {
    const { labelfield, label = standardTotal } = stage
    const meant = summedFields(stage)
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
    parse: args => ({ kind: "addcoltotals", ...readTotals(args, {}).totals }),
    render: (stage, ctx) => `addcoltotals${printTotals(stage, ctx)}`,
  },
  describe: ({ fields }) => `adds a row with the sums of ${fields === undefined ? "all columns of numbers" : fields.join(", ")}`,
}
