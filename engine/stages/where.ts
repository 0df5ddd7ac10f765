import type { Expr } from "../ir/expr.ts"
import type { Stage } from "../ir/stage.ts"
import { fieldsOf } from "../ir/visit.ts"
import type { CoreStage, FilterParts } from "./stage.ts"

export interface WhereStage extends Stage {
  readonly kind: "where"
  readonly condition: Expr
}

export const where: CoreStage<WhereStage> = {
  name: "where",
  type: "streaming",
  order: () => "any",
  idle: () => true,
  docs: {
    summary: "Keep the events for which an expression is true.",
    description: "An expression that is null, because a field is missing, is not true.",
    examples: [
      {
        title: "Compare two fields",
        stage: { where: "bytes_out > bytes_in" },
        spl: "where bytes_out > bytes_in",
        input: [{ bytes_in: 5, bytes_out: 9 }, { bytes_in: 5, bytes_out: "12" }, { bytes_out: 9 }],
        output: [
          { bytes_in: 5, bytes_out: 9 },
          { bytes_in: 5, bytes_out: "12" },
        ],
      },
    ],
  },
  yaml: {
    schema: { type: "string", minLength: 1 },
    parse: (value, ctx) => ({ kind: "where", condition: ctx.expr(String(value)), range: ctx.range }),
    render: ({ condition }, ctx) => ctx.expr(condition),
  },
  fields: ({ condition }) => ({ reads: fieldsOf(condition), writes: [], keepsOthers: true }),
  filters: ({ condition }) => partsOf(condition),
  exec({ condition }, ctx) {
    const test = ctx.condition(condition)
    return next => ({ push: event => !test(event) || next.push(event), end: () => next.end() })
  },
  spl: {
    commands: ["where"],
    parse: args => ({ kind: "where", condition: args.expr() }),
    render: ({ condition }, ctx) => `where ${ctx.expr(condition)}`,
  },
  describe: ({ condition }, ctx) => `keeps events for which ${ctx.expr(condition)}`,
}

function partsOf(condition: Expr): FilterParts {
  if (condition.kind === "binary" && (condition.op === "and" || condition.op === "or"))
    return { kind: condition.op === "and" ? "all" : "any", operands: [partsOf(condition.left), partsOf(condition.right)] }
  const stage: WhereStage = { kind: "where", condition }
  return { kind: "part", stage, reads: fieldsOf(condition) }
}
