import type { BinaryOp } from "../ir/expr.ts"

/**
 * Binding strength of the eval language's operators, weakest first: XOR, OR, AND, NOT, comparisons, concatenation, addition,
 * multiplication, sign. The one table that the parser and the printer share, so that they cannot disagree.
 */
export const strength: Readonly<Record<BinaryOp, number>> = {
  xor: 1,
  or: 2,
  and: 3,
  "=": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  like: 5,
  ".": 6,
  "+": 7,
  "-": 7,
  "*": 8,
  "/": 8,
  "%": 8,
}
export const notStrength = 4
export const signStrength = 9

/** How each operator is written, longest spellings first where one is the beginning of another. */
export const symbols: readonly (readonly [symbol: string, op: BinaryOp])[] = [
  ["==", "="],
  ["!=", "!="],
  ["<=", "<="],
  [">=", ">="],
  ["=", "="],
  ["<", "<"],
  [">", ">"],
  [".", "."],
  ["+", "+"],
  ["-", "-"],
  ["*", "*"],
  ["/", "/"],
  ["%", "%"],
]
export const words: ReadonlyMap<string, BinaryOp> = new Map([
  ["and", "and"],
  ["or", "or"],
  ["xor", "xor"],
  ["like", "like"],
])

/** A bare field name of the eval language: letters, digits and underscores, with array braces; everything else wants quotes. */
export const bareField = /[\p{L}_][\p{L}\p{N}_]*(?:(?:\{\d*\})+|::[\p{L}\p{N}_]+)?/uy

/** Deepest nesting of parentheses and calls that is accepted, so that hostile text cannot exhaust the stack. */
export const maxDepth = 200
/** Longest way from an expression down to an operand: a chain of operators of one kind hangs on its left side. */
export const maxHeight = 1_000
/** How far from the top of an expression a subsearch may stand, which may hold such expressions itself. */
export const maxSubsearchDepth = 100
