import type { Expr } from "../ir/expr.ts"
import type { Stage } from "../ir/stage.ts"
import { fieldsOf } from "../ir/visit.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface Assignment {
  readonly field: string
  readonly value: Expr
}
export interface EvalStage extends Stage {
  readonly kind: "eval"
  readonly assignments: readonly Assignment[]
}

export const evalStage: CoreStage<EvalStage> = {
  name: "eval",
  type: "streaming",
  order: () => "any",
  docs: {
    summary: "Set fields to the values of expressions.",
    description: "Assignments are made in order, and a later one sees the earlier ones. A null value removes the field.",
    examples: [
      {
        title: "A later assignment uses an earlier one",
        stage: { eval: { total: "a + b", label: 'total . " bytes"' } },
        spl: 'eval total = a + b, label = total . " bytes"',
        input: [{ a: 1, b: 2 }],
        output: [{ a: 1, b: 2, total: 3, label: "3 bytes" }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { type: "object", minProperties: 1, additionalProperties: { type: ["string", "number"] } },
        { type: "array", minItems: 1, items: { type: "object", minProperties: 1, additionalProperties: { type: ["string", "number"] } } },
      ],
    },
    parse(value, ctx) {
      const assign = (map: unknown, path: readonly (string | number)[]): Assignment[] =>
        Object.entries(map ?? {}).map(([field, source]) => ({ field, value: ctx.expr(String(source), [...path, field]) }))
      return {
        kind: "eval",
        assignments: Array.isArray(value) ? value.flatMap((item, i) => assign(item, [i])) : assign(value, []),
        range: ctx.range,
      }
    },
    render: ({ assignments }, ctx) => {
      const fields = new Set(assignments.map(assignment => assignment.field))
      const entries = (list: readonly Assignment[]): unknown => Object.fromEntries(list.map(({ field, value }) => [field, ctx.expr(value)]))
      // A map cannot assign a field twice.
      return fields.size === assignments.length ? entries(assignments) : assignments.map(assignment => entries([assignment]))
    },
  },
  fields: ({ assignments }) => ({
    reads: [...new Set(assignments.flatMap(({ value }) => fieldsOf(value)))],
    writes: assignments.map(({ field }) => field),
    keepsOthers: true,
  }),
  exec({ assignments }, ctx) {
    const compiled = assignments.map(({ field, value }) => ({ field, evaluate: ctx.value(value) }))
    return mapEvents(event => {
      for (const { field, evaluate } of compiled) event.set(field, evaluate(event))
      return event
    })
  },
  spl: {
    commands: ["eval"],
    parse(args) {
      const assignments: Assignment[] = []
      do {
        const field = args.field()
        args.expect("=")
        assignments.push({ field, value: args.expr() })
      } while (args.accept(","))
      return { kind: "eval", assignments }
    },
    render: ({ assignments }, ctx) =>
      `eval ${assignments.map(({ field, value }) => `${ctx.field(field)} = ${ctx.expr(value)}`).join(", ")}`,
  },
  describe: ({ assignments }, ctx) => `sets ${assignments.map(({ field, value }) => `${field} to ${ctx.expr(value)}`).join(", ")}`,
}
