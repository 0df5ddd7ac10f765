import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { compareText, numberOf, type Value, valuesOf } from "../ir/value.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, numberAt, present, textsOf } from "../rows/plain-data.ts"
import { Moments } from "../statistics/moments.ts"
import { NumericSum } from "../statistics/numeric-sum.ts"
import { scalarText } from "../values/text-argument.ts"
import type { CoreStage } from "./stage.ts"

export interface FieldsummaryStage extends Stage {
  readonly kind: "fieldsummary"
  /** Names and patterns; all fields but internal ones when there are none. */
  readonly fields: readonly string[]
  /** Most distinct values to list; 100 when left out, 0 for all. */
  readonly maxvals?: number | undefined
}

const defaultMost = 100
const other = (maxvals: number | undefined): number | undefined => (maxvals === defaultMost ? undefined : maxvals)

const columns = ["field", "count", "distinct_count", "is_exact", "max", "mean", "min", "numeric_count", "stdev", "values"] as const

export const fieldsummary: CoreStage<FieldsummaryStage> = {
  name: "fieldsummary",
  type: "transforming",
  order: () => "sorted",
  docs: {
    summary: "Describe the values of fields: one row for each field.",
    description:
      "`count` is the number of events that have the field, `distinct_count` the number of its values. `values` is a JSON list of the commonest values. `is_exact` is 0 " +
      "when there are more values than `maxvals` lists. `max`, `mean`, `min` and `stdev` are of its numbers.",
    examples: [
      {
        title: "Two fields",
        stage: { fieldsummary: { fields: ["bytes", "user"], maxvals: 1 } },
        spl: "fieldsummary maxvals=1 bytes user",
        input: [
          { bytes: 2, user: "ann" },
          { bytes: "4", user: "ann" },
          { bytes: 6, n: 1 },
        ],
        output: [
          {
            field: "bytes",
            count: 3,
            distinct_count: 3,
            is_exact: 0,
            max: 6,
            mean: 4,
            min: 2,
            numeric_count: 3,
            stdev: 2,
            values: '[{"value":"2","count":1}]',
          },
          { field: "user", count: 2, distinct_count: 1, is_exact: 1, numeric_count: 0, values: '[{"value":"ann","count":2}]' },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The fields.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            fields: { description: "The fields; all when left out.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
            maxvals: { description: "Most values to list; 100 when left out, 0 for all.", type: "integer", minimum: 0 },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "fieldsummary",
      fields: textsOf(isMap(value) ? value.fields : value),
      maxvals: other(numberAt(value, "maxvals")),
      range: ctx.range,
    }),
    render: ({ fields, maxvals }) =>
      maxvals === undefined && fields.length > 0 ? fields : present({ fields: fields.length === 0 ? undefined : fields, maxvals }),
  },
  fields: ({ fields }) => ({ reads: fields.length === 0 ? ["*"] : fields, writes: columns, keepsOthers: false }),
  exec({ fields, maxvals = defaultMost }) {
    const patterns = compileFieldPatterns(fields.length === 0 ? ["*"] : fields)
    return next => {
      const summaries = new Map<string, Summary>()
      return {
        push(event) {
          for (const name of patterns.select(event)) {
            const value = event.get(name)
            if (value === null) continue
            let summary = summaries.get(name)
            if (summary === undefined) {
              summary = new Summary()
              summaries.set(name, summary)
            }
            summary.add(value)
          }
          return true
        },
        end() {
          const sorted = [...summaries].sort(([a], [b]) => compareText(a, b))
          for (const [name, summary] of sorted) if (!next.push(summary.row(name, maxvals))) break
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["fieldsummary"],
    parse(args) {
      const options = args.options({ maxvals: "integer" })
      const fields = readColumns(args)
      const { maxvals } = args.options({ maxvals: "integer" }, options)
      if (maxvals !== undefined && maxvals < 0) throw args.error(`"maxvals" is ${maxvals}`, "write 0 for all values, or a number above 0")
      return { kind: "fieldsummary", fields, maxvals: other(maxvals) }
    },
    render: ({ fields, maxvals }, ctx) => commandText(ctx, "fieldsummary", { maxvals }, printColumns(fields, ctx)),
  },
  describe: ({ fields }, ctx) => `describes the values of ${fields.length === 0 ? "all fields" : ctx.fields(fields)}, a row for each field`,
}

/** What is known of one field. */
class Summary {
  private count = 0
  private numbers = 0
  private max = Number.NEGATIVE_INFINITY
  private min = Number.POSITIVE_INFINITY
  private readonly sum = new NumericSum()
  private readonly moments = new Moments()
  private readonly counts = new Map<string, number>()

  add(value: Exclude<Value, null>): void {
    this.count++
    this.sum.add(value)
    this.moments.add(value)
    for (const scalar of valuesOf(value)) {
      const text = scalarText(scalar)
      this.counts.set(text, (this.counts.get(text) ?? 0) + 1)
      const number = numberOf(scalar)
      if (number === null) continue
      this.numbers++
      this.max = Math.max(this.max, number)
      this.min = Math.min(this.min, number)
    }
  }

  row(field: string, maxvals: number): Event {
    const row = new Event()
    const limit = maxvals === 0 ? this.counts.size : maxvals
    row.set("field", field)
    row.set("count", this.count)
    row.set("distinct_count", this.counts.size)
    row.set("is_exact", this.counts.size <= limit ? 1 : 0)
    if (this.numbers > 0) {
      row.set("max", this.max)
      row.set("mean", this.sum.mean())
      row.set("min", this.min)
    }
    row.set("numeric_count", this.numbers)
    row.set("stdev", this.moments.deviation(1))
    const commonest = [...this.counts].sort(([a, x], [b, y]) => y - x || compareText(a, b)).slice(0, limit)
    row.set("values", JSON.stringify(commonest.map(([value, count]) => ({ value, count }))))
    return row
  }
}
