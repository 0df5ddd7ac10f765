import type { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import type { CoreStage } from "./stage.ts"

export interface TailStage extends Stage {
  readonly kind: "tail"
  readonly count: number
}

const defaultCount = 10

export const tail: CoreStage<TailStage> = {
  name: "tail",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Keep the last events, in reverse order.",
    description: "Events come newest first, so that these are the oldest, from the very oldest on. Without a number it keeps 10.",
    examples: [
      {
        title: "The last two",
        stage: { tail: 2 },
        spl: "tail 2",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }],
        output: [{ n: 3 }, { n: 2 }],
      },
    ],
  },
  yaml: {
    schema: { description: "How many events.", type: "integer", minimum: 0 },
    parse: (value, ctx) => ({ kind: "tail", count: typeof value === "number" ? value : defaultCount, range: ctx.range }),
    render: stage => stage.count,
  },
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec({ count }) {
    return next => {
      // A ring: the next event goes over the oldest of those kept.
      const kept: Event[] = []
      let at = 0
      return {
        push(event) {
          if (count === 0) return false
          kept[at] = event
          at = (at + 1) % count
          return true
        },
        end() {
          for (let i = 1; i <= kept.length; i++) {
            const event = kept[(at - i + kept.length) % kept.length]
            if (event !== undefined && !next.push(event)) break
          }
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["tail"],
    parse(args) {
      const options = args.options({ limit: "integer" })
      const count = options.limit ?? (args.done ? defaultCount : args.integer())
      if (count < 0) throw args.error(`"tail" takes a number of events, not ${count}`, "write tail 10")
      return { kind: "tail", count }
    },
    render: ({ count }) => `tail ${count}`,
  },
  describe: ({ count }) => `keeps the last ${count} events, in reverse order`,
}
