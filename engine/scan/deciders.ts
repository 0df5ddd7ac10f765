import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import type { BucketContext } from "./bucket.ts"
import { holdersOf, keysOf, readsOf, valueAt } from "./probe.ts"

/** Most values of a key that tells types apart: at most, and of few lines. */
const maxValues = 512
const valuesOf = (lines: number): number => Math.min(maxValues, 48 + 2 * Math.sqrt(lines))
const everywhere = (): boolean => true

/**
 * The keys whose values tell what type of event a record is: those by which data sources recognise it, which decide on its datasets,
 * and which nearly all rules that could concern it ask for a plain value.
 */
export class Deciders {
  private readonly values = new Map<string, Set<string>>()
  private readonly refused = new Set<string>()
  /** Paths of the objects that keys which tell types apart stand in. */
  private readonly holders = new Set<string>()
  private readonly datasets: readonly string[]
  private readonly ctx: BucketContext
  private readonly facts: InputFacts

  constructor(ctx: BucketContext, facts: InputFacts) {
    this.ctx = ctx
    this.facts = facts
    this.datasets = [...new Set(ctx.branches.flatMap(({ dataset }) => (dataset === null ? [] : [dataset])))]
  }

  has(key: string): boolean {
    return this.values.has(key)
  }

  /** Whether a key that tells types apart stands, or stood, in the object at a path. */
  holds(path: string): boolean {
    return this.holders.has(path)
  }

  /** All keys that tell types apart. */
  paths(): readonly { readonly path: string; readonly keys: readonly string[] }[] {
    return [...this.values.keys()].map(path => ({ path, keys: keysOf(path) }))
  }

  /** The key does not tell types apart, and never will. */
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
    const keys = readsOf(record, everywhere, read => {
      const event = bind(read, this.facts)
      event.knownAs("source")
      event.knownAs("sourcetype")
      for (const dataset of this.datasets) event.inDataset(dataset)
      event.get("eventtype")
    })
    for (const key of keys) {
      const value = valueAt(record.data, keysOf(key))
      if (typeof value === "object" && value !== null) this.refuse(key)
      else if (this.add(key)) added.push(key)
    }
    return added
  }

  /** True when the key did not tell types apart until now, and does. */
  add(key: string): boolean {
    if (this.refused.has(key) || this.values.has(key)) return false
    this.values.set(key, new Set())
    for (const holder of holdersOf(key)) this.holders.add(holder)
    return true
  }
}
