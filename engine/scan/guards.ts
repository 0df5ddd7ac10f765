import { compileComparison } from "../exec/predicate.ts"
import { textOf, valuesOf } from "../ir/value.ts"
import { lazy } from "../lazy.ts"
import type { JsonValue } from "../readers/reader.ts"
import type { BucketContext } from "./bucket.ts"
import { literalOfPattern } from "./field-index.ts"
import type { Survivor } from "./fold.ts"
import type { LiteralSearch } from "./keyword-index.ts"
import type { Condition, Leaf } from "./leaves.ts"
import { keysOf } from "./probe.ts"
import type { RecordKind } from "./record-kind.ts"

/** Tests of the value of one key that wake branches. */
export interface Guard {
  /** Distinct over all buckets. */
  readonly id: number
  readonly path: string
  readonly keys: readonly string[]
  /** Branches that it can wake. */
  readonly all: readonly number[]
  /** Branches to be woken for a value; in order, each once. */
  wakes(value: JsonValue): readonly number[]
  /** Where nothing of this stands in a value, in any case, no branch is woken; null when that cannot be said. */
  readonly literals: readonly string[] | null
  /** That holds only for values that are one text. */
  readonly ofSingle: boolean
}

/** Literals whose presence in the bytes of a record wakes branches. */
export interface KeywordGuard {
  readonly search: LiteralSearch
  readonly byLiteral: ReadonlyMap<number, readonly number[]>
  readonly all: readonly number[]
}

/** What is known of the records of one type, whatever their keys. */
export interface TypeStatistics {
  /** Records that were looked at, and of how many of them leaves held. */
  sampled: number
  readonly frequency: Map<Leaf, number>
}

/** What wakes the branches of a bucket. */
export interface Guards {
  readonly byKey: readonly Guard[]
  /** What literals anywhere in the record wake; null when none does. */
  readonly keywords: KeywordGuard | null
  /** Branches that no guard wakes: always candidates. */
  readonly always: readonly number[]
}

const noBranches: readonly number[] = []
/** Guards that wake a branch more often than that are none. */
const mostUseful = 0.7
/** What looking at a byte costs, where waking a branch costs 1. */
const costOfByte = 5e-5

/** Chooses guards for the branches of a kind of records: of each condition the leaves that hold most seldom and are the cheapest to test. */
export class GuardChoice {
  private readonly ctx: BucketContext
  private readonly kind: RecordKind
  private readonly survivors: readonly Survivor[]
  /** Leaves that may become guards. */
  readonly usable: ReadonlySet<Leaf>

  constructor(ctx: BucketContext, kind: RecordKind, survivors: readonly Survivor[]) {
    this.ctx = ctx
    this.kind = kind
    this.survivors = survivors
    this.usable = this.leavesInUse()
  }

  private leavesInUse(): Set<Leaf> {
    const found = new Set<Leaf>()
    const visit = (condition: Condition): void => {
      if (typeof condition === "boolean" || condition.kind === "not") return
      if (condition.kind === "leaf") {
        const { literal, patterns, isLater } = condition.leaf
        if (literal !== null ? this.kind.isLine : (isLater || patterns !== null) && this.kind.keyOf(condition.leaf) !== null)
          found.add(condition.leaf)
      } else condition.operands.forEach(visit)
    }
    for (const { condition } of this.survivors) visit(condition)
    return found
  }

  choose({ frequency, sampled }: TypeStatistics): Guards {
    const cost = (leaf: Leaf): number =>
      ((frequency.get(leaf) ?? 0) + 0.02 * weakness(leaf)) / sampled + costOfByte * this.kind.lengthOf(this.kind.keyOf(leaf))
    /** The cheapest leaves of which one holds wherever the condition does. */
    const support = (condition: Condition): { readonly cost: number; readonly leaves: readonly Leaf[] } | null => {
      if (typeof condition === "boolean") return null
      switch (condition.kind) {
        case "leaf":
          return this.usable.has(condition.leaf) ? { cost: cost(condition.leaf), leaves: [condition.leaf] } : null
        case "not":
          return null
        case "all": {
          let best: ReturnType<typeof support> = null
          for (const operand of condition.operands) {
            const found = support(operand)
            if (found !== null && (best === null || found.cost < best.cost)) best = found
          }
          return best
        }
        default: {
          const leaves: Leaf[] = []
          let total = 0
          for (const operand of condition.operands) {
            const found = support(operand)
            if (found === null) return null
            leaves.push(...found.leaves)
            total += found.cost
          }
          return { cost: total, leaves }
        }
      }
    }
    const always: number[] = []
    const keywords = new Map<number, number[]>()
    const wakers = new Map<string, Map<string, Map<number, number[]>>>()
    const later = new Map<string, Map<Leaf, number[]>>()
    for (const { branch, condition } of this.survivors) {
      const found = support(condition)
      // What nearly always wakes a branch only costs.
      if (found === null || found.cost > mostUseful) {
        always.push(branch)
        continue
      }
      for (const leaf of found.leaves) {
        if (leaf.literal !== null) {
          entry(keywords, leaf.literal, () => []).push(branch)
          continue
        }
        const path = this.kind.keyOf(leaf)
        if (path !== null && leaf.isLater) {
          const woken = entry(later, path, () => new Map<Leaf, number[]>())
          entry(woken, leaf, () => []).push(branch)
          continue
        }
        if (path === null || leaf.field === null) throw new Error("a guard has no key")
        const fields = entry(wakers, path, () => new Map<string, Map<number, number[]>>())
        const woken = entry(fields, leaf.field, () => new Map<number, number[]>())
        entry(woken, leaf.id, () => []).push(branch)
      }
    }
    return {
      byKey: [
        ...[...wakers].map(([path, fields]) => this.guard(path, fields)),
        ...[...later].map(([path, leaves]) => this.laterGuard(path, leaves)),
      ],
      keywords: keywords.size === 0 ? null : this.keywordGuard(keywords),
      always,
    }
  }

  /** Texts of which one stands in the value of a key wherever one of some leaves of a field holds; null when there are none such. */
  private literalsOf(
    path: string,
    field: string,
    leaves: Iterable<number>,
  ): { readonly literals: string[]; readonly ofSingle: boolean } | null {
    const provenance = this.kind.event().provenance(field)
    if (provenance === null) return null
    const texts = new Set(provenance.texts)
    for (const name of provenance.fields) {
      const known = this.kind.probe.evaluate(event => event.get(name))
      if (known !== null) for (const value of valuesOf(known.value)) texts.add(textOf(value) ?? "")
      else if (this.kind.onlyKey(event => event.get(name)) !== path) return null
    }
    const literals: string[] = []
    for (const id of leaves)
      for (const pattern of this.ctx.leaves.leaves[id]?.patterns ?? []) {
        const literal = literalOfPattern(pattern)
        if (literal === null || (texts.size > 0 && [...texts].some(compileComparison("=", pattern)))) return null
        literals.push(literal)
      }
    return { literals, ofSingle: provenance.ofSingle }
  }

  private keywordGuard(byLiteral: ReadonlyMap<number, readonly number[]>): KeywordGuard {
    const { literals } = this.ctx.leaves
    const search = this.ctx.literalSearch(new Map([...byLiteral.keys()].map(number => [number, literals[number] ?? ""])))
    return { search, byLiteral, all: sorted([...byLiteral.values()].flat()) }
  }

  /** Later stages are run over the value, whatever they are. */
  private laterGuard(path: string, byLeaf: ReadonlyMap<Leaf, readonly number[]>): Guard {
    const { probe } = this.kind
    return {
      id: this.ctx.guardNumber(),
      path,
      keys: keysOf(path),
      all: sorted([...byLeaf.values()].flat()),
      literals: null,
      ofSingle: false,
      wakes(value) {
        probe.assume(path, value)
        const branches: number[] = []
        for (const [{ test }, woken] of byLeaf) if (probe.evaluate(test)?.value !== false) branches.push(...woken)
        return branches.length === 0 ? noBranches : sorted(branches)
      },
    }
  }

  private guard(path: string, byField: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>): Guard {
    const { probe } = this.kind
    const fields = [...byField].map(([field, woken]) => ({
      field,
      woken,
      index: this.ctx.leaves.index(field),
      all: [...woken.values()].flat(),
    }))
    const all = sorted(fields.flatMap(field => field.all))
    const hits: number[] = []
    const found = fields.map(({ field, woken }) => this.literalsOf(path, field, woken.keys())).filter(each => each !== null)
    const literals = found.length < fields.length ? null : [...new Set(found.flatMap(each => each.literals))]
    const automaton = literals === null ? null : lazy(() => this.ctx.automaton(literals))
    return {
      id: this.ctx.guardNumber(),
      path,
      keys: keysOf(path),
      all,
      literals,
      ofSingle: found.some(({ ofSingle }) => ofSingle),
      wakes(value) {
        if (automaton !== null && typeof value === "string" && value !== "" && !automaton().finds(value.toLowerCase())) return noBranches
        const branches: number[] = []
        probe.assume(path, value)
        for (const { field, woken, index, all: every } of fields) {
          const known = probe.evaluate(event => event.get(field))
          if (known === null) branches.push(...every)
          else {
            hits.length = 0
            index.match(known.value, hits)
            for (const leaf of hits) branches.push(...(woken.get(leaf) ?? noBranches))
          }
        }
        return branches.length === 0 ? noBranches : sorted(branches)
      },
    }
  }
}

/** Each number once, in order. */
export const sorted = (numbers: Iterable<number>): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b)

/** How likely a leaf is to hold where it was never seen to: the shorter what it looks for, the likelier. */
function weakness({ patterns, isLater }: Leaf): number {
  if (isLater) return 1
  let worst = 0
  for (const pattern of patterns ?? []) {
    const length = pattern.includes("*") ? Math.max(...pattern.split("*").map(part => part.length)) : 2 * pattern.length + 8
    worst = Math.max(worst, length === 0 ? 50 : 16 / (length + 1))
  }
  return worst
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
