import type { Event } from "../event.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import type { Leaf } from "./leaves.ts"
import { keysOf, Probe, readsOf, valueAt } from "./probe.ts"

export interface KindOptions {
  readonly sample: RawRecord
  readonly facts: InputFacts
  /** Paths whose values all records of the kind share. */
  readonly known: ReadonlySet<string>
  /** Whether all records have the keys of the object at a path in common as well. */
  opened(path: string): boolean
  /** The records are lines, in whose bytes literals can be searched for. */
  readonly isLine: boolean
}

/** Records with the same keys, and the same values of the keys that tell the type of an event. */
export class RecordKind {
  readonly sample: RawRecord
  readonly isLine: boolean
  readonly probe: Probe
  private readonly facts: InputFacts
  private readonly known: ReadonlySet<string>
  private readonly opened: (path: string) => boolean
  private readonly bind: (record: RawRecord, facts: InputFacts) => Event
  private readonly keyOfField = new Map<string, string | null>()
  private readonly keyOfLater = new Map<Leaf, string | null>()

  constructor({ sample, facts, known, opened, isLine }: KindOptions, bind: (record: RawRecord, facts: InputFacts) => Event) {
    this.sample = sample
    this.facts = facts
    this.known = known
    this.isLine = isLine
    this.opened = opened
    this.bind = bind
    this.probe = new Probe({ sample, facts, known, opened, bind })
  }

  /** The event that the sample is. */
  event(): Event {
    return this.bind(this.sample, this.facts)
  }

  /** The one key whose value alone decides on a leaf; null when there is none. */
  keyOf(leaf: Leaf): string | null {
    const { field, isLater, test } = leaf
    if (isLater) {
      let path = this.keyOfLater.get(leaf)
      if (path === undefined) {
        path = this.onlyKey(test)
        this.keyOfLater.set(leaf, path)
      }
      return path
    }
    if (field === null) return null
    let path = this.keyOfField.get(field)
    if (path === undefined) {
      path = this.onlyKey(event => event.get(field))
      this.keyOfField.set(field, path)
    }
    return path
  }

  /** The one key, of those whose values are not known, that something reads; null when there are none or several. */
  onlyKey(use: (event: Event) => void): string | null {
    const reads = readsOf(this.sample, this.opened, record => use(this.bind(record, this.facts)))
    const [only, ...others] = [...reads].filter(path => !this.known.has(path))
    return only === undefined || others.length > 0 ? null : only
  }

  /** About how long the values of a key are. */
  lengthOf(path: string | null): number {
    if (path === null) return 0
    const value = valueAt(this.sample.data, keysOf(path))
    return typeof value === "string" ? value.length : JSON.stringify(value ?? null).length
  }
}
