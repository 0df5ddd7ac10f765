import { compileComparison } from "../../exec/predicate.ts"
import { textOf, valuesOf } from "../../ir/value.ts"
import { lazy } from "../../lazy.ts"
import type { BucketContext } from "../bucket.ts"
import { literalOfPattern } from "../field-index.ts"
import { foldCondition } from "../fold.ts"
import type { Condition, Leaf } from "../leaves.ts"
import { keysOf } from "../probe.ts"
import type { RecordKind } from "../record-kind.ts"
import { type Guard, type KeywordGuard, noBranches, sorted } from "./guard.ts"

/** A condition that the value of one key decides on, and the branches that it wakes. */
export interface WakingCondition {
  readonly condition: Condition
  readonly branches: readonly number[]
}

/** Makes the guards of a kind of records. */
export class GuardMaking {
  private readonly ctx: BucketContext
  private readonly kind: RecordKind

  constructor(ctx: BucketContext, kind: RecordKind) {
    this.ctx = ctx
    this.kind = kind
  }

  /** Branches by the numbers of literals that wake them. */
  ofKeywords(byLiteral: ReadonlyMap<number, readonly number[]>): KeywordGuard {
    const { literals } = this.ctx.leaves
    const search = this.ctx.literalSearch(new Map([...byLiteral.keys()].map(number => [number, literals[number] ?? ""])))
    return { search, byLiteral, all: sorted([...byLiteral.values()].flat()) }
  }

  /** Conditions of any sort are tested one by one. */
  ofConditions(path: string, conditions: readonly WakingCondition[]): Guard {
    const { probe } = this.kind
    return {
      id: this.ctx.guardNumber(),
      path,
      keys: keysOf(path),
      all: sorted(conditions.flatMap(({ branches }) => branches)),
      literals: null,
      ofSingle: false,
      wakes(value) {
        probe.assume(path, value)
        const verdicts = new Map<Leaf, boolean | null>()
        const verdictOf = (leaf: Leaf): boolean | null => {
          let verdict = verdicts.get(leaf)
          if (verdict === undefined) {
            verdict = probe.evaluate(leaf.test)?.value ?? null
            verdicts.set(leaf, verdict)
          }
          return verdict
        }
        const woken: number[] = []
        for (const { condition, branches } of conditions) if (foldCondition(condition, verdictOf) !== false) woken.push(...branches)
        return woken.length === 0 ? noBranches : sorted(woken)
      },
    }
  }

  /** Leaves that look for values are found together: branches by number of the leaf, by the field that it looks at. */
  ofLeaves(path: string, byField: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>): Guard {
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
}
