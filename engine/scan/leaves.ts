import type { LaterTest } from "../exec/later-filters.ts"
import type { Test } from "../exec/operator.ts"
import { compilePredicate, unbound, weaken } from "../exec/predicate.ts"
import type { Branch } from "../exec/search.ts"
import type { Compare, In, Keyword, Predicate } from "../ir/predicate.ts"
import { unreachable } from "../ir/unreachable.ts"
import { lazy } from "../lazy.ts"
import { FieldIndex } from "./field-index.ts"
import { literalOf } from "./keyword-index.ts"

/** One test of one field, or of the text, that stands in any number of branches. */
export interface Leaf {
  readonly id: number
  readonly test: Test
  /** What it looks at: a field, `source` and `sourcetype` under all their names, or the text (null). */
  readonly field: string | null
  /** Its patterns when it holds only for values that equal one of them, null otherwise. */
  readonly patterns: readonly string[] | null
  /** Of a keyword: number of a literal in `Leaves.literals` that stands in the bytes of every record that has it. */
  readonly literal: number | null
  /** It asks what later stages leave of an event, whichever fields they read: it has no field of its own. */
  readonly isLater: boolean
  /** How often it stands in a branch. */
  uses: number
}

/** What events must satisfy, over leaves. */
export type Condition =
  | boolean
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "all" | "any"; readonly operands: readonly Condition[] }

/** Fields that are not what they seem: several names at once, or true of events that lack them. */
const peculiar = new Set(["source", "sourcetype", "index"])

/** The leaves of all branches, each distinct one once. */
export class Leaves {
  /** By number of the branch: what its events satisfy, and what those of them do that make a difference. */
  readonly conditions: readonly { readonly own: Condition; readonly later: Condition }[]
  readonly leaves: Leaf[] = []
  readonly literals: string[] = []
  private readonly byText = new Map<string, Leaf>()
  private readonly indexes = new Map<string, FieldIndex>()

  constructor(branches: readonly Branch[]) {
    // A condition is true wherever the branch may take an event: what needs the clock or a subsearch is left to the branch.
    this.conditions = branches.map(({ predicate, later = null }) => ({
      own: this.condition(weaken(predicate)),
      later: later === null ? true : this.later(later),
    }))
  }

  /** All leaves that look for values of a field. */
  index(field: string): FieldIndex {
    let index = this.indexes.get(field)
    if (index === undefined) {
      index = new FieldIndex(this.leaves.filter(leaf => leaf.field === field))
      this.indexes.set(field, index)
    }
    return index
  }

  private later(test: LaterTest): Condition {
    if (test.kind !== "test") return { kind: test.kind, operands: test.operands.map(operand => this.later(operand)) }
    const known = this.byText.get(test.key)
    if (known !== undefined) known.uses++
    const leaf = known ?? this.add(test.key, { test: test.test, field: null, patterns: null, literal: null, isLater: true })
    return { kind: "leaf", leaf }
  }

  private add(key: string, parts: Omit<Leaf, "id" | "uses">): Leaf {
    const leaf: Leaf = { ...parts, id: this.leaves.length, uses: 1 }
    this.leaves.push(leaf)
    this.byText.set(key, leaf)
    return leaf
  }

  private condition(predicate: Predicate): Condition {
    switch (predicate.kind) {
      case "all":
      case "any":
        return { kind: predicate.kind, operands: predicate.operands.map(operand => this.condition(operand)) }
      case "not":
        return { kind: "not", operand: this.condition(predicate.operand) }
      case "compare":
      case "in":
      case "keyword":
        return { kind: "leaf", leaf: this.leaf(predicate) }
      case "time":
      case "subsearch":
      case "macro_term":
        throw new Error(`"${predicate.kind}" was not taken out of a predicate`)
      default:
        return unreachable(predicate)
    }
  }

  private leaf(predicate: Compare | In | Keyword): Leaf {
    const text = JSON.stringify({ ...predicate, range: undefined })
    const known = this.byText.get(text)
    if (known !== undefined) {
      known.uses++
      return known
    }
    const field = predicate.kind === "keyword" ? null : predicate.field
    return this.add(text, {
      test: lazyTest(predicate),
      field,
      patterns: field === null || peculiar.has(field) ? null : patternsOf(predicate),
      literal: predicate.kind === "keyword" ? this.literal(literalOf(predicate)) : null,
      isLater: false,
    })
  }

  private literal(text: string | null): number | null {
    if (text === null) return null
    const known = this.literals.indexOf(text)
    return known === -1 ? this.literals.push(text) - 1 : known
  }
}

function patternsOf(predicate: Compare | In | Keyword): readonly string[] | null {
  if (predicate.kind === "in") return predicate.values
  return predicate.kind === "compare" && predicate.op === "=" && predicate.caseSensitive !== true ? [predicate.value] : null
}

/** Of thousands of leaves, the records of most logs ask for a few. */
function lazyTest(predicate: Predicate): Test {
  const test = lazy(() => compilePredicate(predicate, unbound))
  return event => test()(event)
}
