import { parseCidr } from "../cidr.ts"
import { append } from "../entry.ts"
import { compileComparison } from "../exec/predicate.ts"
import { printNumber, type Scalar, type Value } from "../ir/value.ts"
import { hasWildcard } from "../wildcard.ts"
import { AhoCorasick } from "./aho-corasick.ts"

/** What an index needs of a leaf. */
export interface IndexedLeaf {
  readonly id: number
  readonly patterns: readonly string[] | null
}

interface Candidate {
  readonly leaf: number
  readonly test: (value: Scalar) => boolean
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** Finds those of many leaves that hold for a value of their field, without testing each. */
export class FieldIndex {
  /** By the text in lower case: equality is one of texts. */
  private readonly exact = new Map<string, number[]>()
  private readonly present: number[] = []
  /** Leaves that can hold only for values with a literal in them, by the number of the literal. */
  private readonly byLiteral: Candidate[][] = []
  private readonly automaton: AhoCorasick | null
  private readonly others: Candidate[] = []

  constructor(leaves: readonly IndexedLeaf[]) {
    const literals = new Map<string, number>()
    for (const { id, patterns } of leaves)
      for (const pattern of patterns ?? []) {
        const test = compileComparison("=", pattern)
        if (pattern === "*") this.present.push(id)
        else if (hasWildcard(pattern)) {
          const literal = longest(pattern.toLowerCase().split("*"))
          if (literal === "" || !isAscii(literal)) this.others.push({ leaf: id, test })
          else {
            const index = literals.get(literal) ?? literals.size
            literals.set(literal, index)
            const list = this.byLiteral[index] ?? []
            this.byLiteral[index] = list
            list.push({ leaf: id, test })
          }
        } else if (pattern.includes("/")) this.others.push({ leaf: id, test })
        else append(this.exact, pattern.toLowerCase(), id)
      }
    this.automaton = literals.size === 0 ? null : new AhoCorasick([...literals.keys()])
  }

  /** Adds the numbers of the leaves that hold for a value; some more than once. */
  match(value: Value, hits: number[]): void {
    if (value === null) return
    hits.push(...this.present)
    if (typeof value === "object") for (const scalar of value) this.matchScalar(scalar, hits)
    else this.matchScalar(value, hits)
  }

  private matchScalar(value: Scalar, hits: number[]): void {
    const text = (typeof value === "number" ? printNumber(value) : value).toLowerCase()
    const exact = this.exact.get(text)
    if (exact !== undefined) hits.push(...exact)
    for (const { leaf, test } of this.others) if (test(value)) hits.push(leaf)
    if (this.automaton === null) return
    let seen: Set<number> | null = null
    this.automaton.search(text, literal => {
      if (seen?.has(literal)) return
      seen ??= new Set()
      seen.add(literal)
      for (const { leaf, test } of this.byLiteral[literal] ?? []) if (test(value)) hits.push(leaf)
    })
  }
}

/** What stands, but for case, in every text that a pattern matches; null when nothing does. */
export function literalOfPattern(pattern: string): string | null {
  if (parseCidr(pattern) !== null) return null
  const literal = longest(pattern.toLowerCase().split("*"))
  return literal === "" || !isAscii(literal) ? null : literal
}

const longest = (texts: readonly string[]): string => texts.reduce((best, text) => (text.length > best.length ? text : best), "")
