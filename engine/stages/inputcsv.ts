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

export interface InputcsvStage extends Stage, TableRead {
  readonly kind: "inputcsv"
}

/** As in Splunk, the ending may be left out. */
const withEnding = <T extends TableRead>(read: T): T =>
  /\.csv(?:\.gz)?$/i.test(read.table.text) ? read : { ...read, table: { ...read.table, text: `${read.table.text}.csv` } }

export const inputcsv: CoreStage<InputcsvStage> = {
  name: "inputcsv",
  type: "generating",
  appends: ({ append }) => append === true,
  order: ({ append }) => (append === true ? "sensitive" : "sorted"),
  docs: {
    summary: "Read the rows of a CSV file.",
    description:
      "The file is looked for where lookup files are: in the lookups folders, and among what earlier runs have written. Splunk has a folder of its own for the " +
      "files of outputcsv; otherwise this is `inputlookup`.",
    examples: [
      {
        title: "A file",
        stage: { inputcsv: { table: "baseline.csv", max: 1 } },
        spl: "inputcsv max=1 baseline",
        input: [],
        output: [{ host: "a", usual: "3" }],
        lookups: {
          "baseline.csv": [
            { host: "a", usual: "3" },
            { host: "b", usual: "5" },
          ],
        },
      },
    ],
  },
  yaml: {
    schema: tableReadSchema,
    parse: (value, ctx) => ({ kind: "inputcsv", ...withEnding(parseTableRead(value, ctx)), range: ctx.range }),
    render: renderTableRead,
  },
  source: () => ({ kind: "none" }),
  fields: tableReadEffects,
  exec: (stage, ctx) => compileTableRead(stage, stage.range, ctx),
  spl: {
    commands: ["inputcsv"],
    parse: args => ({ kind: "inputcsv", ...withEnding(readTableRead(args, "inputcsv")) }),
    render: (stage, ctx) => printTableRead(stage, "inputcsv", ctx),
  },
  describe: describeTableRead,
}
