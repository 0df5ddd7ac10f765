import type { Event } from "../event.ts"
import type { Value } from "../ir/value.ts"
import type { BucketContext } from "./bucket.ts"
import type { Condition, Leaf } from "./leaves.ts"
import type { Probe } from "./probe.ts"

/** A branch that some records of a kind may satisfy. */
export interface Survivor {
  readonly branch: number
  /** What is left of its condition, later filters included. */
  readonly condition: Condition
  /** It takes all of the records. */
  readonly isCertain: boolean
}

/** What is left of a condition once what is known of its leaves is put in. */
export function foldCondition(condition: Condition, verdictOf: (leaf: Leaf) => boolean | null): Condition {
  if (typeof condition === "boolean") return condition
  switch (condition.kind) {
    case "leaf":
      return verdictOf(condition.leaf) ?? condition
    case "not": {
      const operand = foldCondition(condition.operand, verdictOf)
      return typeof operand === "boolean" ? !operand : { kind: "not", operand }
    }
    default: {
      const decisive = condition.kind === "any"
      const operands: Condition[] = []
      for (const operand of condition.operands) {
        const value = foldCondition(operand, verdictOf)
        if (value === decisive) return decisive
        if (typeof value !== "boolean") operands.push(value)
      }
      const [only] = operands
      if (only === undefined) return !decisive
      return operands.length === 1 ? only : { kind: condition.kind, operands }
    }
  }
}

/** Rules out the branches that no record which a probe stands for can satisfy. */
export function survivorsOf({ branches, leaves }: BucketContext, probe: Probe): Survivor[] {
  const datasets = new Map<string, boolean | null>()
  const readable = new Map<string | null, boolean>()
  const isKnown = (field: string | null): boolean => {
    let known = readable.get(field)
    if (known === undefined) {
      known = probe.evaluate(event => read(event, field)) !== null
      readable.set(field, known)
    }
    return known
  }
  const verdicts = new Map<Leaf, boolean | null>()
  const verdictOf = (leaf: Leaf): boolean | null => {
    let verdict = verdicts.get(leaf)
    if (verdict === undefined) {
      verdict = leaf.isLater || isKnown(leaf.field) ? (probe.evaluate(leaf.test)?.value ?? null) : null
      verdicts.set(leaf, verdict)
    }
    return verdict
  }
  const survivors: Survivor[] = []
  branches.forEach(({ dataset }, branch) => {
    let isMember = true
    if (dataset !== null) {
      let member = datasets.get(dataset)
      if (member === undefined) {
        member = probe.evaluate(event => event.inDataset(dataset))?.value ?? null
        datasets.set(dataset, member)
      }
      if (member === false) return
      isMember = member === true
    }
    const { own = true, later = true } = leaves.conditions[branch] ?? {}
    const left = foldCondition(own, verdictOf)
    if (left === false) return
    const condition = foldCondition({ kind: "all", operands: [left, later] }, verdictOf)
    if (condition !== false) survivors.push({ branch, condition, isCertain: isMember && left === true })
  })
  return survivors
}

const read = (event: Event, field: string | null): Value | readonly (string | number)[] =>
  field === null ? event.text() : field === "source" || field === "sourcetype" ? event.knownAs(field) : event.get(field)
