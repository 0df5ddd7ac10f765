import type { Expr } from "../ir/expr.ts"
import type { Stage } from "../ir/stage.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { pairsForm, pairsOf } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface FieldformatStage extends Stage {
  readonly kind: "fieldformat"
  readonly formats: readonly { readonly field: string; readonly value: Expr }[]
}

export const fieldformat: CoreStage<FieldformatStage> = {
  name: "fieldformat",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Say how a field is shown, without changing its value.",
    description:
      "Results carry values, not what a screen would show: the stage checks the expression and passes the events on as they are.",
    examples: [
      {
        title: "The value stays",
        stage: { fieldformat: { start: 'strftime(start, "%H:%M")' } },
        spl: 'fieldformat start = strftime(start, "%H:%M")',
        input: [{ start: 1700000000 }],
        output: [{ start: 1700000000 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        {
          description: "Fields and the expressions that show them.",
          type: "object",
          minProperties: 1,
          additionalProperties: { type: ["string", "number"] },
        },
        { type: "array", minItems: 1, items: { type: "object", minProperties: 1, additionalProperties: { type: ["string", "number"] } } },
      ],
    },
    parse: (value, ctx) => ({
      kind: "fieldformat",
      formats: pairsOf(value).map(([field, source]) => ({ field, value: ctx.expr(String(source), [field]) })),
      range: ctx.range,
    }),
    render: ({ formats }, ctx) => pairsForm(formats.map(({ field, value }) => [field, ctx.expr(value)])),
  },
  // Nothing is evaluated.
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec({ formats }, ctx) {
    for (const { value } of formats) ctx.value(value)
    return mapEvents(event => event)
  },
  spl: {
    commands: ["fieldformat"],
    parse(args) {
      const formats: { field: string; value: Expr }[] = []
      do {
        const field = readColumn(args)
        args.expect("=")
        formats.push({ field, value: args.expr() })
      } while (args.accept(","))
      return { kind: "fieldformat", formats }
    },
    render: ({ formats }, ctx) =>
      `fieldformat ${formats.map(({ field, value }) => `${printColumn(field, ctx)} = ${ctx.expr(value)}`).join(", ")}`,
  },
  describe: ({ formats }, ctx) => `shows ${ctx.fields(formats.map(({ field }) => field))} in another form, its value unchanged`,
}
