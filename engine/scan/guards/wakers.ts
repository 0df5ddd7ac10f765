import { append, entry } from "../../entry.ts"
import type { Condition, Leaf } from "../leaves.ts"
import type { Guards } from "./guard.ts"
import type { GuardMaking, WakingCondition } from "./making.ts"

/** What was chosen to wake branches, by the keys that it looks at. */
export class Wakers {
  private readonly always: number[] = []
  private readonly keywords = new Map<number, number[]>()
  /** By path of the key, field and number of the leaf. */
  private readonly leaves = new Map<string, Map<string, Map<number, number[]>>>()
  /** By path of the key; a leaf that several branches have is tested once. */
  private readonly conditions = new Map<string, Map<Leaf | Condition, WakingCondition & { readonly branches: number[] }>>()

  addAlways(branch: number): void {
    this.always.push(branch)
  }

  /** @param path the key that decides on the leaf; null of keywords */
  addLeaf(leaf: Leaf, path: string | null, branch: number): void {
    if (leaf.literal !== null) append(this.keywords, leaf.literal, branch)
    else if (path === null) throw new Error("a guard has no key")
    else if (leaf.field === null) this.addCondition({ kind: "leaf", leaf }, path, branch)
    else {
      const fields = entry(this.leaves, path, () => new Map<string, Map<number, number[]>>())
      append(
        entry(fields, leaf.field, () => new Map<number, number[]>()),
        leaf.id,
        branch,
      )
    }
  }

  addCondition(condition: Condition, path: string, branch: number): void {
    const same = typeof condition === "object" && condition.kind === "leaf" ? condition.leaf : condition
    const ofPath = entry(this.conditions, path, () => new Map<Leaf | Condition, WakingCondition & { readonly branches: number[] }>())
    entry(ofPath, same, () => ({ condition, branches: [] })).branches.push(branch)
  }

  guards(making: GuardMaking): Omit<Guards, "further"> {
    return {
      byKey: [
        ...[...this.leaves].map(([path, fields]) => making.ofLeaves(path, fields)),
        ...[...this.conditions].map(([path, woken]) => making.ofConditions(path, [...woken.values()])),
      ],
      keywords: this.keywords.size === 0 ? null : making.ofKeywords(this.keywords),
      always: this.always,
    }
  }
}
