import type { SourceRange } from "./source.ts"
import type { Pipeline } from "./stage.ts"
import type { Scalar } from "./value.ts"

export type BinaryOp = "and" | "or" | "xor" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "like" | "." | "+" | "-" | "*" | "/" | "%"
export type UnaryOp = "not" | "-" | "+"

interface Node {
  readonly range?: SourceRange | undefined
}
export interface Literal extends Node {
  readonly kind: "literal"
  readonly value: Scalar | boolean | null
  /** A number as it was written, where that says more than its value: sigfig() counts the digits of `5.00`. */
  readonly text?: string | undefined
}
export interface Field extends Node {
  readonly kind: "field"
  readonly name: string
}
export interface Unary extends Node {
  readonly kind: "unary"
  readonly op: UnaryOp
  readonly operand: Expr
}
export interface Binary extends Node {
  readonly kind: "binary"
  readonly op: BinaryOp
  readonly left: Expr
  readonly right: Expr
}
/** A function call; `x IN (a, b)` is `in(x, a, b)`. */
export interface Call extends Node {
  readonly kind: "call"
  readonly name: string
  readonly args: readonly Expr[]
}
/** A macro that stands for a whole operand. */
export interface MacroCall extends Node {
  readonly kind: "macro_call"
  readonly name: string
  readonly args: readonly string[]
}
/** A subsearch, in the place of the text that it returns; with `of`, whether that is one of the values it found. */
export interface SubsearchOperand extends Node {
  readonly kind: "subsearch"
  readonly pipeline: Pipeline
  readonly of?: Expr | undefined
}
/** Closed set: adding a kind must break every exhaustive switch over it. */
export type Expr = Literal | Field | Unary | Binary | Call | MacroCall | SubsearchOperand

export const literal = (value: Literal["value"], range?: SourceRange): Literal => ({ kind: "literal", value, range })
export const field = (name: string, range?: SourceRange): Field => ({ kind: "field", name, range })
export const unary = (op: UnaryOp, operand: Expr, range?: SourceRange): Unary => ({ kind: "unary", op, operand, range })
export const binary = (op: BinaryOp, left: Expr, right: Expr, range?: SourceRange): Binary => ({ kind: "binary", op, left, right, range })
/** Operands of a chain of ANDs or ORs as a tree of little height, so that a long one hangs no deeper than `log2` of its length. */
export function chain(op: "and" | "or", operands: readonly [Expr, ...Expr[]], range?: SourceRange): Expr {
  let level: Expr[] = [...operands]
  while (level.length > 1) {
    const above: Expr[] = []
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i]
      const right = level[i + 1]
      if (left !== undefined) above.push(right === undefined ? left : binary(op, left, right, range))
    }
    level = above
  }
  return level[0] ?? operands[0]
}
export const call = (name: string, args: readonly Expr[], range?: SourceRange): Call => ({ kind: "call", name, args, range })
