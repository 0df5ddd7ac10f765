import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import type { BucketContext } from "./bucket.ts"
import type { Leaf } from "./leaves.ts"
import { readsOf } from "./probe.ts"

/** Most values of a key that tells types apart: at most, and of few lines. */
const maxValues = 512
const valuesOf = (lines: number): number => Math.min(maxValues, 48 + 2 * Math.sqrt(lines))
/** The share of leaves of a field that must be plain values for the field to tell types apart, and the fewest of them. */
const plainShare = 0.9
const fewestLeaves = 5

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
    this.fields = plainFields(ctx.leaves.leaves)
  }

  has(key: string): boolean {
    return this.values.has(key)
  }

  /** No more than ever tells types apart. */
  refuse(key: string): void {
    this.values.delete(key)
    this.refused.add(key)
  }

  /** Takes note of a value of a key, after so many lines. False when it has too many to tell types apart. */
  note(key: string, value: string, lines: number): boolean {
    const known = this.values.get(key)
    if (known === undefined) return true
    known.add(value)
    if (known.size <= valuesOf(lines)) return true
    this.refuse(key)
    return false
  }

  /** Learns from a record. True when keys were found that tell types apart. */
  learn(record: RawRecord): boolean {
    let changed = false
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
      changed = true
    }
    return changed
  }
}

function plainFields(leaves: readonly Leaf[]): string[] {
  const counts = new Map<string, { plain: number; all: number }>()
  for (const { field, patterns } of leaves) {
    if (field === null) continue
    const count = counts.get(field) ?? { plain: 0, all: 0 }
    count.all++
    if (patterns?.every(pattern => !pattern.includes("*"))) count.plain++
    counts.set(field, count)
  }
  return [...counts].filter(([, { plain, all }]) => plain >= fewestLeaves && plain >= all * plainShare).map(([field]) => field)
}
