import { type Follow, isZeroWidth } from "./analyse.ts"
import { type CharSet, intersect } from "./char-set.ts"
import type { Node } from "./syntax.ts"

/** Where a node stands in a pattern. */
export interface Surroundings {
  readonly follow: Follow
  /** Nothing is matched after this node. */
  readonly last: boolean
  /** Nothing is matched before this node, and every match has it. */
  readonly first: boolean
  /** What every match has between the start of the text and here, where that always takes as many characters; else null. */
  readonly prefix: readonly Node[] | null
}

/** Whether a match may go on with a character of the set, or may be asserted to be at a place between two of them. */
export const takes = ({ set, asserts }: Follow, chars: CharSet): boolean => asserts || set === null || intersect(set, chars).length > 0

/** Whether a prefix starts at the start of the text. */
export const isAnchored = (prefix: readonly Node[]): boolean => {
  for (const node of prefix) {
    if (node.kind === "assertion" && node.at === "A") return true
    if (!isZeroWidth(node)) return false
  }
  return false
}
