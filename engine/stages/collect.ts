import type { Stage } from "../ir/stage.ts"
import { commandText } from "../rows/option-text.ts"
import { isMap, present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface CollectStage extends Stage {
  readonly kind: "collect"
  readonly index?: string | undefined
  /** Everything else, as written. */
  readonly options: Readonly<Record<string, string>>
}

const names = [
  "addinfo",
  "addtime",
  "file",
  "host",
  "marker",
  "output_format",
  "run_in_preview",
  "source",
  "sourcetype",
  "spool",
  "testmode",
  "uselb",
] as const
const spec = {
  addinfo: "string",
  addtime: "string",
  file: "string",
  host: "string",
  index: "string",
  marker: "string",
  output_format: "string",
  run_in_preview: "string",
  source: "string",
  sourcetype: "string",
  spool: "string",
  testmode: "string",
  uselb: "string",
} as const

const collected = (index: string | undefined, written: Readonly<Record<string, string | undefined>>): CollectStage => ({
  kind: "collect",
  index,
  options: Object.fromEntries(names.flatMap(name => (written[name] === undefined ? [] : [[name, written[name]]]))),
})

export const collect: CoreStage<CollectStage> = {
  name: "collect",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Pass the results on, where Splunk would also write them to a summary index.",
    description:
      "There is no index to write to: the events pass through unchanged, and the summary says that nothing was written. Use outputlookup to keep results.",
    examples: [
      {
        title: "Nothing is written",
        stage: { collect: { index: "summary", sourcetype: "stash", addtime: "true" } },
        spl: "collect index=summary addtime=true sourcetype=stash",
        input: [{ n: 1 }],
        output: [{ n: 1 }],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        index: { description: "Name of the index.", type: "string", minLength: 1 },
        ...Object.fromEntries(names.map(name => [name, { description: "Accepted for Splunk.", type: ["string", "boolean"] }])),
      },
    },
    parse: (value, ctx) => ({
      ...collected(textAt(value, "index"), isMap(value) ? Object.fromEntries(names.map(name => [name, textAt(value, name)])) : {}),
      range: ctx.range,
    }),
    render: ({ index, options }) => present({ index, ...options }),
  },
  fields: () => ({ reads: [], writes: [], keepsOthers: true }),
  exec:
    ({ index }, ctx) =>
    next => {
      ctx.warn(`collect wrote nothing: there is no index${index === undefined ? "" : ` "${index}"`} to write to`)
      return next
    },
  spl: {
    commands: ["collect", "stash"],
    parse(args) {
      const { index, ...written } = args.options(spec)
      return collected(index, written)
    },
    render: ({ index, options }, ctx) => commandText(ctx, "collect", { index, ...options }),
  },
  describe: ({ index }) => `passes the results on; Splunk would write them to ${index === undefined ? "an index" : `the index "${index}"`}`,
}
