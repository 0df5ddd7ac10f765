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
/** A subsearch: its result rows become `(f1=v1 f2=v2) OR (...)`. */
export interface Subsearch extends Node {
  readonly kind: "subsearch"
  readonly pipeline: Pipeline
}
/** A macro that stands for a whole term. */
export interface MacroTerm extends Node {
  readonly kind: "macro"
  readonly name: string
  readonly args: readonly string[]
}
/** Closed set: adding a kind must break every exhaustive switch over it. */
export type Predicate = All | Any | Negation | Compare | In | Keyword | TimeBound | Subsearch | MacroTerm

export const all = (operands: readonly Predicate[], range?: SourceRange): Predicate =>
  operands.length === 1 && operands[0] !== undefined ? operands[0] : { kind: "all", operands, range }
export const any = (operands: readonly Predicate[], range?: SourceRange): Predicate =>
  operands.length === 1 && operands[0] !== undefined ? operands[0] : { kind: "any", operands, range }
export const negation = (operand: Predicate, range?: SourceRange): Negation => ({ kind: "not", operand, range })
export const compare = (field: string, op: CompareOp, value: string, range?: SourceRange): Compare => ({ kind: "compare", field, op, value, range })
