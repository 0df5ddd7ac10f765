import type { Event } from "../event.ts"
import type { Expr } from "../ir/expr.ts"
import type { Stage } from "../ir/stage.ts"
import { textOf } from "../ir/value.ts"
import { fieldsOf } from "../ir/visit.ts"
import { type CoreStage, mapEvents } from "./stage.ts"

export interface Assignment {
  /** Names of fields in braces in it, as in `count_{user}`, stand for the values of those fields. */
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
  idle: () => true,
  perRow: () => true,
  docs: {
    summary: "Set fields to the values of expressions.",
    description:
      "Assignments are made in order, and a later one sees the earlier ones. A null value removes the field. A field's name in braces, alone or within " +
      "the name to assign to, stands for the value of that field; an event that lacks the field is left as it is.",
    examples: [
      {
        title: "A later assignment uses an earlier one",
        stage: { eval: { total: "a + b", label: 'total . " bytes"' } },
        spl: 'eval total = a + b, label = total . " bytes"',
        input: [{ a: 1, b: 2 }],
        output: [{ a: 1, b: 2, total: 3, label: "3 bytes" }],
      },
      {
        title: "Names that are values of other fields",
        stage: { eval: { "{metric}": "reading", "has_{metric}": '"yes"' } },
        spl: 'eval {metric} = reading, has_{metric} = "yes"',
        input: [{ metric: "load", reading: 3 }, { metric: "temperature", reading: 21 }, { reading: 5 }],
        output: [
          { metric: "load", reading: 3, load: 3, has_load: "yes" },
          { metric: "temperature", reading: 21, temperature: 21, has_temperature: "yes" },
          { reading: 5 },
        ],
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
    reads: [...new Set(assignments.flatMap(({ field, value }) => [...namedIn(field), ...fieldsOf(value)]))],
    writes: assignments.map(({ field }) => field.replace(braces, "*")),
    keepsOthers: true,
  }),
  exec({ assignments }, ctx) {
    const compiled = assignments.map(({ field, value }) => ({ target: compileTarget(field), evaluate: ctx.value(value) }))
    return mapEvents(event => {
      for (const { target, evaluate } of compiled) {
        const name = typeof target === "string" ? target : target(event)
        if (name !== null) event.set(name, evaluate(event))
      }
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

/** Empty braces are those of a JSON list, as in `tags{}`. */
const braces = /\{([^{}]+)\}/g
const namedIn = (field: string): string[] => Array.from(field.matchAll(braces), ([, name = ""]) => name)

/** The field to assign to, or how an event names it: null where it lacks a field that stands in braces. */
function compileTarget(field: string): string | ((event: Event) => string | null) {
  const named = namedIn(field)
  if (named.length === 0) return field
  return event => {
    const values = new Map<string, string>()
    for (const name of named) {
      const value = textOf(event.get(name))
      if (value === null || value === "") return null
      values.set(name, value)
    }
    return field.replace(braces, (_, name: string) => values.get(name) ?? "")
  }
}
