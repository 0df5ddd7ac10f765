import type { Event } from "../event.ts"
import type { Pipeline, Stage } from "../ir/stage.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface AppendpipeStage extends Stage {
  readonly kind: "appendpipe"
  readonly stages: Pipeline
  readonly run_in_preview?: false | undefined
}

export const appendpipe: CoreStage<AppendpipeStage> = {
  name: "appendpipe",
  type: "streaming",
  // What the inner stages make of the events may depend on their order.
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Run stages over the events at hand, and add their results behind them.",
    description: "The events themselves pass through unchanged. It is how a line of totals is added.",
    examples: [
      {
        title: "The large ones again, marked",
        stage: { appendpipe: [{ where: "bytes > 100" }, { eval: { mark: '"large"' } }] },
        spl: 'appendpipe [where bytes > 100 | eval mark = "large"]',
        input: [{ bytes: 50 }, { bytes: 200 }],
        output: [{ bytes: 50 }, { bytes: 200 }, { bytes: 200, mark: "large" }],
      },
      {
        title: "An option for Splunk's preview",
        stage: { appendpipe: { stages: [{ where: "n = 1" }], run_in_preview: false } },
        spl: "appendpipe run_in_preview=f [where n = 1]",
        input: [{ n: 1 }],
        output: [{ n: 1 }, { n: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { $ref: "#/$defs/stages" },
        {
          type: "object",
          additionalProperties: false,
          required: ["stages"],
          properties: { stages: { $ref: "#/$defs/stages" }, run_in_preview: { description: "Accepted for Splunk.", type: "boolean" } },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "appendpipe",
      stages: isMap(value) ? ctx.pipeline(value.stages, ["stages"]) : ctx.pipeline(value),
      run_in_preview: isMap(value) && value.run_in_preview === false ? false : undefined,
      range: ctx.range,
    }),
    render: ({ stages, run_in_preview }, ctx) =>
      run_in_preview === undefined ? ctx.pipeline(stages) : { stages: ctx.pipeline(stages), run_in_preview },
  },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: true }),
  exec({ stages }, ctx) {
    const inner = ctx.operator(stages)
    return next => {
      const results: Event[] = []
      const sink = inner({
        push(event) {
          results.push(event)
          return true
        },
        end() {},
      })
      let innerOpen = true
      let open = true
      return {
        push(event) {
          // What comes next may change the event.
          if (innerOpen) innerOpen = sink.push(event.fork())
          open = next.push(event)
          return open
        },
        end() {
          sink.end()
          for (const event of results) {
            if (!open) break
            open = next.push(event)
          }
          next.end()
        },
      }
    }
  },
  spl: {
    commands: ["appendpipe"],
    parse(args) {
      const { run_in_preview: preview } = args.options({ run_in_preview: "boolean" })
      if (!args.peekSubsearch()) throw args.error('command "appendpipe" needs commands in brackets', "write appendpipe [stats count]")
      return { kind: "appendpipe", stages: args.subsearch(), run_in_preview: preview === false ? false : undefined }
    },
    render: (
      { stages, run_in_preview },
      ctx, // The stages go on from the events at hand: no bar stands in front of the first.
    ) => commandText(ctx, "appendpipe", { run_in_preview }, ctx.subsearch(stages).replace(/^\[\s*\|\s*/, "[")),
  },
  describe: ({ stages }, ctx) => `adds what these stages make of the events: ${ctx.subsearch(stages)}`,
}
