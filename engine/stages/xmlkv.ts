import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { unlessDefault } from "../rows/option-default.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, numberAt, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface XmlkvStage extends Stage {
  readonly kind: "xmlkv"
  /** `_raw` when left out. */
  readonly field?: string | undefined
  readonly maxinputs?: number | undefined
}

const standardField = "_raw"
const standardInputs = 50_000

export const xmlkv: CoreStage<XmlkvStage> = {
  name: "xmlkv",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Take the elements of XML in a text as fields.",
    description:
      "Every element that holds only text becomes a field called as its tag; of several of one name the last counts. The XML may stand anywhere in the text. Entities " +
      "stay as they are.",
    examples: [
      {
        title: "XML behind other text",
        stage: { xmlkv: { field: "Message" } },
        spl: "xmlkv Message",
        input: [
          {
            Message:
              'Task Content: <?xml version="1.0"?><Exec x="1"><Command>rundll32.exe</Command><Arguments>a,b</Arguments><WorkingDirectory/></Exec>',
          },
        ],
        output: [
          {
            Message:
              'Task Content: <?xml version="1.0"?><Exec x="1"><Command>rundll32.exe</Command><Arguments>a,b</Arguments><WorkingDirectory/></Exec>',
            Command: "rundll32.exe",
            Arguments: "a,b",
          },
        ],
      },
      {
        title: "The event's own text",
        stage: { xmlkv: { maxinputs: 100 } },
        spl: "xmlkv maxinputs=100",
        input: [{ _raw: '<foo a="b">one</foo> <bar>two</bar>' }],
        output: [{ _raw: '<foo a="b">one</foo> <bar>two</bar>', foo: "one", bar: "two" }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        field: { description: "The field with the text; _raw when left out.", type: "string", minLength: 1 },
        maxinputs: { description: "Accepted for Splunk.", type: "integer", minimum: 1 },
      },
    },
    parse: (value, ctx) => ({
      kind: "xmlkv",
      field: unlessDefault(isMap(value) ? textAt(value, "field") : undefined, standardField),
      maxinputs: unlessDefault(numberAt(value, "maxinputs"), standardInputs),
      range: ctx.range,
    }),
    render: ({ field, maxinputs }) => present({ field, maxinputs }),
  },
  fields: ({ field = standardField }) => ({ reads: [field], writes: ["*"], keepsOthers: true }),
  exec({ field = standardField }) {
    // An element without others in it. Tags and text hold no angle brackets, so that the search goes over the text once.
    const element = /<([^\s<>/!?]+)(?:\s[^<>]*)?>([^<]*)<\/\1\s*>/g
    return mapEvents(event => {
      const text = textOf(event.get(field))
      if (text?.includes("</") !== true) return event
      for (const [, name = "", content = ""] of text.matchAll(element)) if (content.trim() !== "") event.set(name, content)
      return event
    })
  },
  spl: {
    commands: ["xmlkv"],
    parse(args) {
      const spec = { maxinputs: "integer" } as const
      const before = args.options(spec)
      const field = args.done ? undefined : args.field()
      const { maxinputs } = args.options(spec, before)
      return { kind: "xmlkv", field: unlessDefault(field, standardField), maxinputs: unlessDefault(maxinputs, standardInputs) }
    },
    render: ({ field, maxinputs }, ctx) => commandText(ctx, "xmlkv", { maxinputs }, field === undefined ? "" : ctx.field(field)),
  },
  describe: ({ field = standardField }) => `takes the elements of the XML in ${field} as fields`,
}
