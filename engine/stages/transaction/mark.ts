import { RuleError } from "../../errors/error.ts"
import type { Test } from "../../exec/operator.ts"
import type { Expr } from "../../ir/expr.ts"
import type { Predicate } from "../../ir/predicate.ts"
import type { SourceRange } from "../../ir/source.ts"
import type { Stage } from "../../ir/stage.ts"
import { isMap, textAt } from "../../rows/plain-data.ts"
import type { SplPrinter, SplReader } from "../../spl/syntax.ts"
import type { MatchStage } from "../match.ts"
import type { ExecContext, YamlContext, YamlPrinter } from "../stage.ts"

/** What marks a start or an end: search text, a predicate, or a condition. */
export type TransactionMark =
  | { readonly kind: "search"; readonly text: string }
  | { readonly kind: "predicate"; readonly predicate: Predicate }
  | { readonly kind: "condition"; readonly condition: Expr }

export const markSchema = (what: string) => ({
  description: `What marks the ${what}: search text, or a map with match (a predicate) or where (a condition).`,
  oneOf: [
    { type: "string", minLength: 1 },
    { type: "object", additionalProperties: false, required: ["match"], properties: { match: { $ref: "#/$defs/predicate" } } },
    { type: "object", additionalProperties: false, required: ["where"], properties: { where: { type: "string", minLength: 1 } } },
  ],
})

/** `"search text"`, `search=text`, `(predicate)` or `eval(condition)`. */
export function readMark(args: SplReader): TransactionMark {
  if (args.accept("(")) {
    const predicate = args.predicate()
    args.expect(")")
    return { kind: "predicate", predicate }
  }
  if (args.accept("eval")) {
    args.expect("(")
    const condition = args.expr()
    args.expect(")")
    return { kind: "condition", condition }
  }
  return { kind: "search", text: args.string() }
}

export function parseMark(value: unknown, key: string, ctx: YamlContext): TransactionMark | undefined {
  if (value === undefined) return undefined
  if (!isMap(value)) return { kind: "search", text: String(value) }
  const condition = textAt(value, "where")
  return condition === undefined
    ? { kind: "predicate", predicate: ctx.predicate(value.match, [key, "match"]) }
    : { kind: "condition", condition: ctx.expr(condition, [key, "where"]) }
}

export function renderMark(mark: TransactionMark, ctx: YamlPrinter): unknown {
  switch (mark.kind) {
    case "search":
      return mark.text
    case "predicate":
      return { match: ctx.predicate(mark.predicate) }
    case "condition":
      return { where: ctx.expr(mark.condition) }
  }
}

export function printMark(mark: TransactionMark, ctx: SplPrinter): string {
  switch (mark.kind) {
    case "search":
      return ctx.string(mark.text)
    case "predicate":
      return `(${ctx.predicate(mark.predicate)})`
    case "condition":
      return `eval(${ctx.expr(mark.condition)})`
  }
}

export function compileMark(mark: TransactionMark | undefined, range: SourceRange | undefined, ctx: ExecContext): Test | null {
  switch (mark?.kind) {
    case undefined:
      return null
    case "predicate":
      return ctx.test(mark.predicate)
    case "condition":
      return ctx.condition(mark.condition)
    case "search":
      return compileSearchText(mark.text, range, ctx)
  }
}

function compileSearchText(text: string, range: SourceRange | undefined, ctx: ExecContext): Test {
  const [stage, ...others] = ctx.parse(ctx.expandMacros(`search ${text}`, range), range).stages
  if (stage === undefined || others.length > 0 || !isMatch(stage))
    throw new RuleError("wrong_argument", `"${text}" is no search expression`, { range, hint: "write a search such as EventCode=4624" })
  return ctx.test(stage.predicate)
}

const isMatch = (stage: Stage): stage is MatchStage => stage.kind === "match" && "predicate" in stage
