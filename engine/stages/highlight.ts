import type { Stage } from "../ir/stage.ts"
import { textsOf } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface HighlightStage extends Stage {
  readonly kind: "highlight"
  readonly strings: readonly string[]
}

export const highlight: CoreStage<HighlightStage> = {
  name: "highlight",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Mark words on a screen.",
    description: "It changes how Splunk Web shows events and nothing about them: they pass as they are.",
    examples: [
      {
        title: "Events pass as they are",
        stage: { highlight: ["login", "access denied"] },
        spl: 'highlight login, "access denied"',
        input: [{ _raw: "login" }],
        output: [{ _raw: "login" }],
      },
    ],
  },
  yaml: {
    schema: { description: "The words.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
    parse: (value, ctx) => ({ kind: "highlight", strings: textsOf(value), range: ctx.range }),
    render: stage => stage.strings,
  },
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec: () => mapEvents(event => event),
  spl: {
    commands: ["highlight"],
    parse(args) {
      const strings: string[] = []
      while (!args.done) if (!args.accept(",")) strings.push(args.string())
      if (strings.length === 0) throw args.error('command "highlight" needs at least one word', "write highlight login")
      return { kind: "highlight", strings }
    },
    render: ({ strings }, ctx) => `highlight ${strings.map(text => ctx.string(text)).join(", ")}`,
  },
  describe: () => "changes nothing: it marks words on a screen",
}
