import type { Stage } from "../ir/stage.ts"
import { eventKey } from "../rows/group-key.ts"
import type { CoreStage } from "./stage.ts"

export interface UniqStage extends Stage {
  readonly kind: "uniq"
}

export const uniq: CoreStage<UniqStage> = {
  name: "uniq",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Drop events that are the same as the one before in all fields.",
    examples: [
      {
        title: "Neighbours only",
        stage: { uniq: {} },
        spl: "uniq",
        input: [{ a: 1, b: "x" }, { a: "1", b: "x" }, { a: 1 }, { a: 1, b: "x" }],
        output: [{ a: 1, b: "x" }, { a: 1 }, { a: 1, b: "x" }],
      },
    ],
  },
  yaml: {
    schema: { description: "Takes nothing: an empty map.", type: "object", additionalProperties: false },
    parse: (_, ctx) => ({ kind: "uniq", range: ctx.range }),
    render: () => ({}),
  },
  fields: () => ({ reads: ["*", "_*"], writes: [], keepsOthers: true }),
  exec: () => next => {
    let before: string | null = null
    return {
      push(event) {
        const key = eventKey(event)
        if (key === before) return true
        before = key
        return next.push(event)
      },
      end: () => next.end(),
    }
  },
  spl: { commands: ["uniq"], parse: () => ({ kind: "uniq" }), render: () => "uniq" },
  describe: () => "drops events that are the same as the one before",
}
