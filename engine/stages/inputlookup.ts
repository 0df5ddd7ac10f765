import type { Stage } from "../ir/stage.ts"
import {
  compileTableRead,
  describeTableRead,
  parseTableRead,
  printTableRead,
  readTableRead,
  renderTableRead,
  type TableRead,
  tableReadEffects,
  tableReadSchema,
} from "../rows/table-read.ts"
import type { CoreStage } from "./stage.ts"

export interface InputlookupStage extends Stage, TableRead {
  readonly kind: "inputlookup"
}

const assets = [
  { ip: "10.0.0.1", owner: "ann", zone: "dmz" },
  { ip: "10.0.0.2", owner: "bob", zone: "lan" },
  { ip: "10.0.0.3", owner: "cat", zone: "lan" },
]

export const inputlookup: CoreStage<InputlookupStage> = {
  name: "inputlookup",
  type: "generating",
  appends: ({ append }) => append === true,
  order: ({ append }) => (append === true ? "sensitive" : "sorted"),
  docs: {
    summary: "Read the rows of a lookup.",
    description:
      "The rows come in the order of the table. With `append` they are added behind the events at hand; without it, the command stands first. `where` is a search " +
      "predicate, as in match. A collection that nothing has been written to is empty, and the summary says so.",
    examples: [
      {
        title: "Rows that match",
        stage: { inputlookup: { table: "assets", where: { zone: "LAN" } } },
        spl: "inputlookup assets where zone=LAN",
        input: [],
        output: [
          { ip: "10.0.0.2", owner: "bob", zone: "lan" },
          { ip: "10.0.0.3", owner: "cat", zone: "lan" },
        ],
        lookups: { assets },
      },
      {
        title: "Some rows, behind the events",
        stage: [{ where: "isnotnull(ip)" }, { inputlookup: { table: "assets.csv", append: true, start: 1, max: 1 } }],
        spl: "where isnotnull(ip) | inputlookup append=t start=1 max=1 assets.csv",
        input: [{ ip: "192.0.2.7" }],
        output: [{ ip: "192.0.2.7" }, { ip: "10.0.0.2", owner: "bob", zone: "lan" }],
        lookups: { "assets.csv": assets },
      },
    ],
  },
  yaml: {
    schema: tableReadSchema,
    parse: (value, ctx) => ({ kind: "inputlookup", ...parseTableRead(value, ctx), range: ctx.range }),
    render: renderTableRead,
  },
  source: () => ({ kind: "none" }),
  fields: tableReadEffects,
  exec: (stage, ctx) => compileTableRead(stage, stage.range, ctx),
  spl: {
    commands: ["inputlookup"],
    parse: args => ({ kind: "inputlookup", ...readTableRead(args, "inputlookup") }),
    render: (stage, ctx) => printTableRead(stage, "inputlookup", ctx),
  },
  describe: describeTableRead,
}
