import { hasCaptures, isEmpty, setOf } from "./analyse.ts"
import { type CharSet, complement, everything, includes, intersect, newline, notNewline, union } from "./char-set.ts"
import { type Assertion, alternation, branchesOf, concat, itemsOf, type Look, type Node, oneOf, plainGroup } from "./syntax.ts"

/** What a lookahead for one character asks for: the next character is in the set or, with `end`, there is none. */
export interface NextChar {
  readonly set: CharSet
  readonly end: boolean
  /** A newline that ends the text counts as the end, whether it is in the set or not: `$` stands before it. */
  readonly chomp?: boolean
}

const lineFeed = 10
const maxDoubled = 16
/** So many places, lookaheads and groups in a row are gone through. */
const maxDepth = 256

/** What a lookahead asks for when it looks at one character at most, as `(?!x)`, `(?=[ab])` and `(?=\s|$)` do; else null. */
export function nextCharOf({ body, negative }: Look): NextChar | null {
  let set: CharSet = []
  let end = false
  let beforeNewline = false
  for (const branch of branchesOf(body.kind === "group" && body.capture === null ? body.body : body)) {
    const one = setOf(branch)
    if (one !== null) set = union(set, one)
    else if (branch.kind === "assertion" && (branch.at === "z" || branch.at === "Z")) {
      end = true
      beforeNewline ||= branch.at === "Z"
    } else return null
  }
  const chomp = beforeNewline && !includes(set, lineFeed)
  return negative ? { set: complement(set), end: !end, chomp } : { set, end, chomp }
}

/** The assertion that a lookaround of nothing but an assertion is; null for any other. */
export function assertedBy({ body, negative }: Look): Assertion | null {
  if (body.kind !== "assertion") return null
  if (!negative) return body
  return body.at === "b" ? { ...body, at: "B" } : body.at === "B" ? { ...body, at: "b" } : null
}

/** What a lookbehind asks for when it looks at one character at most, as `(?<!x)` and `(?<=^|\s)` do; else null. */
export function previousCharOf({ body, negative }: Look): { set: CharSet; start: boolean } | null {
  let set: CharSet = []
  let start = false
  for (const branch of branchesOf(body.kind === "group" && body.capture === null ? body.body : body)) {
    const one = setOf(branch)
    if (one !== null) set = union(set, one)
    else if (branch.kind === "assertion" && branch.at === "A") start = true
    else return null
  }
  return negative ? { set: complement(set), start: !start } : { set, start }
}

/** The items with the constraint worked into what they match first; null when that cannot be done. */
export function constrain(items: readonly Node[], next: NextChar, last: boolean, depth = 0): Node[] | null {
  if (depth > maxDepth) return null
  const [item, ...rest] = items
  if (item === undefined) return last ? [{ kind: "context", body: contextBody(next) }] : null
  const chomp = next.chomp === true
  const set = item.kind === "group" ? null : setOf(item)
  if (set !== null) return chomp && includes(set, lineFeed) ? null : [oneOf(intersect(set, next.set)), ...rest]
  switch (item.kind) {
    case "assertion": {
      if (item.at === "z") return next.end ? [item, ...rest] : [oneOf([])]
      if (chomp && item.at === "Z") return next.end ? [item, ...rest] : [oneOf([])]
      if (chomp && item.at === "lineend") return null
      if (item.at === "Z" || item.at === "lineend") {
        const beforeNewline = includes(next.set, lineFeed)
        if (beforeNewline && next.end) return [item, ...rest]
        if (!beforeNewline) return next.end ? [{ kind: "assertion", at: "z" }, ...rest] : [oneOf([])]
        if (item.at === "Z") return null
      }
      const after = constrain(rest, next, last, depth + 1)
      return after === null ? null : [item, ...after]
    }
    case "look": {
      const other = item.behind ? null : nextCharOf(item)
      if (other === null || other.chomp !== next.chomp) return null
      return constrain(rest, { set: intersect(next.set, other.set), end: next.end && other.end, chomp }, last, depth + 1)
    }
    case "group": {
      if (item.atomic) return null
      const branches: Node[] = []
      for (const branch of branchesOf(item.body)) {
        const constrained = constrain(itemsOf(branch), next, last && rest.every(isEmpty), depth + 1)
        if (constrained === null) return null
        branches.push(concat(constrained))
      }
      return [{ ...item, body: alternation(branches) }, ...rest]
    }
    case "repeat": {
      const one = setOf(item.body)
      if (one === null || item.mode === "possessive" || item.max === 0 || (chomp && includes(one, lineFeed))) return null
      const some = [oneOf(intersect(one, next.set)), { ...item, min: Math.max(item.min - 1, 0), max: item.max - 1 }]
      if (item.min > 0) return [...some, ...rest]
      // Nothing or something: what follows is written twice, which captures cannot be and much should not.
      if (rest.length > maxDoubled || rest.some(hasCaptures)) return null
      const none = constrain(rest, next, last, depth + 1)
      if (none === null) return null
      const branches = [concat([...some, ...rest]), concat(none)]
      return [plainGroup(alternation(item.mode === "lazy" ? branches.reverse() : branches))]
    }
    default:
      return null
  }
}

/** The constraint as a pattern. */
export function contextBody({ set, end, chomp = false }: NextChar): Node {
  const branches: Node[] = [oneOf(chomp ? intersect(set, notNewline) : set)]
  if (chomp && includes(set, lineFeed)) branches.push(concat([oneOf(newline), oneOf(everything)]))
  if (end) branches.push(chomp ? { kind: "assertion", at: "Z", last: true } : { kind: "assertion", at: "z" })
  return alternation(branches)
}

/** A node whose last character is in the set as well; null when that cannot be done. */
export function constrainLast(node: Node, set: CharSet): Node[] | null {
  const own = node.kind === "group" ? null : setOf(node)
  if (own !== null) return [oneOf(intersect(own, set))]
  switch (node.kind) {
    case "group": {
      if (node.atomic) return null
      const branches: Node[] = []
      for (const branch of branchesOf(node.body)) {
        const items = itemsOf(branch)
        const final = items.at(-1)
        const constrained = final === undefined ? null : constrainLast(final, set)
        if (constrained === null) return null
        branches.push(concat([...items.slice(0, -1), ...constrained]))
      }
      return [{ ...node, body: alternation(branches) }]
    }
    case "repeat": {
      const one = setOf(node.body)
      if (one === null || node.min === 0 || node.mode === "possessive") return null
      return [{ ...node, min: node.min - 1, max: node.max - 1 }, oneOf(intersect(one, set))]
    }
    default:
      return null
  }
}

const maxNodes = 500

/**
 * The opposite of fixed texts: what the text goes on with where none of them stands. Null when it would be too large, or when one of
 * them is empty and so always stands.
 */
export function notAhead(sequences: readonly (readonly CharSet[])[]): Node | null {
  let nodes = 0
  const opposite = (rests: readonly (readonly CharSet[])[]): Node | null => {
    if (rests.some(rest => rest.length === 0)) return null
    let cells: { set: CharSet; rests: (readonly CharSet[])[] }[] = [{ set: everything, rests: [] }]
    for (const [first = everything, ...rest] of rests)
      cells = cells
        .flatMap(cell => [
          { set: intersect(cell.set, complement(first)), rests: cell.rests },
          { set: intersect(cell.set, first), rests: [...cell.rests, rest] },
        ])
        .filter(cell => cell.set.length > 0)
    const branches: Node[] = [{ kind: "assertion", at: "z" }]
    for (const cell of cells) {
      nodes++
      if (nodes > maxNodes) return null
      if (cell.rests.length === 0) branches.push(oneOf(cell.set))
      else {
        const deeper = opposite(cell.rests)
        if (deeper !== null) branches.push(concat([oneOf(cell.set), plainGroup(deeper)]))
      }
    }
    return alternation(branches)
  }
  const body = opposite(sequences)
  return nodes > maxNodes ? null : body
}
