import type { CharSet } from "./char-set.ts"

/** Half-open offsets into the pattern, for errors. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** One character. `caseless` only where case makes a difference. */
export interface Char {
  readonly kind: "char"
  readonly code: number
  readonly caseless: boolean
}
/** One character of a set. */
export interface OneOf {
  readonly kind: "set"
  /** Closed under case where the pattern ignores case; null when it hangs on Unicode properties. */
  readonly set: CharSet | null
  /** The body of a RE2 class for what `set` cannot hold. */
  readonly text: string
  readonly caseless: boolean
}
/**
 * A place in the text: `A` its start, `z` its end, `Z` the end or before a newline that ends it, `linestart` and `lineend` as `^` and `$` in
 * multiline mode, `b` and `B` word boundaries.
 */
export interface Assertion {
  readonly kind: "assertion"
  readonly at: "A" | "z" | "Z" | "linestart" | "lineend" | "b" | "B"
  /** Set on a `Z` after which no text is matched. */
  readonly last?: boolean
}
export interface Group {
  readonly kind: "group"
  /** The number of a capturing group, null for one that does not capture. */
  readonly capture: number | null
  readonly atomic: boolean
  readonly body: Node
  readonly place: Place
}
export interface Concat {
  readonly kind: "concat"
  readonly items: readonly Node[]
}
export interface Alternation {
  readonly kind: "alternation"
  readonly branches: readonly Node[]
}
export interface Repeat {
  readonly kind: "repeat"
  readonly body: Node
  readonly min: number
  /** Infinity when unbounded. */
  readonly max: number
  readonly mode: "greedy" | "lazy" | "possessive"
  readonly place: Place
}
export interface Look {
  readonly kind: "look"
  readonly behind: boolean
  readonly negative: boolean
  readonly body: Node
  readonly place: Place
}
/** `\K`: the match is reported from here on. */
export interface Keep {
  readonly kind: "keep"
  readonly place: Place
}
/** `\R`: any line break, CR LF as one. */
export interface LineBreak {
  readonly kind: "linebreak"
  readonly place: Place
}
/** Text after the match that must be there and is not part of it; nothing is matched after it. */
export interface Context {
  readonly kind: "context"
  readonly body: Node
}
export type Node = Char | OneOf | Assertion | Group | Concat | Alternation | Repeat | Look | Keep | LineBreak | Context

export interface Pattern {
  readonly body: Node
  readonly captureCount: number
  /** Numbers of the groups of each name; several only where `(?J)` allows it. */
  readonly names: ReadonlyMap<string, readonly number[]>
}

/** What is wrong with a pattern, and where. */
export class PatternError extends Error {
  readonly place: Place
  readonly hint: string | undefined

  constructor(message: string, place: Place, hint?: string) {
    super(message)
    this.place = place
    this.hint = hint
  }
}

export const concat = (items: readonly Node[]): Node => {
  const flat = items.flatMap(item => (item.kind === "concat" ? item.items : [item]))
  const [only] = flat
  return flat.length === 1 && only !== undefined ? only : { kind: "concat", items: flat }
}
export const oneOf = (set: CharSet): OneOf => ({ kind: "set", set, text: "", caseless: false })
export const itemsOf = (node: Node): readonly Node[] => (node.kind === "concat" ? node.items : [node])
export const branchesOf = (node: Node): readonly Node[] => (node.kind === "alternation" ? node.branches : [node])
export const alternation = (branches: readonly Node[]): Node => {
  const [only] = branches
  return branches.length === 1 && only !== undefined ? only : { kind: "alternation", branches }
}
/** A group that neither captures nor is atomic. */
export const plainGroup = (body: Node): Group => ({ kind: "group", capture: null, atomic: false, body, place: { start: 0, end: 0 } })
