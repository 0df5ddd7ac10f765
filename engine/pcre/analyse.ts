import { unreachable } from "../ir/unreachable.ts"
import { type CharSet, charSet, foldCase, newline, union, verticalSpace } from "./char-set.ts"
import type { Node } from "./syntax.ts"

/** What a match goes on with: the characters it may take next, null when they are not known. */
export interface Follow {
  readonly set: CharSet | null
  /** Whether a place in the text is asserted before the next character, or before the end of the match. */
  readonly asserts: boolean
  /** Whether the match may have to end here: at the end of the text or of a line. */
  readonly ends: boolean
}

export const nothing: Follow = { set: [], asserts: false, ends: false }

const either = (a: Follow, b: Follow): Follow => ({
  set: a.set === null || b.set === null ? null : union(a.set, b.set),
  asserts: a.asserts || b.asserts,
  ends: a.ends || b.ends,
})

/** What a match goes on with where `node` stands before `rest`. */
export function followOf(node: Node, rest: Follow): Follow {
  switch (node.kind) {
    case "char":
    case "set":
      return { ...nothing, set: setOf(node) }
    case "linebreak":
      return { ...nothing, set: verticalSpace }
    case "assertion":
      if (node.at === "z") return { ...nothing, ends: true }
      // Both hold before a newline as well.
      if (node.at === "Z" || node.at === "lineend") return either(rest, { ...nothing, set: newline, ends: true })
      return { ...rest, asserts: true }
    case "look":
    case "context":
      return { ...rest, asserts: true }
    case "keep":
      return rest
    case "group":
      return followOf(node.body, rest)
    case "concat":
      return followOfItems(node.items, rest)
    case "alternation":
      return node.branches.map(branch => followOf(branch, rest)).reduce(either)
    case "repeat":
      return node.min === 0 ? either(followOf(node.body, rest), rest) : followOf(node.body, rest)
    default:
      return unreachable(node)
  }
}

/** The same of nodes one after the other. */
export function followOfItems(items: readonly Node[], rest: Follow): Follow {
  // What comes after the first that takes text does not matter.
  const end = items.findIndex(item => !isNullable(item, "somewhere"))
  const first = end === -1 ? items : items.slice(0, end + 1)
  return first.reduceRight((follow, item) => followOf(item, follow), rest)
}

/** What follows where each of the items stands, and after the last. */
export function followsOf(items: readonly Node[], rest: Follow): Follow[] {
  const follows = [rest]
  let follow = rest
  for (const item of items.toReversed()) {
    follow = followOf(item, follow)
    follows.push(follow)
  }
  return follows.reverse()
}

/** The set of a node that matches one character; null when it is not one, or its set is not known. */
export function setOf(node: Node): CharSet | null {
  switch (node.kind) {
    case "char":
      return node.caseless ? foldCase([[node.code, node.code]]) : [[node.code, node.code]]
    case "set":
      return node.set
    case "group":
      return node.capture === null && !node.atomic ? setOf(node.body) : null
    case "alternation": {
      const sets = node.branches.map(setOf)
      return sets.every(set => set !== null) ? charSet(sets.flat()) : null
    }
    default:
      return null
  }
}

export const isEmpty = (node: Node): boolean => node.kind === "concat" && node.items.every(isEmpty)

/** Whether a node only looks at the place it stands at. */
export const isZeroWidth = (node: Node): boolean => lengthOf(node) === 0

/** How many characters a node always takes; null when that varies. */
export function lengthOf(node: Node): number | null {
  const sum = (lengths: readonly (number | null)[]): number | null =>
    lengths.reduce((total, length) => (total === null || length === null ? null : total + length), 0)
  switch (node.kind) {
    case "char":
    case "set":
      return 1
    case "assertion":
    case "look":
    case "context":
    case "keep":
      return 0
    case "linebreak":
      return null
    case "group":
      return lengthOf(node.body)
    case "concat":
      return sum(node.items.map(lengthOf))
    case "alternation": {
      const [first = null, ...others] = node.branches.map(lengthOf)
      return others.every(length => length === first) ? first : null
    }
    case "repeat": {
      const length = lengthOf(node.body)
      return length !== null && (node.min === node.max || length === 0) ? length * node.min : null
    }
    default:
      return unreachable(node)
  }
}

/** Whether a node can match no text: at some place, or at any place when it asserts none. */
export function isNullable(node: Node, where: "somewhere" | "anywhere"): boolean {
  switch (node.kind) {
    case "char":
    case "set":
    case "linebreak":
      return false
    case "assertion":
    case "look":
    case "context":
      return where === "somewhere"
    case "keep":
      return true
    case "group":
      return isNullable(node.body, where)
    case "concat":
      return node.items.every(item => isNullable(item, where))
    case "alternation":
      return node.branches.some(branch => isNullable(branch, where))
    case "repeat":
      return node.min === 0 || isNullable(node.body, where)
    default:
      return unreachable(node)
  }
}

export function hasCaptures(node: Node): boolean {
  switch (node.kind) {
    case "group":
      return node.capture !== null || hasCaptures(node.body)
    case "concat":
      return node.items.some(hasCaptures)
    case "alternation":
      return node.branches.some(hasCaptures)
    case "repeat":
    case "look":
    case "context":
      return hasCaptures(node.body)
    default:
      return false
  }
}

/** The same pattern with groups that do not capture. */
export function withoutCaptures(node: Node): Node {
  switch (node.kind) {
    case "group":
      return { ...node, capture: null, body: withoutCaptures(node.body) }
    case "concat":
      return { kind: "concat", items: node.items.map(withoutCaptures) }
    case "alternation":
      return { kind: "alternation", branches: node.branches.map(withoutCaptures) }
    case "repeat":
    case "look":
    case "context":
      return { ...node, body: withoutCaptures(node.body) }
    default:
      return node
  }
}

const maxSequences = 32
const maxSequenceLength = 32

/** All texts that a node matches, each a list of sets; null when they are not known or too many. */
export function sequencesOf(node: Node): CharSet[][] | null {
  const set = setOf(node)
  if (set !== null) return [[set]]
  switch (node.kind) {
    case "group":
      return node.atomic ? null : sequencesOf(node.body)
    case "concat":
      return node.items.reduce<CharSet[][] | null>((heads, item) => joined(heads, heads === null ? null : sequencesOf(item)), [[]])
    case "alternation": {
      const all: CharSet[][] = []
      for (const branch of node.branches) {
        const sequences = sequencesOf(branch)
        if (sequences === null || all.length + sequences.length > maxSequences) return null
        all.push(...sequences)
      }
      return all
    }
    case "repeat": {
      const body = node.max > maxSequenceLength ? null : sequencesOf(node.body)
      const all: CharSet[][] = node.min === 0 ? [[]] : []
      let rounds: CharSet[][] | null = [[]]
      for (let count = 1; count <= node.max; count++) {
        rounds = joined(rounds, body)
        if (rounds === null || all.length + rounds.length > maxSequences) return null
        if (count >= node.min) all.push(...rounds)
      }
      return all
    }
    default:
      return null
  }
}

/** Every head before every tail. */
function joined(heads: CharSet[][] | null, tails: CharSet[][] | null): CharSet[][] | null {
  if (heads === null || tails === null || heads.length * tails.length > maxSequences) return null
  const all = heads.flatMap(head => tails.map(tail => [...head, ...tail]))
  return all.some(sequence => sequence.length > maxSequenceLength) ? null : all
}
