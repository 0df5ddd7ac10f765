import { RuleError } from "../errors/error.ts"
import { Event } from "../event.ts"
import type { Stage } from "../ir/stage.ts"
import { compileDatasetView } from "../rows/dataset-view.ts"
import { textAt } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface FromStage extends Stage {
  readonly kind: "from"
  readonly type: "datamodel" | "lookup"
  /** A lookup, or a model and a dataset such as `Web.Web`. */
  readonly name: string
}

const types = ["datamodel", "inputlookup", "lookup", "savedsearch"] as const

export const from: CoreStage<FromStage> = {
  name: "from",
  type: "generating",
  order: ({ type }) => (type === "lookup" ? "sorted" : "any"),
  idle: ({ type }) => type === "datamodel",
  docs: {
    summary: "Start from the events of a data model's dataset, or from the rows of a lookup.",
    description:
      "Events of a dataset show the dataset's fields under their own names, without the dataset's, and the fields that every event has. Saved searches need a Splunk " +
      "server.",
    examples: [
      {
        title: "The rows of a lookup",
        stage: { from: { lookup: "assets" } },
        spl: "from lookup:assets",
        input: [],
        output: [{ ip: "10.0.0.1", owner: "ann" }],
        lookups: { assets: [{ ip: "10.0.0.1", owner: "ann" }] },
      },
      {
        title: "The events of a dataset",
        stage: { from: { datamodel: "Web.Web" } },
        spl: 'from datamodel:"Web.Web"',
        input: [],
        output: [],
      },
    ],
  },
  yaml: {
    schema: {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: {
        datamodel: { description: "Model and dataset, such as Web.Web.", type: "string", minLength: 1 },
        lookup: { description: "Name of a lookup.", type: "string", minLength: 1 },
      },
    },
    parse(value, ctx) {
      const lookup = textAt(value, "lookup")
      return {
        kind: "from",
        type: lookup === undefined ? "datamodel" : "lookup",
        name: lookup ?? textAt(value, "datamodel") ?? "",
        range: ctx.range,
      }
    },
    render: ({ type, name }) => ({ [type]: name }),
  },
  source: ({ type, name }) =>
    type === "lookup" ? { kind: "none" } : { kind: "events", dataset: name, predicate: { kind: "all", operands: [] } },
  fields: () => ({ reads: ["*"], writes: ["*"], keepsOthers: false }),
  exec({ type, name, range }, ctx) {
    if (type === "datamodel") return mapEvents(compileDatasetView({ dataset: name, names: "plain", strict: true }))
    const lookup = ctx.lookup(name, range)
    return next => ({
      push: () => false,
      end() {
        const rows = lookup.rows()
        if (rows.length === 0 && lookup.definition.source !== "csv") ctx.warn(`lookup "${name}" has no data yet`)
        for (const row of rows) if (!next.push(Event.from(row))) break
        next.end()
      },
    })
  },
  spl: {
    commands: ["from"],
    parse(args) {
      const start = args.offset
      const type = types.find(word => args.accept(`${word}:`) || args.accept(word))
      args.accept("=")
      if (type === undefined)
        throw args.error('command "from" needs a kind of dataset', "write from datamodel:Web.Web or from lookup:assets")
      if (args.done) throw args.error('command "from" needs the name of a dataset', `write from ${type}:name`)
      const name = args.word()
      if (type === "savedsearch")
        throw new RuleError("unsupported", `saved search "${name}" cannot be run: there is no Splunk server to ask for it`, {
          range: args.rangeFrom(start),
          hint: "write the search itself",
        })
      return { kind: "from", type: type === "datamodel" ? "datamodel" : "lookup", name }
    },
    render: ({ type, name }, ctx) => `from ${type}:${ctx.string(name)}`,
  },
  describe: ({ type, name }) =>
    type === "datamodel" ? `starts from the events of the dataset "${name}"` : `starts from the rows of the lookup "${name}"`,
}
