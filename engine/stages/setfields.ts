import type { Stage } from "../ir/stage.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { pairsForm, pairsOf } from "../rows/plain-data.ts"
import { scalarFrom } from "../rows/scalar-text.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface SetfieldsStage extends Stage {
  readonly kind: "setfields"
  readonly values: readonly { readonly field: string; readonly value: string }[]
}

export const setfields: CoreStage<SetfieldsStage> = {
  name: "setfields",
  type: "streaming",
  order: () => "any",
  perRow: () => true,
  docs: {
    summary: "Set fields to the same value in all events.",
    examples: [
      {
        title: "Two fields",
        stage: { setfields: { ip: "10.10.10.10", note: "foo bar" } },
        spl: 'setfields ip="10.10.10.10", note="foo bar"',
        input: [{ ip: "10.0.0.1" }, { user: "ann" }],
        output: [
          { ip: "10.10.10.10", note: "foo bar" },
          { user: "ann", ip: "10.10.10.10", note: "foo bar" },
        ],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "Fields and their values.", type: "object", minProperties: 1, additionalProperties: { type: ["string", "number"] } },
        { type: "array", minItems: 1, items: { type: "object", minProperties: 1, additionalProperties: { type: ["string", "number"] } } },
      ],
    },
    parse: (value, ctx) => ({
      kind: "setfields",
      values: pairsOf(value).map(([field, text]) => ({ field, value: String(text) })),
      range: ctx.range,
    }),
    render: ({ values }) => pairsForm(values.map(({ field, value }) => [field, scalarFrom(value)])),
  },
  fields: ({ values }) => ({ reads: [], writes: values.map(({ field }) => field), keepsOthers: true }),
  exec({ values }) {
    const constants = values.map(({ field, value }) => ({ field, value: scalarFrom(value) }))
    return mapEvents(event => {
      for (const { field, value } of constants) event.set(field, value)
      return event
    })
  },
  spl: {
    commands: ["setfields"],
    parse(args) {
      const values: { field: string; value: string }[] = []
      do {
        const field = readColumn(args)
        args.expect("=")
        values.push({ field, value: args.string() })
        args.accept(",")
      } while (!args.done)
      return { kind: "setfields", values }
    },
    render: ({ values }, ctx) =>
      `setfields ${values.map(({ field, value }) => `${printColumn(field, ctx)}=${ctx.string(value)}`).join(", ")}`,
  },
  describe: ({ values }, ctx) => `sets ${values.map(({ field, value }) => `${ctx.field(field)} to ${ctx.string(value)}`).join(", ")}`,
}
