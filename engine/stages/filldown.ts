import type { Stage } from "../ir/stage.ts"
import type { Value } from "../ir/value.ts"
import { printColumns, readColumns } from "../rows/column-names.ts"
import { compileFieldPatterns } from "../rows/field-patterns.ts"
import { textsOf } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface FilldownStage extends Stage {
  readonly kind: "filldown"
  /** Names and patterns; all fields but internal ones when there are none. */
  readonly fields: readonly string[]
}

export const filldown: CoreStage<FilldownStage> = {
  name: "filldown",
  type: "streaming",
  order: () => "sensitive",
  docs: {
    summary: "Give missing fields the value of the last event that had one.",
    description: "Names may hold `*`. Without fields, all are filled, internal ones aside. Before a field's first value it stays missing.",
    examples: [
      {
        title: "Carry a field down",
        stage: { filldown: ["user"] },
        spl: "filldown user",
        input: [{ n: 1 }, { n: 2, user: "ann" }, { n: 3 }, { n: 4, user: "bob" }, { n: 5 }],
        output: [{ n: 1 }, { n: 2, user: "ann" }, { n: 3, user: "ann" }, { n: 4, user: "bob" }, { n: 5, user: "bob" }],
      },
      {
        title: "All fields",
        stage: { filldown: [] },
        spl: "filldown",
        input: [{ a: 1, b: 2 }, { b: 3 }],
        output: [
          { a: 1, b: 2 },
          { a: 1, b: 3 },
        ],
      },
    ],
  },
  yaml: {
    schema: { description: "The fields; all when the list is empty.", type: "array", items: { type: "string", minLength: 1 } },
    parse: (value, ctx) => ({ kind: "filldown", fields: textsOf(value), range: ctx.range }),
    render: stage => stage.fields,
  },
  fields: ({ fields }) => ({
    reads: fields.length === 0 ? ["*"] : fields,
    writes: fields.length === 0 ? ["*"] : fields,
    keepsOthers: true,
  }),
  exec({ fields }) {
    const patterns = compileFieldPatterns(fields.length === 0 ? ["*"] : fields)
    return next => {
      const last = new Map<string, Value>()
      return {
        push(event) {
          for (const name of patterns.select(event)) {
            const value = event.get(name)
            if (value !== null) last.set(name, value)
          }
          for (const [name, value] of last) if (event.get(name) === null) event.set(name, value)
          return next.push(event)
        },
        end: () => next.end(),
      }
    }
  },
  spl: {
    commands: ["filldown"],
    parse: args => ({ kind: "filldown", fields: readColumns(args) }),
    render: ({ fields }, ctx) => `filldown ${printColumns(fields, ctx)}`.trimEnd(),
  },
  describe: ({ fields }, ctx) =>
    `gives ${fields.length === 0 ? "all fields" : ctx.fields(fields)} the last value seen where they are missing`,
}
