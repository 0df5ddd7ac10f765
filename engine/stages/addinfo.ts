import type { Stage } from "../ir/stage.ts"
import { printNumber } from "../ir/value.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface AddinfoStage extends Stage {
  readonly kind: "addinfo"
}

export const addinfo: CoreStage<AddinfoStage> = {
  name: "addinfo",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Add fields about the search itself.",
    description:
      "`info_min_time` and `info_max_time` are those of a search over all time, 0 and `+Infinity`: a file has no time range. `info_search_time` is when the search " +
      "runs, and `info_sid` a name made of it.",
    examples: [
      {
        title: "The fields",
        stage: { addinfo: {} },
        spl: "addinfo",
        input: [{ _time: 1700000000, user: "ann" }],
        output: [
          {
            _time: 1700000000,
            user: "ann",
            info_min_time: 0,
            info_max_time: "+Infinity",
            info_search_time: 1700000000,
            info_sid: "1700000000.1",
          },
        ],
      },
    ],
  },
  yaml: {
    schema: { description: "Takes nothing: an empty map.", type: "object", additionalProperties: false },
    parse: (_, ctx) => ({ kind: "addinfo", range: ctx.range }),
    render: () => ({}),
  },
  fields: () => ({ reads: [], writes: ["info_min_time", "info_max_time", "info_search_time", "info_sid"], keepsOthers: true }),
  exec(_, ctx) {
    const now = ctx.clock()
    return mapEvents(event => {
      const time = now()
      event.set("info_min_time", 0)
      event.set("info_max_time", "+Infinity")
      event.set("info_search_time", time)
      event.set("info_sid", `${printNumber(Math.floor(time))}.1`)
      return event
    })
  },
  spl: { commands: ["addinfo"], parse: () => ({ kind: "addinfo" }), render: () => "addinfo" },
  describe: () => "adds fields about the search itself",
}
