import type { Stage } from "../ir/stage.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, present, textAt } from "../rows/plain-data.ts"
import { compileTableWrite } from "../rows/table-write.ts"
import type { CoreStage } from "./stage.ts"

export interface OutputcsvStage extends Stage {
  readonly kind: "outputcsv"
  readonly table: string
  readonly append?: true | undefined
  readonly create_empty?: true | undefined
  readonly override_if_empty?: false | undefined
  readonly singlefile?: false | undefined
}

const spec = {
  append: "boolean",
  create_empty: "boolean",
  override_if_empty: "boolean",
  singlefile: "boolean",
  dispatch: "boolean",
  usexml: "boolean",
} as const

const withEnding = (name: string): string => (/\.csv(?:\.gz)?$/i.test(name) ? name : `${name}.csv`)

export const outputcsv: CoreStage<OutputcsvStage> = {
  name: "outputcsv",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Write the results to a CSV file, and pass them on.",
    description: "The file is kept in the state folder, where `inputcsv` and `inputlookup` find it. Otherwise this is `outputlookup`.",
    examples: [
      {
        title: "A file",
        stage: { outputcsv: { table: "report.csv", append: true } },
        spl: "outputcsv append=true report",
        input: [{ host: "a" }],
        output: [{ host: "a" }],
        lookups: { "report.csv": [{ host: "b" }] },
      },
      {
        title: "Every option",
        stage: { outputcsv: { table: "report.csv", create_empty: true, override_if_empty: false, singlefile: false } },
        spl: "outputcsv create_empty=true override_if_empty=false singlefile=false report.csv",
        input: [],
        output: [],
        lookups: { "report.csv": [] },
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "Name of the file.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["table"],
          properties: {
            table: { description: "Name of the file.", type: "string", minLength: 1 },
            append: { description: "Add the rows to those that are there.", type: "boolean" },
            create_empty: { description: "Accepted: a file without rows is empty.", type: "boolean" },
            override_if_empty: { description: "No results empty the file; true when left out.", type: "boolean" },
            singlefile: { description: "Accepted for Splunk.", type: "boolean" },
          },
        },
      ],
    },
    parse: (value, ctx) => ({
      kind: "outputcsv",
      table: withEnding(isMap(value) ? (textAt(value, "table") ?? "") : String(value)),
      append: flagAt(value, "append"),
      create_empty: flagAt(value, "create_empty"),
      override_if_empty: isMap(value) && value.override_if_empty === false ? false : undefined,
      singlefile: isMap(value) && value.singlefile === false ? false : undefined,
      range: ctx.range,
    }),
    render({ kind: _, range: __, table, ...rest }) {
      const options = present({ ...rest })
      return Object.keys(options).length === 0 ? table : { table, ...options }
    },
  },
  fields: () => ({ reads: ["*"], writes: [], keepsOthers: true }),
  exec: ({ table, append, override_if_empty: emptied, range }, ctx) =>
    compileTableWrite({ table, append: append === true, max: Number.POSITIVE_INFINITY, emptied: emptied !== false }, range, ctx),
  spl: {
    commands: ["outputcsv"],
    parse(args) {
      let options = args.options(spec)
      if (args.done) throw args.error('command "outputcsv" needs the name of a file', "write outputcsv report.csv")
      const table = args.word()
      options = args.options(spec, options)
      return {
        kind: "outputcsv",
        table: withEnding(table),
        append: options.append === true ? true : undefined,
        create_empty: options.create_empty === true ? true : undefined,
        override_if_empty: options.override_if_empty === false ? false : undefined,
        singlefile: options.singlefile === false ? false : undefined,
      }
    },
    render: ({ kind: _, range: __, table, ...options }, ctx) => commandText(ctx, "outputcsv", options, ctx.word(table)),
  },
  describe: ({ table, append }) =>
    `${append === true ? "adds the results to" : "writes the results to"} the file "${table}", and passes them on`,
}
