import type { Event } from "../event.ts"
import type { Branch } from "../exec/search.ts"
import { numberOf } from "../ir/value.ts"
import type { JsonValue, RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import type { AhoCorasick } from "./aho-corasick.ts"
import { foldCondition, type Survivor, survivorsOf } from "./fold.ts"
import { GuardChoice } from "./guards/choice.ts"
import { type Guards, noGuards } from "./guards/guard.ts"
import type { TypeStatistics } from "./guards/statistics.ts"
import type { LiteralSearch } from "./keyword-index.ts"
import type { Leaf, Leaves } from "./leaves.ts"
import { keysOf } from "./probe.ts"
import { type KindOptions, RecordKind } from "./record-kind.ts"

export interface BucketContext {
  readonly branches: readonly Branch[]
  readonly leaves: Leaves
  /** The event time of records that are left out is needed. */
  readonly needsTime: boolean
  literalSearch(literals: ReadonlyMap<number, string>): LiteralSearch
  automaton(literals: readonly string[]): AhoCorasick
  /** A number that no other guard has. */
  guardNumber(): number
  bind(record: RawRecord, facts: InputFacts): Event
}

export interface BucketOptions extends KindOptions {
  /** Whether the reader makes one event of such a record. */
  isRecord(record: RawRecord): boolean
  readonly statistics: TypeStatistics
}

/** How the event time of a bucket's records follows from the value of one key. */
export interface TimeOfKey {
  /** Empty when all records have the same time. */
  readonly path: string
  readonly keys: readonly string[]
  /** Epoch seconds, null when the event has no time, undefined when the value of the key does not say it. */
  read(value: JsonValue): number | null | undefined
}

/** Records of a type that are looked at before its guards are chosen. */
const sampleSize = 12
/** Candidates that turn out to be none, before records are looked at again. */
const firstPatience = 128
/** How many survivors, of how many at the least, must ask one key for a plain value for it to tell types apart. */
const splitShare = 0.75
const fewestSplit = 6

/**
 * Records with the same keys, and the same values of the keys that tell the type of an event. Most branches can be ruled out for all of
 * them; each of the others is woken by tests of the values of single keys, where there are such tests.
 */
export class Bucket {
  guards: Guards = noGuards
  /** Records are to be looked at, whether or not anybody wants them, so that guards can be chosen by what they hold. */
  isObserving = true
  /** Where the event time comes from: one key's value, or `hint` when records bring it; null when it is not needed, or not known so. */
  readonly time: TimeOfKey | "hint" | null
  /** Every record has to be read: what it is depends on more than is known. */
  readonly opaque: boolean
  readonly survivors: readonly number[]
  /** Those of them that take every record. */
  readonly certain: ReadonlySet<number>
  private readonly kind: RecordKind
  private readonly conditions: readonly Survivor[]
  private readonly choice: GuardChoice
  private readonly statistics: TypeStatistics
  private sampleGoal = sampleSize
  private needless = 0
  private patience = firstPatience

  constructor(ctx: BucketContext, options: BucketOptions) {
    const { statistics, isRecord } = options
    this.statistics = statistics
    this.kind = new RecordKind(options, ctx.bind)
    const { probe } = this.kind
    const recognised = probe.inspect(isRecord)?.value === true && probe.evaluate(event => event !== null) !== null
    this.conditions = recognised ? survivorsOf(ctx, probe) : []
    this.survivors = recognised ? this.conditions.map(({ branch }) => branch) : ctx.branches.map((_, index) => index)
    this.certain = new Set(this.conditions.filter(({ isCertain }) => isCertain).map(({ branch }) => branch))
    this.time = recognised && ctx.needsTime ? this.timeOf(options.sample) : null
    this.opaque = !recognised || (ctx.needsTime && this.time === null)
    this.choice = new GuardChoice(ctx, this.kind, this.conditions)
    if (this.opaque || this.survivors.length === 0) this.isObserving = false
    else if (statistics.sampled >= sampleSize) this.chooseGuards()
  }

  /** Takes note of a record that was read. Gives the branches that may want it. */
  observe(event: Event): readonly number[] {
    const { statistics, choice } = this
    const holding = choice.holding(event)
    statistics.add(holding)
    if (this.isObserving && statistics.sampled >= this.sampleGoal) this.chooseGuards()
    const verdictOf = (leaf: Leaf): boolean | null => (choice.isObserved(leaf) ? holding.has(leaf) : null)
    return this.conditions.filter(({ condition }) => foldCondition(condition, verdictOf) !== false).map(({ branch }) => branch)
  }

  private chooseGuards(): void {
    this.guards = this.choice.choose(this.statistics)
    this.isObserving = false
  }

  /** Takes note of a candidate that no branch took: after too many, guards are chosen again. */
  disappoint(): void {
    if (++this.needless < this.patience || this.isObserving || this.opaque) return
    this.needless = 0
    this.patience *= 4
    this.sampleGoal = this.statistics.sampled * 2
    this.isObserving = true
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
        const key = leaf.patterns?.every(pattern => !pattern.includes("*")) ? this.kind.keyOf(leaf) : null
        if (key !== null) keys.add(key)
      }
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1])
    return best !== undefined && best[1] >= splitShare * this.survivors.length ? best[0] : null
  }

  private timeOf(sample: RawRecord): TimeOfKey | "hint" | null {
    if (sample.hints?.time !== undefined) return "hint"
    const { probe } = this.kind
    const readTime = (event: Event): number | null => numberOf(event.get("_time"))
    const known = probe.evaluate(readTime)
    if (known !== null) return { path: "", keys: [], read: () => known.value }
    const path = this.kind.onlyKey(readTime)
    if (path === null) return null
    return {
      path,
      keys: keysOf(path),
      read(value) {
        probe.assume(path, value)
        return probe.evaluate(readTime)?.value
      },
    }
  }
}
