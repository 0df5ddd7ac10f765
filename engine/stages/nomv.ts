import type { Stage } from "../ir/stage.ts"
import { printColumn, readColumn } from "../rows/column-names.ts"
import { delimiterOf } from "../values/delimited-values.ts"
import { scalarText } from "../values/text-argument.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface NomvStage extends Stage {
  readonly kind: "nomv"
  readonly field: string
}

export const nomv: CoreStage<NomvStage> = {
  name: "nomv",
  type: "streaming",
  order: () => "any",
  perRow: () => true,
  docs: {
    summary: "Join the values of a multivalue field to a single value.",
    description: "With line breaks, or with what `mvcombine` was told.",
    examples: [
      {
        title: "One value",
        stage: { nomv: "to" },
        spl: "nomv to",
        input: [{ to: ["ann", "bob"] }, { to: "eve" }],
        output: [{ to: "ann\nbob" }, { to: "eve" }],
      },
    ],
  },
  yaml: {
    schema: { description: "The field.", type: "string", minLength: 1 },
    parse: (value, ctx) => ({ kind: "nomv", field: String(value), range: ctx.range }),
    render: stage => stage.field,
  },
  fields: ({ field }) => ({ reads: [field], writes: [field], keepsOthers: true }),
  exec: ({ field }) =>
    mapEvents(event => {
      const value = event.get(field)
      if (typeof value === "object" && value !== null) event.set(field, value.map(scalarText).join(delimiterOf(value) ?? "\n"))
      return event
    }),
  spl: {
    commands: ["nomv"],
    parse: args => ({ kind: "nomv", field: readColumn(args) }),
    render: ({ field }, ctx) => `nomv ${printColumn(field, ctx)}`,
  },
  describe: ({ field }, ctx) => `joins the values of ${ctx.field(field)} to one`,
}
