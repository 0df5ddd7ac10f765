import type { OptionKind, OptionValues, SplPrinter, SplReader } from "../spl/syntax.ts"
import { fieldListSchema } from "./by-clause.ts"
import { compileFieldPatterns, isInternal } from "./field-patterns.ts"
import { unlessDefault } from "./option-default.ts"
import { isMap, type PlainMap, textAt, textsOf } from "./plain-data.ts"

/** What addtotals and addcoltotals sum, and the label of their row of sums. */
export interface TotalsOptions {
  /** All that hold numbers when left out; names may hold `*`. */
  readonly fields?: readonly string[] | undefined
  readonly labelfield?: string | undefined
  readonly label?: string | undefined
}

/** The label where none is given, and the name of the field with the sum of a row. */
export const standardTotal = "Total"

/** JSON Schema of the names of fields, or of a map with `own` options among the others. */
export const totalsSchema = (own: PlainMap = {}): PlainMap => ({
  oneOf: [
    ...fieldListSchema.oneOf,
    {
      type: "object",
      additionalProperties: false,
      properties: {
        fields: { ...fieldListSchema, description: "Fields to sum, names may hold *; all that hold numbers when left out." },
        ...own,
        labelfield: { type: "string", minLength: 1, description: "The field that takes the label in the row of sums." },
        label: { type: "string", minLength: 1, description: `The label (${standardTotal}).` },
      },
    },
  ],
})

const totalsOf = (fields: readonly string[], labelfield: string | undefined, label: string | undefined): TotalsOptions => ({
  fields: fields.length === 0 ? undefined : fields,
  labelfield,
  label: unlessDefault(label, standardTotal),
})

export const parseTotals = (value: unknown): TotalsOptions =>
  totalsOf(textsOf(isMap(value) ? value.fields : value), textAt(value, "labelfield"), textAt(value, "label"))

/** Reads fields and options in any order. @throws RuleError "syntax" */
export function readTotals<const K extends Readonly<Record<string, OptionKind>>>(
  args: SplReader,
  own: K,
): { readonly totals: TotalsOptions; readonly values: OptionValues<K> } {
  const labels = { labelfield: "field", label: "string" } as const
  const kinds = { ...labels, ...own }
  const fields: string[] = []
  let values: OptionValues<typeof kinds> = args.options(kinds)
  while (!args.done) {
    const at = args.offset
    fields.push(...args.fields())
    values = args.options(kinds, values)
    if (args.offset === at) break
  }
  return { totals: totalsOf(fields, values.labelfield, values.label), values }
}

export const printTotals = ({ fields, labelfield, label }: TotalsOptions, ctx: SplPrinter): string =>
  (labelfield === undefined ? "" : ` labelfield=${ctx.field(labelfield)}`) +
  (label === undefined ? "" : ` label=${ctx.string(label)}`) +
  (fields === undefined ? "" : ` ${fields.map(name => ctx.field(name)).join(" ")}`)

/** Whether a field is one of those to sum. */
export function summedFields({ fields }: TotalsOptions): (name: string) => boolean {
  if (fields === undefined) return name => !isInternal(name)
  const patterns = compileFieldPatterns(fields)
  return name => patterns.matches(name)
}
