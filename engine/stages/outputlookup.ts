import type { Stage } from "../ir/stage.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, numberAt, present, textAt } from "../rows/plain-data.ts"
import { compileTableWrite } from "../rows/table-write.ts"
import type { SplReader } from "../spl/syntax.ts"
import type { CoreStage } from "./stage.ts"

export interface OutputlookupStage extends Stage {
  readonly kind: "outputlookup"
  readonly table: string
  /** Left out where it is what the command does anyway: false, or true with a key field. */
  readonly append?: boolean | undefined
  readonly key_field?: string | undefined
  readonly allow_updates?: false | undefined
  readonly create_empty?: true | undefined
  readonly override_if_empty?: false | undefined
  readonly max?: number | undefined
  readonly output_format?: string | undefined
  readonly createinapp?: boolean | undefined
  readonly create_context?: string | undefined
}

const spec = {
  append: "boolean",
  key_field: "field",
  allow_updates: "boolean",
  create_empty: "boolean",
  override_if_empty: "boolean",
  max: "integer",
  output_format: "string",
  createinapp: "boolean",
  create_context: "string",
} as const

const choices = { output_format: ["splunk_sv_csv", "splunk_mv_csv"], create_context: ["app", "user", "system"] } as const

function choice(args: SplReader, name: keyof typeof choices, value: string | undefined): string | undefined {
  const known: readonly string[] = choices[name]
  if (value !== undefined && !known.includes(value)) throw args.error(`option "${name}" cannot be "${value}"`, `write ${name}=${known[0]}`)
  return value === "splunk_sv_csv" ? undefined : value
}

const appendUnlessUsual = (append: boolean | undefined, keyField: string | undefined): boolean | undefined =>
  append === (keyField !== undefined) ? undefined : append

export const outputlookup: CoreStage<OutputlookupStage> = {
  name: "outputlookup",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Write the results to a lookup, and pass them on.",
    description:
      "The rows take the place of what the lookup held. `append` adds them instead: to a CSV file with the columns that it has, to a collection with all fields. " +
      "With `key_field` a row of a collection replaces the row with the same key. A file that comes with the rules is not touched: what is written is kept in the " +
      "state folder and read instead of it. No results empty the lookup unless `override_if_empty` is false.",
    examples: [
      {
        title: "Results go to the lookup, and on",
        stage: { outputlookup: { table: "seen", append: true } },
        spl: "outputlookup append=true seen",
        input: [{ user: "ann", _raw: "ann logged in" }],
        output: [{ user: "ann", _raw: "ann logged in" }],
        lookups: { seen: [{ user: "bob" }] },
      },
      {
        title: "Every option",
        stage: {
          outputlookup: {
            table: "seen",
            key_field: "user",
            append: false,
            allow_updates: false,
            create_empty: true,
            override_if_empty: false,
            max: 1,
            output_format: "splunk_mv_csv",
            createinapp: true,
            create_context: "app",
          },
        },
        spl: "outputlookup append=false key_field=user allow_updates=false create_empty=true override_if_empty=false max=1 output_format=splunk_mv_csv createinapp=true create_context=app seen",
        input: [],
        output: [],
        lookups: { seen: [] },
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "Name of the lookup.", type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          required: ["table"],
          properties: {
            table: { description: "Name of the lookup.", type: "string", minLength: 1 },
            append: { description: "Add the rows to those that are there; false, or true with key_field, when left out.", type: "boolean" },
            key_field: { description: "The field whose value is the key of a row of a collection.", type: "string", minLength: 1 },
            allow_updates: { description: "Rows with a key that is there replace the row; true when left out.", type: "boolean" },
            create_empty: { description: "Accepted: a lookup without rows is empty.", type: "boolean" },
            override_if_empty: { description: "No results empty the lookup; true when left out.", type: "boolean" },
            max: { description: "Most rows to write.", type: "integer", minimum: 0 },
            output_format: { description: "Accepted: collections keep multivalues, CSV files do not.", enum: choices.output_format },
            createinapp: { description: "Accepted for Splunk.", type: "boolean" },
            create_context: { description: "Accepted for Splunk.", enum: choices.create_context },
          },
        },
      ],
    },
    parse(value, ctx) {
      const keyField = textAt(value, "key_field")
      const format = textAt(value, "output_format")
      return {
        kind: "outputlookup",
        table: isMap(value) ? (textAt(value, "table") ?? "") : String(value),
        append: appendUnlessUsual(isMap(value) && typeof value.append === "boolean" ? value.append : undefined, keyField),
        key_field: keyField,
        allow_updates: isMap(value) && value.allow_updates === false ? false : undefined,
        create_empty: flagAt(value, "create_empty"),
        override_if_empty: isMap(value) && value.override_if_empty === false ? false : undefined,
        max: numberAt(value, "max"),
        output_format: format === "splunk_sv_csv" ? undefined : format,
        createinapp: isMap(value) && typeof value.createinapp === "boolean" ? value.createinapp : undefined,
        create_context: textAt(value, "create_context"),
        range: ctx.range,
      }
    },
    render({ kind: _, range: __, table, ...rest }) {
      const options = present({ ...rest })
      return Object.keys(options).length === 0 ? table : { table, ...options }
    },
  },
  fields: () => ({ reads: ["*"], writes: [], keepsOthers: true }),
  exec: ({ table, append, key_field: keyField, allow_updates: updates, override_if_empty: emptied, max, range }, ctx) =>
    compileTableWrite(
      {
        table,
        append: append ?? keyField !== undefined,
        keyField: updates === false ? undefined : keyField,
        max: max ?? Number.POSITIVE_INFINITY,
        emptied: emptied !== false,
      },
      range,
      ctx,
    ),
  spl: {
    commands: ["outputlookup"],
    parse(args) {
      let options = args.options(spec)
      if (args.done) throw args.error('command "outputlookup" needs the name of a lookup', "write outputlookup seen")
      const table = args.word()
      options = args.options(spec, options)
      return {
        kind: "outputlookup",
        table,
        append: appendUnlessUsual(options.append, options.key_field),
        key_field: options.key_field,
        allow_updates: options.allow_updates === false ? false : undefined,
        create_empty: options.create_empty === true ? true : undefined,
        override_if_empty: options.override_if_empty === false ? false : undefined,
        max: options.max,
        output_format: choice(args, "output_format", options.output_format),
        createinapp: options.createinapp,
        create_context: choice(args, "create_context", options.create_context),
      }
    },
    render: ({ kind: _, range: __, table, ...options }, ctx) => commandText(ctx, "outputlookup", options, ctx.word(table)),
  },
  describe: ({ table, append, key_field: keyField }) =>
    `${(append ?? keyField !== undefined) ? "adds the results to" : "replaces"} the lookup "${table}"${(append ?? keyField !== undefined) ? "" : " by the results"}` +
    `${keyField === undefined ? "" : ` by the key "${keyField}"`}, and passes them on`,
}
