import { entry } from "../entry.ts"
import { isJsonObject } from "../readers/json-text.ts"
import type { JsonObject, JsonValue, RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { Bucket } from "./bucket.ts"
import { Deciders } from "./deciders.ts"
import { type Guard, noBranches, sorted } from "./guards/guard.ts"
import { TypeStatistics } from "./guards/statistics.ts"
import { OriginScan } from "./origin-scan.ts"
import { deepest, pathOf, valueAt } from "./probe.ts"
import type { ScanContext, Selection } from "./selection.ts"

/** Most kinds of records that are told apart; a record of any other is tested by all branches. */
const maxKinds = 10_000
/** Kinds that are learnt at once; more are learnt when they come again. */
const maxUnproven = 2_000
const maxSeen = 10_000
/** Values that are remembered for each guard, and the longest of them. */
const maxRemembered = 4_096
const longest = 512

/** Decides for records that have been read: the same buckets and guards as for lines, over their data. */
export class RecordScan {
  private readonly ctx: ScanContext
  private readonly facts: InputFacts
  private readonly deciders: Deciders
  private readonly origins: OriginScan
  private readonly buckets = new Map<string, Bucket>()
  private readonly seen = new Set<string>()
  private readonly types = new Map<string, TypeStatistics>()
  private readonly remembered = new Map<number, Map<string, readonly number[]>>()
  private total = 0

  constructor(ctx: ScanContext, facts: InputFacts) {
    this.ctx = ctx
    this.facts = facts
    this.deciders = new Deciders(ctx, facts)
    this.origins = new OriginScan(ctx)
  }

  /** Which branches may want a record; null when none does. */
  select(record: RawRecord, facts: InputFacts): Selection | null {
    this.total++
    const bucket = this.buckets.get(this.kindOf(record)) ?? this.learn(record)
    if (bucket === null || bucket.opaque) return this.origins.select(record, facts)
    const { guards } = bucket
    if (bucket.isObserving) return { branches: bucket.survivors, bucket, taking: bucket.certain, isObserved: true }
    let woken: readonly number[] = guards.always
    for (const guard of guards.byKey) {
      const branches = this.wake(guard, record)
      if (branches.length > 0) woken = woken.length === 0 ? branches : sorted([...woken, ...branches])
    }
    if (woken.length > 0) woken = woken.filter(branch => guards.further(branch).every(guard => this.wake(guard, record).length > 0))
    if (woken.length > 0) return { branches: woken, bucket, taking: bucket.certain }
    if (bucket.time === "hint") this.ctx.onTime(record.hints?.time ?? null)
    else if (bucket.time !== null) {
      const time = bucket.time.read(valueAt(record.data, bucket.time.keys) ?? null)
      if (time === undefined) return { branches: noBranches, bucket: null }
      this.ctx.onTime(time)
    }
    return null
  }

  private wake(guard: Guard, record: RawRecord): readonly number[] {
    const value = valueAt(record.data, guard.keys)
    if (value === undefined) return guard.all
    if (typeof value !== "string" || value.length > longest) return guard.wakes(value)
    let known = this.remembered.get(guard.id)
    if (known === undefined || known.size >= maxRemembered) {
      known = new Map()
      this.remembered.set(guard.id, known)
    }
    let branches = known.get(value)
    if (branches === undefined) {
      branches = guard.wakes(value)
      known.set(value, branches)
    }
    return branches
  }

  /** What a record has in common with all others of its bucket, as text. */
  private kindOf(record: RawRecord): string {
    const { hints } = record
    let kind = record.format
    if (hints !== undefined)
      kind += JSON.stringify([hints.source, hints.sourcetype, hints.index, hints.host === undefined, hints.time === undefined])
    return record.data === null ? kind : this.kindOfObject(record.data, `${kind}{`, "", 1)
  }

  private kindOfObject(object: JsonObject, before: string, prefix: string, depth: number): string {
    let kind = before
    for (const key of Object.keys(object)) {
      const value = object[key]
      // The length keeps keys apart that have any of the signs in them.
      kind += `${key.length}:${key}`
      const path = pathOf(prefix, key)
      if (depth < deepest && isJsonObject(value)) kind = `${this.kindOfObject(value, `${kind}{`, path, depth + 1)}}`
      else if (this.deciders.has(path)) kind += `=${JSON.stringify(value)}`
    }
    return kind
  }

  private learn(record: RawRecord): Bucket | null {
    if (this.buckets.size >= maxKinds) return null
    const kind = this.kindOf(record)
    if (this.buckets.size >= maxUnproven && !this.seen.has(kind)) {
      if (this.seen.size >= maxSeen) this.seen.clear()
      this.seen.add(kind)
      return null
    }
    let told = this.deciders.learn(record).length > 0
    let bucket = this.bucketOf(record)
    for (let path = bucket.splitKey(); path !== null && this.deciders.add(path); path = bucket.splitKey()) {
      told = true
      bucket = this.bucketOf(record)
    }
    // Kinds are called by other names once more values tell them apart.
    if (told) this.buckets.clear()
    this.buckets.set(this.kindOf(record), bucket)
    return bucket
  }

  private bucketOf(sample: RawRecord): Bucket {
    const known = new Map<string, JsonValue>()
    for (const path of this.deciders.paths()) {
      const value = valueAt(sample.data, path.keys)
      if (value === undefined) continue
      this.deciders.note(path.path, String(value), this.total)
      if (typeof value === "object" && value !== null) this.deciders.refuse(path.path)
      if (this.deciders.has(path.path)) known.set(path.path, value)
    }
    const type = JSON.stringify([...known])
    return new Bucket(this.ctx, {
      sample,
      facts: this.facts,
      known: new Set(known.keys()),
      opened: () => true,
      isLine: false,
      isRecord: () => true,
      statistics: entry(this.types, type, () => new TypeStatistics()),
    })
  }
}
