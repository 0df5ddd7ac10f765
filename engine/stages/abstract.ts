import type { Stage } from "../ir/stage.ts"
import { commandText } from "../rows/option-text.ts"
import { numberAt, present } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface AbstractStage extends Stage {
  readonly kind: "abstract"
  readonly maxterms?: number | undefined
  readonly maxlines?: number | undefined
}

export const abstract: CoreStage<AbstractStage> = {
  name: "abstract",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Shorten the text of events for a screen.",
    description: "Splunk chooses the lines by a score that it does not document; here events keep their whole text.",
    examples: [
      {
        title: "Events pass as they are",
        stage: { abstract: { maxlines: 5 } },
        spl: "abstract maxlines=5",
        input: [{ _raw: "one\ntwo" }],
        output: [{ _raw: "one\ntwo" }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        maxterms: { description: "Most terms to match, 1 to 1000.", type: "integer", minimum: 1, maximum: 1000 },
        maxlines: { description: "Most lines to show, 1 to 500.", type: "integer", minimum: 1, maximum: 500 },
      },
    },
    parse: (value, ctx) => ({
      kind: "abstract",
      maxterms: numberAt(value, "maxterms"),
      maxlines: numberAt(value, "maxlines"),
      range: ctx.range,
    }),
    render: ({ maxterms, maxlines }) => present({ maxterms, maxlines }),
  },
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec: () => mapEvents(event => event),
  spl: {
    commands: ["abstract"],
    parse: args => ({ kind: "abstract", ...args.options({ maxterms: "integer", maxlines: "integer" }) }),
    render: ({ maxterms, maxlines }, ctx) => commandText(ctx, "abstract", { maxterms, maxlines }),
  },
  describe: () => "changes nothing: it shortens events on a screen",
}
