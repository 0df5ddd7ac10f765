import type { Stage } from "../ir/stage.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { numberAt, present } from "../rows/plain-data.ts"
import { eachText } from "../values/text-argument.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface XmlunescapeStage extends Stage {
  readonly kind: "xmlunescape"
  readonly maxinputs?: number | undefined
}

const standardInputs = 50_000

const entities: ReadonlyMap<string, string> = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&amp;", "&"],
])

export const xmlunescape: CoreStage<XmlunescapeStage> = {
  name: "xmlunescape",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Replace XML's entities in the event's text by the characters that they stand for.",
    description: "These are `&lt;`, `&gt;`, `&quot;`, `&apos;` and `&amp;`, in `_raw`.",
    examples: [
      {
        title: "Tags that were escaped",
        stage: { xmlunescape: {} },
        spl: "xmlunescape",
        input: [{ _raw: "&lt;a&gt;x &amp;amp; y&lt;/a&gt; &unknown;" }],
        output: [{ _raw: "<a>x &amp; y</a> &unknown;" }],
      },
      {
        title: "An option for Splunk",
        stage: { xmlunescape: { maxinputs: 100 } },
        spl: "xmlunescape maxinputs=100",
        input: [{ n: 1 }],
        output: [{ n: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: { maxinputs: { description: "Accepted for Splunk.", type: "integer", minimum: 1 } },
    },
    parse: (value, ctx) => ({
      kind: "xmlunescape",
      maxinputs: unlessDefault(numberAt(value, "maxinputs"), standardInputs),
      range: ctx.range,
    }),
    render: ({ maxinputs }) => present({ maxinputs }),
  },
  fields: () => ({ reads: ["_raw"], writes: ["_raw"], keepsOthers: true }),
  exec: () =>
    mapEvents(event => {
      event.set(
        "_raw",
        eachText(event.get("_raw"), text => text.replace(/&(?:lt|gt|quot|apos|amp);/g, entity => entities.get(entity) ?? entity)),
      )
      return event
    }),
  spl: {
    commands: ["xmlunescape"],
    parse: args => ({ kind: "xmlunescape", maxinputs: unlessDefault(args.options({ maxinputs: "integer" }).maxinputs, standardInputs) }),
    render: ({ maxinputs }, ctx) => commandText(ctx, "xmlunescape", { maxinputs }),
  },
  describe: () => "replaces XML entities in the event's text",
}
