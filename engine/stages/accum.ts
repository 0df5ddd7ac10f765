import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { textAt } from "../rows/plain-data.ts"
import { ExactSum } from "../statistics/exact-sum.ts"
import type { CoreStage } from "./stage.ts"

export interface AccumStage extends Stage {
  readonly kind: "accum"
  readonly field: string
  /** The field itself when left out. */
  readonly as?: string | undefined
}

const other = (as: string | undefined, field: string): string | undefined => (as === field ? undefined : as)

export const accum: CoreStage<AccumStage> = {
  name: "accum",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Keep a running total of a field.",
    description: "In the field itself unless another is named. Events in which the field is no number are left as they are.",
    examples: [
      {
        title: "A running total",
        stage: { accum: { field: "bytes", as: "total" } },
        spl: "accum bytes AS total",
        input: [{ bytes: 2 }, { bytes: "none" }, { bytes: "3" }],
        output: [{ bytes: 2, total: 2 }, { bytes: "none" }, { bytes: "3", total: 5 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The field.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["field"],
          properties: {
            field: { description: "The field.", type: "string", minLength: 1 },
            as: { description: "The field that gets the total.", type: "string", minLength: 1 },
          },
        },
      ],
    },
    parse(value, ctx) {
      const field = textAt(value, "field") ?? String(value)
      return { kind: "accum", field, as: other(textAt(value, "as"), field), range: ctx.range }
    },
    render: ({ field, as }) => (as === undefined ? field : { field, as }),
  },
  fields: ({ field, as = field }) => ({ reads: [field], writes: [as], keepsOthers: true }),
  exec: ({ field, as = field }) => {
    return next => {
      const sum = new ExactSum()
      return {
        push(event) {
          const number = numberOf(event.get(field))
          if (number !== null) {
            sum.add(number)
            event.set(as, sum.value())
          }
          return next.push(event)
        },
        end: () => next.end(),
      }
    }
  },
  spl: {
    commands: ["accum"],
    parse(args) {
      if (args.done) throw args.error('command "accum" needs a field', "write accum bytes as total")
      const field = readColumn(args)
      return { kind: "accum", field, as: args.accept("as") ? other(readColumn(args), field) : undefined }
    },
    render: ({ field, as }, ctx) => `accum ${printColumn(field, ctx)}${as === undefined ? "" : ` as ${printColumn(as, ctx)}`}`,
  },
  describe: ({ field, as = field }, ctx) => `sets ${ctx.field(as)} to the running total of ${ctx.field(field)}`,
}
