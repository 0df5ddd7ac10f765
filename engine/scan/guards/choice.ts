import { append, entry } from "../../entry.ts"
import type { Event } from "../../event.ts"
import type { BucketContext } from "../bucket.ts"
import type { Survivor } from "../fold.ts"
import type { Condition, Leaf } from "../leaves.ts"
import type { RecordKind } from "../record-kind.ts"
import type { Guard, Guards } from "./guard.ts"
import { GuardMaking } from "./making.ts"
import type { TypeStatistics } from "./statistics.ts"
import { Wakers } from "./wakers.ts"

/** Guards that wake a branch more often than that are none. */
const mostUseful = 0.7
/** What is to wake a branch as well must keep it asleep more often than that. */
const leastFurther = 0.05
/** What looking at a byte costs, where waking a branch costs 1. */
const costOfByte = 5e-5
/** Leaves that look for values are found together: others must be so much better to take their place. */
const costOfTesting = 2

/** The cheapest leaves of which one holds wherever a condition does. */
interface Support {
  readonly cost: number
  readonly leaves: readonly Leaf[]
}
/** What a condition says of the value of one key. */
interface KeyCondition {
  readonly path: string
  readonly operands: readonly Condition[]
}

/**
 * Chooses guards for the branches of a kind of records: of each condition what holds most seldom and is the cheapest to test, leaves
 * that look for values or whatever one key decides on.
 */
export class GuardChoice {
  private readonly ctx: BucketContext
  private readonly kind: RecordKind
  private readonly survivors: readonly Survivor[]
  private readonly making: GuardMaking
  /** Leaves that one key decides on: those that are found by an index of their field, and the others. */
  private readonly indexed = new Map<string, Set<number>>()
  private readonly tested = new Set<Leaf>()

  constructor(ctx: BucketContext, kind: RecordKind, survivors: readonly Survivor[]) {
    this.ctx = ctx
    this.kind = kind
    this.survivors = survivors
    this.making = new GuardMaking(ctx, kind)
    const visit = (condition: Condition): void => {
      if (typeof condition === "boolean") return
      if (condition.kind === "not") visit(condition.operand)
      else if (condition.kind !== "leaf") condition.operands.forEach(visit)
      else this.note(condition.leaf)
    }
    for (const { condition } of survivors) visit(condition)
  }

  private note(leaf: Leaf): void {
    const { field, patterns, literal } = leaf
    if (literal !== null ? !this.kind.isLine : this.kind.keyOf(leaf) === null) return
    if (field === null || patterns === null) this.tested.add(leaf)
    else entry(this.indexed, field, () => new Set<number>()).add(leaf.id)
  }

  /** Whether guards may be made of a leaf: only of such `holding` says anything. */
  isObserved(leaf: Leaf): boolean {
    const { field, id } = leaf
    return this.tested.has(leaf) || (field !== null && this.indexed.get(field)?.has(id) === true)
  }

  /** The leaves that hold for an event, of those that guards may be made of. */
  holding(event: Event): ReadonlySet<Leaf> {
    const { leaves } = this.ctx
    const holding = new Set<Leaf>()
    for (const [field, members] of this.indexed) {
      const hits: number[] = []
      leaves.index(field).match(event.get(field), hits)
      for (const id of hits) {
        const leaf = leaves.leaves[id]
        if (leaf !== undefined && members.has(id)) holding.add(leaf)
      }
    }
    for (const leaf of this.tested) if (leaf.test(event)) holding.add(leaf)
    return holding
  }

  choose(statistics: TypeStatistics): Guards {
    const wakers = new Wakers()
    const further = new Map<number, readonly KeyCondition[]>()
    for (const { branch, condition } of this.survivors) {
      const byKey = this.byKey(condition)
        .map(each => ({ ...each, cost: this.cost(statistics, all(each.operands), each.path) }))
        .sort((one, other) => one.cost - other.cost)
      const [best] = byKey
      const support = this.support(statistics, condition)
      const single = best !== undefined && (support === null || best.cost * costOfTesting < support.cost) ? best : null
      const chosen = single ?? support
      // What nearly always wakes a branch only costs.
      const isUseful = chosen !== null && chosen.cost <= mostUseful
      const leaves = isUseful && single === null ? (support?.leaves ?? []) : []
      if (!isUseful) wakers.addAlways(branch)
      else if (single !== null) wakers.addCondition(all(single.operands), single.path, branch)
      else for (const leaf of leaves) wakers.addLeaf(leaf, this.kind.keyOf(leaf), branch)
      const others = byKey
        .filter(each => !isUseful || each !== single)
        .map(({ path, operands }) => ({ path, operands: operands.filter(operand => !isImplied(operand, leaves)) }))
        .filter(({ operands }) => operands.length > 0 && statistics.likelihood(all(operands)) < 1 - leastFurther)
      if (others.length > 0) further.set(branch, others)
    }
    const made = new Map<number, readonly Guard[]>()
    const make = (branch: number): Guard[] =>
      (further.get(branch) ?? []).map(({ path, operands }) =>
        this.making.ofConditions(path, [{ condition: all(operands), branches: [branch] }]),
      )
    // Most branches are never woken.
    return { ...wakers.guards(this.making), further: branch => entry(made, branch, () => make(branch)) }
  }

  private cost(statistics: TypeStatistics, condition: Condition, path: string | null): number {
    return statistics.likelihood(condition) + costOfByte * this.kind.lengthOf(path)
  }

  /** What a condition requires of the values of single keys. */
  private byKey(condition: Condition): KeyCondition[] {
    const found = new Map<string, Condition[]>()
    const visit = (operand: Condition): void => {
      if (typeof operand === "object" && operand.kind === "all") {
        operand.operands.forEach(visit)
        return
      }
      const path = this.onlyKeyOf(operand)
      if (path !== null) append(found, path, operand)
    }
    visit(condition)
    return Array.from(found, ([path, operands]) => ({ path, operands }))
  }

  /** The key that alone decides on a condition; null when there is none. */
  private onlyKeyOf(condition: Condition): string | null {
    if (typeof condition === "boolean") return null
    switch (condition.kind) {
      case "leaf":
        return this.kind.keyOf(condition.leaf)
      case "not":
        return this.onlyKeyOf(condition.operand)
      default: {
        const [first, ...others] = condition.operands
        const path = first === undefined ? null : this.onlyKeyOf(first)
        return path !== null && others.every(operand => this.onlyKeyOf(operand) === path) ? path : null
      }
    }
  }

  private support(statistics: TypeStatistics, condition: Condition): Support | null {
    if (typeof condition === "boolean") return null
    switch (condition.kind) {
      case "leaf": {
        const { leaf } = condition
        return this.mayWake(leaf) ? { cost: this.cost(statistics, condition, this.kind.keyOf(leaf)), leaves: [leaf] } : null
      }
      case "not":
        return null
      case "all": {
        let best: Support | null = null
        for (const operand of condition.operands) {
          const found = this.support(statistics, operand)
          if (found !== null && (best === null || found.cost < best.cost)) best = found
        }
        return best
      }
      default: {
        const leaves: Leaf[] = []
        let cost = 0
        for (const operand of condition.operands) {
          const found = this.support(statistics, operand)
          if (found === null) return null
          leaves.push(...found.leaves)
          cost += found.cost
        }
        return { cost, leaves }
      }
    }
  }

  private mayWake(leaf: Leaf): boolean {
    return (leaf.literal !== null || leaf.isLater || leaf.patterns !== null) && this.isObserved(leaf)
  }
}

const all = (operands: readonly Condition[]): Condition => {
  const [only] = operands
  return operands.length === 1 && only !== undefined ? only : { kind: "all", operands }
}

/** Whether a condition holds wherever one of some leaves does. */
function isImplied(condition: Condition, leaves: readonly Leaf[]): boolean {
  if (typeof condition === "boolean" || leaves.length === 0) return false
  if (condition.kind === "leaf") return leaves.every(leaf => leaf === condition.leaf)
  return condition.kind === "any" && leaves.every(leaf => condition.operands.some(operand => isImplied(operand, [leaf])))
}
