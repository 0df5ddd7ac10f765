import type { Expr } from "../ir/expr.ts"
import type { Stage } from "../ir/stage.ts"
import { fieldsOf } from "../ir/visit.ts"
import { commandText } from "../rows/option-text.ts"
import { flagAt, numberAt, present, textAt } from "../rows/plain-data.ts"
import type { CoreStage } from "./stage.ts"

export interface HeadStage extends Stage {
  readonly kind: "head"
  /** Always there when there is no condition; with one, left out for no limit. */
  readonly limit?: number | undefined
  readonly condition?: Expr | undefined
  /** Keeps the event at which the condition stopped being true. */
  readonly keeplast?: true | undefined
  /** A condition that is null counts as true. */
  readonly null?: true | undefined
}

const defaultLimit = 10

export const head: CoreStage<HeadStage> = {
  name: "head",
  type: "streaming",
  order: () => "sensitive",
  idle: () => true,
  docs: {
    summary: "Keep the first events: a number of them, or as long as a condition holds.",
    description: "Events come newest first. Without a number and a condition it keeps 10.",
    examples: [
      {
        title: "A number",
        stage: { head: 2 },
        spl: "head 2",
        input: [{ n: 1 }, { n: 2 }, { n: 3 }],
        output: [{ n: 1 }, { n: 2 }],
      },
      {
        title: "While a condition holds, and the event that ends it",
        stage: { head: { while: "n < 3", limit: 50, keeplast: true, null: true } },
        spl: "head limit=50 (n < 3) keeplast=true null=true",
        input: [{ n: 1 }, { m: 1 }, { n: 2 }, { n: 3 }, { n: 1 }],
        output: [{ n: 1 }, { m: 1 }, { n: 2 }, { n: 3 }],
      },
    ],
  },
  yaml: {
    schema: {
      oneOf: [
        { description: "How many events.", type: "integer", minimum: 0 },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            while: { description: "A condition; events up to the first for which it is not true.", type: "string", minLength: 1 },
            limit: { description: "At most this many events.", type: "integer", minimum: 0 },
            keeplast: { description: "Keep the event that ended it.", type: "boolean" },
            null: { description: "A condition that is null counts as true.", type: "boolean" },
          },
        },
      ],
    },
    parse(value, ctx) {
      const source = textAt(value, "while")
      const condition = source === undefined ? undefined : ctx.expr(source, ["while"])
      const limit = typeof value === "number" ? value : (numberAt(value, "limit") ?? (condition === undefined ? defaultLimit : undefined))
      return { kind: "head", limit, condition, keeplast: flagAt(value, "keeplast"), null: flagAt(value, "null"), range: ctx.range }
    },
    render: ({ limit, condition, keeplast, null: isNull }, ctx) =>
      condition === undefined && keeplast === undefined && isNull === undefined
        ? limit
        : present({ while: condition === undefined ? undefined : ctx.expr(condition), limit, keeplast, null: isNull }),
  },
  fields: ({ condition }) => ({ reads: condition === undefined ? [] : fieldsOf(condition), writes: [], keepsOthers: true }),
  exec({ limit = Number.POSITIVE_INFINITY, condition, keeplast, null: nullHolds }, ctx) {
    const evaluate = condition === undefined ? null : ctx.evaluator(condition)
    // Compiled for its check: what can only be a value is no condition.
    if (condition !== undefined) ctx.condition(condition)
    return next => {
      let left = limit
      return {
        push(event) {
          if (left <= 0) return false
          if (evaluate !== null) {
            const result = evaluate(event)
            if (result !== true && !(result === null && nullHolds === true)) {
              left = 0
              if (keeplast === true) next.push(event)
              return false
            }
          }
          left--
          return next.push(event) && left > 0
        },
        end: () => next.end(),
      }
    }
  },
  spl: {
    commands: ["head"],
    parse(args) {
      const spec = { limit: "integer", keeplast: "boolean", null: "boolean" } as const
      let options = args.options(spec)
      let count: number | undefined
      let condition: Expr | undefined
      while (!args.done) {
        if (args.peek("(") && condition === undefined) condition = args.expr()
        else if (count === undefined) count = args.integer()
        else break
        options = args.options(spec, options)
      }
      const limit = options.limit ?? count ?? (condition === undefined ? defaultLimit : undefined)
      if (limit !== undefined && limit < 0) throw args.error(`"head" takes a number of events, not ${limit}`, "write head 10")
      return {
        kind: "head",
        limit,
        condition,
        keeplast: options.keeplast === true ? true : undefined,
        null: options.null === true ? true : undefined,
      }
    },
    render({ limit, condition, keeplast, null: isNull }, ctx) {
      const condText = condition === undefined ? "" : `(${ctx.expr(condition)})`
      if (condition === undefined) return commandText(ctx, "head", { keeplast, null: isNull }, limit === undefined ? "" : String(limit))
      return commandText(ctx, "head", { limit, keeplast, null: isNull }, condText)
    },
  },
  describe({ limit, condition, keeplast }, ctx) {
    const most = limit === undefined ? "" : condition === undefined ? `the first ${limit} events` : `, at most ${limit} of them`
    if (condition === undefined) return `keeps ${most}`
    return `keeps events as long as ${ctx.expr(condition)}${keeplast === true ? ", and the one that ends it" : ""}${most}`
  },
}
