import { RuleError } from "../errors/error.ts"
import type { Stage } from "../ir/stage.ts"
import { compileDatasetView } from "../rows/dataset-view.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, isMap, present, textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface DatamodelStage extends Stage {
  readonly kind: "datamodel"
  readonly model?: string | undefined
  readonly dataset?: string | undefined
  /** Without it the command lists definitions. */
  readonly mode?: "search" | "flat" | "acceleration_search" | undefined
  readonly strict_fields?: false | undefined
  readonly summariesonly?: true | undefined
  readonly allow_old_summaries?: true | undefined
}

const modes = ["search", "flat", "acceleration_search"] as const
const spec = { strict_fields: "boolean", summariesonly: "boolean", allow_old_summaries: "boolean" } as const

export const datamodel: CoreStage<DatamodelStage> = {
  name: "datamodel",
  type: "generating",
  order: () => "any",
  docs: {
    summary: "Start from the events of a data model's dataset.",
    description:
      "With `search` fields are called after their dataset, such as `Processes.user`; with `flat` they have their own names. Only fields of the dataset and those that " +
      "every event has are seen, unless `strict_fields` is false. There are no summaries, so that options about them change nothing.",
    examples: [
      {
        title: "Under the dataset's names",
        stage: { datamodel: { model: "Endpoint", dataset: "Processes", mode: "search" } },
        spl: "datamodel Endpoint Processes search",
        input: [],
        output: [],
      },
      {
        title: "Every option",
        stage: {
          datamodel: {
            model: "Endpoint",
            dataset: "Processes",
            mode: "flat",
            strict_fields: false,
            summariesonly: true,
            allow_old_summaries: true,
          },
        },
        spl: "datamodel Endpoint Processes flat strict_fields=false summariesonly=true allow_old_summaries=true",
        input: [],
        output: [],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      properties: {
        model: { description: "Name of the data model.", type: "string", minLength: 1 },
        dataset: { description: "Name of the dataset.", type: "string", minLength: 1 },
        mode: { description: "search: fields are called dataset.field; flat: they have their own names.", enum: modes },
        strict_fields: { description: "Only fields of the dataset; true when left out.", type: "boolean" },
        summariesonly: { description: "Accepted for Splunk.", type: "boolean" },
        allow_old_summaries: { description: "Accepted for Splunk.", type: "boolean" },
      },
    },
    parse: (value, ctx) => ({
      kind: "datamodel",
      model: textAt(value, "model"),
      dataset: textAt(value, "dataset"),
      mode: modes.find(mode => mode === textAt(value, "mode")),
      strict_fields: isMap(value) && value.strict_fields === false ? false : undefined,
      summariesonly: flagAt(value, "summariesonly"),
      allow_old_summaries: flagAt(value, "allow_old_summaries"),
      range: ctx.range,
    }),
    render: ({ kind: _, range: __, ...options }) => present({ ...options }),
  },
  source: ({ model, dataset, mode }) =>
    model === undefined || mode === undefined
      ? { kind: "none" }
      : { kind: "events", dataset: dataset === undefined ? model : `${model}.${dataset}`, predicate: { kind: "all", operands: [] } },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: false }),
  exec({ model, dataset, mode, strict_fields: strict, range }) {
    if (model === undefined || dataset === undefined || mode === undefined)
      throw new RuleError("unsupported", '"datamodel" lists the definitions of data models on a Splunk server, and there is none', {
        range,
        hint: "write datamodel Model Dataset search for its events",
      })
    return mapEvents(
      compileDatasetView({ dataset: `${model}.${dataset}`, names: mode === "flat" ? "plain" : "prefixed", strict: strict !== false }),
    )
  },
  spl: {
    commands: ["datamodel"],
    parse(args) {
      let options = args.options(spec)
      const words: string[] = []
      while (!args.done) {
        words.push(args.word())
        options = args.options(spec, options)
      }
      const [model, dataset, word, ...rest] = words
      const mode = modes.find(name => name === word?.toLowerCase())
      if (rest.length > 0 || (word !== undefined && mode === undefined))
        throw args.error(
          `"datamodel" cannot do "${rest[0] ?? word}"`,
          "write datamodel Model Dataset search, or flat for plain field names",
        )
      return {
        kind: "datamodel",
        model,
        dataset,
        mode,
        strict_fields: options.strict_fields === false ? false : undefined,
        summariesonly: options.summariesonly === true ? true : undefined,
        allow_old_summaries: options.allow_old_summaries === true ? true : undefined,
      }
    },
    render: ({ model, dataset, mode, strict_fields, summariesonly, allow_old_summaries }, ctx) =>
      commandText(
        ctx,
        "datamodel",
        {},
        ...[model, dataset].map(name => (name === undefined ? "" : ctx.word(name))),
        mode ?? "",
        commandText(ctx, "", { strict_fields, summariesonly, allow_old_summaries }).trim(),
      ),
  },
  describe: ({ model = "", dataset = "", mode }) =>
    mode === undefined ? "lists the definitions of data models" : `starts from the events of the dataset "${model}.${dataset}"`,
}
