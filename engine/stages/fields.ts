import type { Operator } from "../exec/operator.ts"
import type { Stage } from "../ir/stage.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns, isInternal } from "../rows/field-patterns.ts"
import { fieldView } from "../rows/field-view.ts"
import { isMap, textsOf } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents, movesOf } from "./stage.ts"

export interface FieldsStage extends Stage {
  readonly kind: "fields"
  readonly mode: "keep" | "remove"
  /** Names and patterns. */
  readonly fields: readonly string[]
}

export const fields: CoreStage<FieldsStage> = {
  name: "fields",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  perRow: ({ mode }) => mode === "remove",
  docs: {
    summary: "Keep only some fields, or remove some.",
    description:
      "Names may hold `*`. Internal fields, which begin with an underscore (`_time`, `_raw`), stay unless they are removed by name or by a pattern " +
      "that begins with an underscore.",
    examples: [
      {
        title: "Keep fields",
        stage: { fields: ["user", "src*"] },
        spl: "fields user, src*",
        input: [{ _time: 5, user: "ann", src_ip: "10.0.0.1", src_port: 80, dest: "db" }],
        output: [{ _time: 5, user: "ann", src_ip: "10.0.0.1", src_port: 80 }],
      },
      {
        title: "Remove fields",
        stage: { fields: { remove: ["_raw", "date_*"] } },
        spl: "fields - _raw, date_*",
        input: [{ _time: 5, _raw: "x", date_hour: 1, date_zone: "local", user: "ann" }],
        output: [{ _time: 5, user: "ann" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "The fields to keep.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        {
          type: "object",
          additionalProperties: false,
          minProperties: 1,
          maxProperties: 1,
          properties: {
            keep: { description: "The fields to keep.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
            remove: { description: "The fields to remove.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
          },
        },
      ],
    },
    parse(value, ctx) {
      if (isMap(value) && value.remove !== undefined)
        return { kind: "fields", mode: "remove", fields: textsOf(value.remove), range: ctx.range }
      return { kind: "fields", mode: "keep", fields: textsOf(isMap(value) ? value.keep : value), range: ctx.range }
    },
    render: stage => (stage.mode === "remove" ? { remove: stage.fields } : stage.fields),
  },
  fields(stage) {
    if (stage.mode === "remove") return { reads: [], writes: [], keepsOthers: true, removes: stage.fields }
    const kept = [...stage.fields, "_*"]
    return { reads: kept, writes: kept, keepsOthers: false }
  },
  moves: (stage, names) => movesOf(operatorOf(stage), names),
  exec: operatorOf,
  spl: {
    commands: ["fields"],
    parse(args) {
      const mode = args.accept("-") ? "remove" : "keep"
      if (mode === "keep") args.accept("+")
      const names = readColumns(args)
      if (names.length === 0) throw args.error('command "fields" needs at least one field', "write fields user, src or fields - _raw")
      return { kind: "fields", mode, fields: names }
    },
    render: (stage, ctx) => `fields ${stage.mode === "remove" ? "- " : ""}${printColumns(stage.fields, ctx)}`,
  },
  describe: (stage, ctx) =>
    stage.mode === "remove"
      ? `removes the fields ${ctx.fields(stage.fields)}`
      : `keeps only the fields ${ctx.fields(stage.fields)} and internal ones`,
}

function operatorOf(stage: FieldsStage): Operator {
  const patterns = compileFieldPatterns(stage.fields)
  if (stage.mode === "keep") {
    const sees = (name: string): boolean => isInternal(name) || patterns.matches(name)
    return mapEvents(event =>
      fieldView(event, sees, () => [
        ...new Set([...patterns.select(event).filter(name => event.has(name)), ...event.names().filter(isInternal)]),
      ]),
    )
  }
  return mapEvents(event => {
    for (const name of patterns.select(event)) event.set(name, null)
    return event
  })
}
