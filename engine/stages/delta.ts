import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { numberOf } from "../ir/value.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { commandText } from "../rows/option-text.ts"
import { numberAt, present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface DeltaStage extends Stage {
  readonly kind: "delta"
  readonly field: string
  /** `delta(field)` when left out. */
  readonly as?: string | undefined
  /** How many events back; 1 when left out. */
  readonly p?: number | undefined
}

const columnOf = (field: string): string => `delta(${field})`
const own = (as: string | undefined, field: string): string | undefined => (as === columnOf(field) ? undefined : as)
const beyondOne = (p: number | undefined): number | undefined => (p === 1 ? undefined : p)

export const delta: CoreStage<DeltaStage> = {
  name: "delta",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Compute how much a field differs from the event before.",
    description:
      "Or from an event further back. Nothing is set where either is no number. The new field is called `delta(field)` unless it is named.",
    examples: [
      {
        title: "From the event before",
        stage: { delta: { field: "bytes", as: "step" } },
        spl: "delta bytes AS step",
        input: [{ bytes: 1 }, { bytes: "4" }, { bytes: 9 }],
        output: [{ bytes: 1 }, { bytes: "4", step: 3 }, { bytes: 9, step: 5 }],
      },
      {
        title: "From two events before",
        stage: { delta: { field: "bytes", p: 2 } },
        spl: "delta bytes p=2",
        input: [{ bytes: 1 }, { bytes: 4 }, { bytes: 9 }],
        output: [{ bytes: 1 }, { bytes: 4 }, { bytes: 9, "delta(bytes)": 8 }],
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
            as: { description: "The new field.", type: "string", minLength: 1 },
            p: { description: "How many events back; 1 when left out.", type: "integer", minimum: 1 },
          },
        },
      ],
    },
    parse(value, ctx) {
      const field = textAt(value, "field") ?? String(value)
      return { kind: "delta", field, as: own(textAt(value, "as"), field), p: beyondOne(numberAt(value, "p")), range: ctx.range }
    },
    render: ({ field, as, p }) => (as === undefined && p === undefined ? field : present({ field, as, p })),
  },
  fields: ({ field, as = columnOf(field) }) => ({ reads: [field], writes: [as], keepsOthers: true }),
  exec({ field, as = columnOf(field), p = 1, range }) {
    if (p < 1) throw new RuleError("wrong_argument", `"p" is ${p}`, { range, hint: "write a number above 0" })
    return next => {
      const before: (number | null)[] = []
      let at = 0
      return {
        push(event) {
          const number = numberOf(event.get(field))
          const earlier = before[at] ?? null
          before[at] = number
          at = (at + 1) % p
          if (number !== null && earlier !== null) event.set(as, number - earlier)
          return next.push(event)
        },
        end: () => next.end(),
      }
    }
  },
  spl: {
    commands: ["delta"],
    parse(args) {
      let options = args.options({ p: "integer" })
      if (args.done) throw args.error('command "delta" needs a field', "write delta bytes as step")
      const field = readColumn(args)
      options = args.options({ p: "integer" }, options)
      const as = args.accept("as") ? readColumn(args) : undefined
      return { kind: "delta", field, as: own(as, field), p: beyondOne(args.options({ p: "integer" }, options).p) }
    },
    render: ({ field, as, p }, ctx) =>
      `delta ${printColumn(field, ctx)}${as === undefined ? "" : ` as ${printColumn(as, ctx)}`}${commandText(ctx, "", { p })}`,
  },
  describe: ({ field, as = columnOf(field), p = 1 }, ctx) =>
    `sets ${ctx.field(as)} to how much ${ctx.field(field)} differs from ${p === 1 ? "the event before" : `${p} events before`}`,
}
