import type { Event } from "../event.ts"
import type { Branch } from "../exec/search.ts"
import { numberOf, type Value } from "../ir/value.ts"
import type { JsonValue, RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import type { LiteralSearch } from "./keyword-index.ts"
import type { Condition, Leaf, Leaves } from "./leaves.ts"
import { keysOf, Probe, readsOf } from "./probe.ts"

export interface BucketContext {
  readonly branches: readonly Branch[]
  readonly leaves: Leaves
  /** The event time of records that are left out is needed. */
  readonly needsTime: boolean
  literalSearch(literals: ReadonlyMap<number, string>): LiteralSearch
  /** A number that no other guard has. */
  guardNumber(): number
  bind(record: RawRecord, facts: InputFacts): Event
}

/** A branch that some records of a bucket may satisfy. */
interface Survivor {
  readonly branch: number
  /** What is left of its condition. */
  readonly condition: Condition
}

/** What is known of the records of one type, whatever their keys. */
export interface TypeStatistics {
  /** Records that were looked at, and of how many of them leaves held. */
  sampled: number
  readonly frequency: Map<Leaf, number>
}

export interface BucketOptions {
  readonly sample: RawRecord
  readonly facts: InputFacts
  /** Paths whose values all records of the bucket share. */
  readonly known: ReadonlySet<string>
  /** All records have the keys of nested objects in common as well. */
  readonly nested: boolean
  /** Whether the reader makes one event of such a record. */
  isRecord(record: RawRecord): boolean
  readonly statistics: TypeStatistics
}

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
}

/** Literals whose presence in the bytes of a record wakes branches. */
export interface KeywordGuard {
  readonly search: LiteralSearch
  readonly byLiteral: ReadonlyMap<number, readonly number[]>
  readonly all: readonly number[]
}

/** How the event time of a bucket's records follows from the value of one key. */
export interface TimeOfKey {
  readonly keys: readonly string[]
  /** Epoch seconds, null when the event has no time, undefined when the value of the key does not say it. */
  read(value: JsonValue): number | null | undefined
}

/** Records of a bucket that are looked at before guards are chosen. */
const sampleSize = 12
/** Candidates that turn out to be none, before guards are chosen again. */
const firstPatience = 128
/** How many survivors, of how many at the least, must ask one key for a plain value for it to tell types apart. */
const splitShare = 0.75
const fewestSplit = 6
const noBranches: readonly number[] = []

/**
 * Records with the same keys, and the same values of the keys that tell the type of an event. Most branches can be ruled out for all of
 * them; each of the others is woken by one test of the value of one key, where there is such a test.
 */
export class Bucket {
  /** Null while records are still sampled: all survivors are candidates. */
  guards: readonly Guard[] | null = null
  /** What literals anywhere in the record wake; null when none does. */
  keywords: KeywordGuard | null = null
  /** Branches that no guard wakes: always candidates. */
  always: readonly number[] = noBranches
  /** Null when the time is not needed, or not known from one key. */
  readonly time: TimeOfKey | null
  /** Every record has to be read: what it is depends on more than is known. */
  readonly opaque: boolean
  readonly survivors: readonly number[]
  private readonly ctx: BucketContext
  private readonly probe: Probe
  private readonly conditions: readonly Survivor[]
  private readonly keyOfField = new Map<string, string | null>()
  /** Leaves that may become guards. */
  private readonly usable: ReadonlySet<Leaf>
  private readonly statistics: TypeStatistics
  private sampleGoal = sampleSize
  private needless = 0
  private patience = firstPatience
  private readonly sample: RawRecord
  private readonly facts: InputFacts
  private readonly known: ReadonlySet<string>
  private readonly nested: boolean

  constructor(ctx: BucketContext, { sample, facts, known, nested, isRecord, statistics }: BucketOptions) {
    this.ctx = ctx
    this.sample = sample
    this.facts = facts
    this.known = known
    this.nested = nested
    this.statistics = statistics
    this.probe = new Probe({ sample, facts, known, nested, bind: ctx.bind })
    const recognised = this.probe.inspect(isRecord)?.value === true && this.probe.evaluate(event => event !== null) !== null
    this.conditions = recognised ? this.fold() : []
    this.survivors = recognised ? this.conditions.map(({ branch }) => branch) : ctx.branches.map((_, index) => index)
    this.time = recognised && ctx.needsTime ? this.timeOfKey() : null
    this.opaque = !recognised || (ctx.needsTime && this.time === null)
    if (this.survivors.length === 0) this.guards = []
    this.usable = this.leavesInUse()
    if (this.guards === null && !this.opaque && statistics.sampled >= sampleSize) this.chooseGuards()
  }

  /** Takes note of a record that was read, until enough have been seen to choose guards. */
  observe(event: Event): void {
    if (this.guards !== null || this.opaque) return
    const { statistics } = this
    for (const leaf of this.usable) if (leaf.test(event)) statistics.frequency.set(leaf, (statistics.frequency.get(leaf) ?? 0) + 1)
    if (++statistics.sampled >= this.sampleGoal) this.chooseGuards()
  }

  /** Takes note of a candidate that no branch took: of too many, guards are chosen again. */
  disappoint(): void {
    if (++this.needless < this.patience || this.guards === null || this.opaque) return
    this.needless = 0
    this.patience *= 4
    this.sampleGoal = this.statistics.sampled * 2
    this.guards = null
  }

  /** Rules out the branches that no record of the bucket can satisfy. */
  private fold(): Survivor[] {
    const { branches, leaves } = this.ctx
    const datasets = new Map<string, boolean | null>()
    const readable = new Map<string | null, boolean>()
    const isKnown = (field: string | null): boolean => {
      let known = readable.get(field)
      if (known === undefined) {
        known = this.probe.evaluate(event => read(event, field)) !== null
        readable.set(field, known)
      }
      return known
    }
    const verdicts = new Map<Leaf, boolean | null>()
    const verdictOf = (leaf: Leaf): boolean | null => {
      let verdict = verdicts.get(leaf)
      if (verdict === undefined) {
        verdict = isKnown(leaf.field) ? (this.probe.evaluate(leaf.test)?.value ?? null) : null
        verdicts.set(leaf, verdict)
      }
      return verdict
    }
    const folded = (condition: Condition): Condition => {
      if (typeof condition === "boolean") return condition
      switch (condition.kind) {
        case "leaf":
          return verdictOf(condition.leaf) ?? condition
        case "not": {
          const operand = folded(condition.operand)
          return typeof operand === "boolean" ? !operand : { kind: "not", operand }
        }
        default: {
          const decisive = condition.kind === "any"
          const operands: Condition[] = []
          for (const operand of condition.operands) {
            const value = folded(operand)
            if (value === decisive) return decisive
            if (typeof value !== "boolean") operands.push(value)
          }
          const [only] = operands
          if (only === undefined) return !decisive
          return operands.length === 1 ? only : { kind: condition.kind, operands }
        }
      }
    }
    const survivors: Survivor[] = []
    branches.forEach(({ dataset }, branch) => {
      if (dataset !== null) {
        let member = datasets.get(dataset)
        if (member === undefined) {
          member = this.probe.evaluate(event => event.inDataset(dataset))?.value ?? null
          datasets.set(dataset, member)
        }
        if (member === false) return
      }
      const condition = folded(leaves.conditions[branch] ?? true)
      if (condition !== false) survivors.push({ branch, condition })
    })
    return survivors
  }

  /** The key that nearly all survivors ask for a plain value, when there is one: records should be told apart by it. */
  splitKey(): string | null {
    if (this.opaque || this.survivors.length < fewestSplit) return null
    const counts = new Map<string, number>()
    for (const { condition } of this.conditions) {
      const keys = new Set<string>()
      const operands = typeof condition === "object" && condition.kind === "all" ? condition.operands : [condition]
      for (const operand of operands) {
        if (typeof operand === "boolean" || operand.kind !== "leaf") continue
        const { leaf } = operand
        const key = leaf.patterns?.every(pattern => !pattern.includes("*")) ? this.keyOf(leaf) : null
        if (key !== null) keys.add(key)
      }
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1])
    return best !== undefined && best[1] >= splitShare * this.survivors.length ? best[0] : null
  }

  private leavesInUse(): Set<Leaf> {
    const found = new Set<Leaf>()
    const visit = (condition: Condition): void => {
      if (typeof condition === "boolean" || condition.kind === "not") return
      if (condition.kind === "leaf") {
        const { literal, patterns } = condition.leaf
        if (literal !== null ? !this.nested : patterns !== null && this.keyOf(condition.leaf) !== null) found.add(condition.leaf)
      } else condition.operands.forEach(visit)
    }
    for (const { condition } of this.conditions) visit(condition)
    return found
  }

  /** The one key whose value alone decides on a leaf; null when there is none. */
  private keyOf({ field }: Leaf): string | null {
    if (field === null) return null
    let path = this.keyOfField.get(field)
    if (path === undefined) {
      path = this.onlyKey(event => event.get(field))
      this.keyOfField.set(field, path)
    }
    return path
  }

  private onlyKey(use: (event: Event) => void): string | null {
    const reads = readsOf(this.sample, this.nested, record => use(this.ctx.bind(record, this.facts)))
    const [only, ...others] = [...reads].filter(path => !this.known.has(path))
    return only === undefined || others.length > 0 ? null : only
  }

  private timeOfKey(): TimeOfKey | null {
    const { probe } = this
    const readTime = (event: Event): number | null => numberOf(event.get("_time"))
    const known = probe.evaluate(readTime)
    if (known !== null) return { keys: [], read: () => known.value }
    const path = this.onlyKey(readTime)
    if (path === null) return null
    return {
      keys: keysOf(path),
      read(value) {
        probe.assume(path, value)
        return probe.evaluate(readTime)?.value
      },
    }
  }

  private chooseGuards(): void {
    const { frequency, sampled } = this.statistics
    const cost = (leaf: Leaf): number => ((frequency.get(leaf) ?? 0) + 0.02 * weakness(leaf)) / sampled
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
    for (const { branch, condition } of this.conditions) {
      const found = support(condition)
      if (found === null) {
        always.push(branch)
        continue
      }
      for (const leaf of found.leaves) {
        if (leaf.literal !== null) {
          entry(keywords, leaf.literal, () => []).push(branch)
          continue
        }
        const path = this.keyOf(leaf)
        if (path === null || leaf.field === null) throw new Error("a guard has no key")
        const fields = entry(wakers, path, () => new Map<string, Map<number, number[]>>())
        const woken = entry(fields, leaf.field, () => new Map<number, number[]>())
        entry(woken, leaf.id, () => []).push(branch)
      }
    }
    this.always = always
    this.keywords = keywords.size === 0 ? null : this.keywordGuard(keywords)
    this.guards = [...wakers].map(([path, fields]) => this.guard(path, fields))
  }

  private keywordGuard(byLiteral: ReadonlyMap<number, readonly number[]>): KeywordGuard {
    const { literals } = this.ctx.leaves
    const search = this.ctx.literalSearch(new Map([...byLiteral.keys()].map(number => [number, literals[number] ?? ""])))
    return { search, byLiteral, all: sorted([...byLiteral.values()].flat()) }
  }

  private guard(path: string, byField: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>): Guard {
    const { probe } = this
    const fields = [...byField].map(([field, woken]) => ({
      field,
      woken,
      index: this.ctx.leaves.index(field),
      all: [...woken.values()].flat(),
    }))
    const all = sorted(fields.flatMap(field => field.all))
    const hits: number[] = []
    return {
      id: this.ctx.guardNumber(),
      path,
      keys: keysOf(path),
      all,
      wakes(value) {
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
function weakness({ patterns }: Leaf): number {
  let worst = 0
  for (const pattern of patterns ?? []) {
    const length = pattern.includes("*") ? Math.max(...pattern.split("*").map(part => part.length)) : 2 * pattern.length + 8
    worst = Math.max(worst, length === 0 ? 50 : 16 / (length + 1))
  }
  return worst
}

const read = (event: Event, field: string | null): Value | readonly (string | number)[] =>
  field === null ? event.text() : field === "source" || field === "sourcetype" ? event.knownAs(field) : event.get(field)

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
