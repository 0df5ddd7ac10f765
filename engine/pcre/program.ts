import type { CharSet } from "./char-set.ts"
import type { Node } from "./syntax.ts"

/** Text before the match that must be there and is not part of it. */
export type Lead =
  /** Whatever stands before `\K`. */
  | { readonly kind: "keep"; readonly before: Node }
  /** A lookbehind that takes `length` characters. */
  | { readonly kind: "behind"; readonly before: Node; readonly length: number }
  /** The start of the text or a character outside the set. */
  | { readonly kind: "notBehind"; readonly set: CharSet }

/** A second test from the start of the text, which a match needs to pass or, when negative, to fail. */
export interface Guard {
  readonly body: Node
  readonly negative: boolean
}

/** A pattern without the constructs that RE2 lacks. */
export interface Program {
  readonly lead: Lead | null
  readonly body: Node
  readonly guards: readonly Guard[]
}
