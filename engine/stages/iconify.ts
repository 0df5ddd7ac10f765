import type { Stage } from "../ir/stage.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { textsOf } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface IconifyStage extends Stage {
  readonly kind: "iconify"
  readonly fields: readonly string[]
}

export const iconify: CoreStage<IconifyStage> = {
  name: "iconify",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Show an icon for the values of fields on a screen.",
    description: "It changes how Splunk Web shows events and nothing about them: they pass as they are.",
    examples: [
      {
        title: "Events pass as they are",
        stage: { iconify: ["host", "user"] },
        spl: "iconify host user",
        input: [{ host: "a", user: "ann" }],
        output: [{ host: "a", user: "ann" }],
      },
    ],
  },
  yaml: {
    schema: { description: "The fields.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
    parse: (value, ctx) => ({ kind: "iconify", fields: textsOf(value), range: ctx.range }),
    render: stage => stage.fields,
  },
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec: () => mapEvents(event => event),
  spl: {
    commands: ["iconify"],
    parse(args) {
      const fields = readColumns(args)
      if (fields.length === 0) throw args.error('command "iconify" needs at least one field', "write iconify host")
      return { kind: "iconify", fields }
    },
    render: ({ fields }, ctx) => `iconify ${printColumns(fields, ctx)}`,
  },
  describe: () => "changes nothing: it shows icons on a screen",
}
