import type { Stage } from "../ir/stage.ts"
import { type CoreStage, collectEvents } from "./stage.ts"

export interface ReverseStage extends Stage {
  readonly kind: "reverse"
}

export const reverse: CoreStage<ReverseStage> = {
  name: "reverse",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Turn the order of the events around.",
    examples: [
      {
        title: "Oldest first",
        stage: { reverse: {} },
        spl: "reverse",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }],
        output: [{ n: 3 }, { n: 2 }, { n: 1 }],
      },
    ],
  },
  yaml: {
    schema: { description: "Takes nothing: an empty map.", type: "object", additionalProperties: false },
    parse: (_, ctx) => ({ kind: "reverse", range: ctx.range }),
    render: () => ({}),
  },
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec: () => collectEvents(events => events.reverse()),
  spl: { commands: ["reverse"], parse: () => ({ kind: "reverse" }), render: () => "reverse" },
  describe: () => "turns the order of the events around",
}
