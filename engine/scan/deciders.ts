import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import type { BucketContext } from "./bucket.ts"
import type { Leaf } from "./leaves.ts"
import { readsOf } from "./probe.ts"

/** Most values of a key that tells types apart: at most, and of few lines. */
const maxValues = 512
const valuesOf = (lines: number): number => Math.min(maxValues, 48 + 2 * Math.sqrt(lines))
/** How many of a field's uses in rules must be plain values for the field to tell types apart: of all its uses, and for each rule. */
const plainShare = 0.9
const fewestUses = 8
const usesPerBranch = 0.015

/**
 * The keys whose values tell what type of event a record is: those by which data sources recognise it, and which decide on its datasets
 * and on fields that rules compare with plain values only, such as EventCode.
 */
export class Deciders {
  private readonly values = new Map<string, Set<string>>()
  private readonly refused = new Set<string>()
  private readonly fields: readonly string[]
  private readonly datasets: readonly string[]
  private readonly ctx: BucketContext
  private readonly facts: InputFacts

  constructor(ctx: BucketContext, facts: InputFacts) {
    this.ctx = ctx
    this.facts = facts
    this.datasets = [...new Set(ctx.branches.flatMap(({ dataset }) => (dataset === null ? [] : [dataset])))]
    this.fields = plainFields(ctx.leaves.leaves, Math.max(fewestUses, usesPerBranch * ctx.branches.length))
  }

  has(key: string): boolean {
    return this.values.has(key)
  }

  /** No more than ever tells types apart. */
  refuse(key: string): void {
    this.values.delete(key)
    this.refused.add(key)
  }

  /** Takes note of a value of a key, after so many lines: a key that has too many does not tell types apart. */
  note(key: string, value: string, lines: number): void {
    const known = this.values.get(key)
    known?.add(value)
    if (known !== undefined && known.size > valuesOf(lines)) this.refuse(key)
  }

  /** Learns from a record; gives the keys that are found to tell types apart. */
  learn(record: RawRecord): string[] {
    const added: string[] = []
    const { bind } = this.ctx
    const keys = readsOf(record, false, read => {
      const event = bind(read, this.facts)
      event.knownAs("source")
      event.knownAs("sourcetype")
      for (const dataset of this.datasets) event.inDataset(dataset)
      for (const field of this.fields) event.get(field)
    })
    for (const key of keys) {
      if (this.refused.has(key)) continue
      const value = record.data?.[key]
      if (typeof value === "object" && value !== null) {
        this.refuse(key)
        continue
      }
      if (this.values.has(key)) continue
      this.values.set(key, new Set())
      added.push(key)
    }
    return added
  }
}

function plainFields(leaves: readonly Leaf[], fewest: number): string[] {
  const counts = new Map<string, { plain: number; all: number }>()
  for (const { field, patterns, uses } of leaves) {
    if (field === null) continue
    const count = counts.get(field) ?? { plain: 0, all: 0 }
    count.all += uses
    if (patterns?.every(pattern => !pattern.includes("*"))) count.plain += uses
    counts.set(field, count)
  }
  return [...counts].filter(([, { plain, all }]) => plain >= fewest && plain >= all * plainShare).map(([field]) => field)
}
