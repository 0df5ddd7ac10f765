import { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { Stage } from "../ir/stage.ts"
import type { Value } from "../ir/value.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { textsOf } from "../rows/plain-data.ts"
import { type CoreStage, mapEvents, movesOf } from "./stage.ts"

export interface TableStage extends Stage {
  readonly kind: "table"
  /** Names and patterns, in the order of the columns. */
  readonly fields: readonly string[]
}

export const table: CoreStage<TableStage> = {
  name: "table",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Keep only the listed fields, in that order.",
    description:
      "Names may hold `*`. Unlike `fields`, it also drops internal fields (`_time`, `_raw`) that are not listed; a pattern that begins with `*` does not mean them.",
    examples: [
      {
        title: "Columns in order",
        stage: { table: ["_time", "user", "src*"] },
        spl: "table _time, user, src*",
        input: [
          { _time: 7, _raw: "x", src_ip: "10.0.0.1", dest: "db", user: "ann" },
          { _time: 6, _raw: "y", dest: "db" },
        ],
        output: [{ _time: 7, user: "ann", src_ip: "10.0.0.1" }, { _time: 6 }],
      },
    ],
  },
  yaml: {
    schema: { description: "The fields that stay.", type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
    parse: (value, ctx) => ({ kind: "table", fields: textsOf(value), range: ctx.range }),
    render: stage => stage.fields,
  },
  fields: stage => ({ reads: stage.fields, writes: stage.fields, keepsOthers: false }),
  moves: (stage, names) => movesOf(operatorOf(stage), names),
  exec: operatorOf,
  spl: {
    commands: ["table"],
    parse(args) {
      const names = readColumns(args)
      if (names.length === 0) throw args.error('command "table" needs at least one field', "write table user, src")
      return { kind: "table", fields: names }
    },
    render: (stage, ctx) => `table ${printColumns(stage.fields, ctx)}`,
  },
  describe: (stage, ctx) => `keeps the columns ${ctx.fields(stage.fields)}`,
}

function operatorOf(stage: TableStage): Operator {
  const patterns = compileFieldPatterns(stage.fields)
  return mapEvents(event => {
    const row = new Map<string, Value>()
    for (const name of patterns.select(event)) {
      const value = event.get(name)
      if (value !== null) row.set(name, value)
    }
    return new Event(null, row)
  })
}
