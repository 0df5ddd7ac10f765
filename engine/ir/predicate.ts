import type { SourceRange } from "./source.ts"
import type { Pipeline } from "./stage.ts"

export type CompareOp = "=" | "!=" | "<" | "<=" | ">" | ">="

interface Node {
  readonly range?: SourceRange | undefined
}
/** Conjunction; true when empty. */
export interface All extends Node {
  readonly kind: "all"
  readonly operands: readonly Predicate[]
}
export interface Any extends Node {
  readonly kind: "any"
  readonly operands: readonly Predicate[]
}
export interface Negation extends Node {
  readonly kind: "not"
  readonly operand: Predicate
}
/**
 * `field op pattern`. For `=` and `!=` the pattern may hold `*` wildcards and matches the whole value, case-insensitively; an
 * IP network matches by CIDR. A field that starts with `$.` is a JSONPath into the raw record.
 */
export interface Compare extends Node {
  readonly kind: "compare"
  readonly field: string
  readonly op: CompareOp
  readonly value: string
  /** Letters must agree in case, as in `field=CASE(Value)`. */
  readonly caseSensitive?: true | undefined
}
/** `field IN (...)`: an OR of equalities. */
export interface In extends Node {
  readonly kind: "in"
  readonly field: string
  readonly values: readonly string[]
}
/**
 * Text searched in the raw event. `term` and `phrase` match on whole tokens, case-insensitively, with `*` wildcards; `TERM` bounds
 * by major breakers only; `CASE` is case-sensitive.
 */
export interface Keyword extends Node {
  readonly kind: "keyword"
  readonly form: "term" | "phrase" | "TERM" | "CASE"
  readonly text: string
}
/** `earliest=`, `latest=` and their `_index_` forms: bounds of `_time`. The value is a time modifier such as `-24h@h`. */
export interface TimeBound extends Node {
  readonly kind: "time"
  readonly bound: "earliest" | "latest" | "_index_earliest" | "_index_latest"
  readonly value: string
}
/** A subsearch: its result rows become `(f1=v1 f2=v2) OR (...)`; with `of`, a field is compared with the text that it returns. */
export interface Subsearch extends Node {
  readonly kind: "subsearch"
  readonly pipeline: Pipeline
  readonly of?: { readonly field: string; readonly op: CompareOp } | undefined
}
/** A macro that stands for a whole term. */
export interface MacroTerm extends Node {
  readonly kind: "macro_term"
  readonly name: string
  readonly args: readonly string[]
}
/** Closed set: adding a kind must break every exhaustive switch over it. */
export type Predicate = All | Any | Negation | Compare | In | Keyword | TimeBound | Subsearch | MacroTerm

/** Conjunction without needless nesting: a conjunction inside is taken apart, a single operand stands alone. */
export const all = (operands: readonly Predicate[], range?: SourceRange): Predicate => {
  const flat = operands.flatMap(operand => (operand.kind === "all" ? operand.operands : [operand]))
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: "all", operands: flat, range }
}
/**
 * Disjunction without needless nesting; false when empty. Equalities of one field are one `in`, so that a list reads the same
 * however it was written.
 */
export const any = (operands: readonly Predicate[], range?: SourceRange): Predicate => {
  const flat = operands.flatMap(operand => (operand.kind === "any" ? operand.operands : [operand]))
  const [first] = flat
  if (first !== undefined && flat.length === 1) return first
  if (first !== undefined && (first.kind === "compare" || first.kind === "in")) {
    const values: string[] = []
    for (const operand of flat) {
      if (operand.kind === "in" && operand.field === first.field) values.push(...operand.values)
      else if (operand.kind === "compare" && operand.op === "=" && operand.field === first.field && operand.caseSensitive !== true)
        values.push(operand.value)
      else return { kind: "any", operands: flat, range }
    }
    return { kind: "in", field: first.field, values, range }
  }
  return { kind: "any", operands: flat, range }
}
/** The field equals one of the values. */
export const oneOf = (field: string, values: readonly string[], range?: SourceRange): Predicate =>
  any(
    values.map(value => compare(field, "=", value, range)),
    range,
  )
/** A keyword: a phrase when it holds white space, a term otherwise, whether it was quoted or not. */
export const keyword = (text: string, range?: SourceRange): Keyword => ({
  kind: "keyword",
  form: /\s/.test(text) ? "phrase" : "term",
  text,
  range,
})
export const negation = (operand: Predicate, range?: SourceRange): Negation => ({ kind: "not", operand, range })
export const compare = (field: string, op: CompareOp, value: string, range?: SourceRange): Compare => ({
  kind: "compare",
  field,
  op,
  value,
  range,
})

/** Terms as values of one field: `field=(a OR b)` is `field=a OR field=b`. Null where something else than a term stands among them. */
export const spread = (terms: Predicate, field: string, op: CompareOp, range?: SourceRange): Predicate | null => {
  switch (terms.kind) {
    case "all":
    case "any": {
      if (terms.kind === "all" && terms.operands.length === 0) return compare(field, op, "*", range)
      const operands = terms.operands.map(term => spread(term, field, op, range))
      const whole = operands.filter(operand => operand !== null)
      if (whole.length < operands.length) return null
      return terms.kind === "all" ? all(whole, range) : any(whole, range)
    }
    case "not": {
      const operand = spread(terms.operand, field, op, range)
      return operand === null ? null : negation(operand, range)
    }
    case "keyword":
      return { ...compare(field, op, terms.text, range), ...(terms.form === "CASE" ? { caseSensitive: true } : {}) }
    default:
      return null
  }
}
