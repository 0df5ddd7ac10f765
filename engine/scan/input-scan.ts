import { unwrap } from "../readers/envelope.ts"
import { isJsonObject, parseJson } from "../readers/json-text.ts"
import type { JsonObject, LineFilter, RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { Bucket, type Guard, sorted, type TypeStatistics } from "./bucket.ts"
import { Deciders } from "./deciders.ts"
import { isPlain, parseSpan } from "./json-span.ts"
import { LineClock } from "./line-clock.ts"
import { LineTrie, type Member, membersOf, noPath } from "./line-trie.ts"
import { RecordScan } from "./record-scan.ts"
import type { ScanContext, Selection } from "./selection.ts"

/** A bucket as lines reach it: guards by the place of their key. */
interface LineBucket {
  readonly bucket: Bucket
  readonly places: ReadonlyMap<string, number>
  guards: readonly { readonly guard: Guard; readonly place: number }[] | null
  /** The guards of the bucket that `guards` was made of. */
  made: readonly Guard[] | null
  timePlace: number
  readonly clock: LineClock | null
}

const noBranches: readonly number[] = []
/** Most kinds of lines, and of records, that are told apart. */
const maxBuckets = 20_000
/** Kinds of lines that are learnt at once; more are learnt when they come again. */
const maxUnproven = 2_000
/** Most kinds of lines that were seen once. */
const maxSeen = 10_000

/** Decides for the records of inputs of which the user says the same. */
export class InputScan implements LineFilter {
  /** Records that were left out since the count was taken last. */
  private left = 0
  private readonly ctx: ScanContext
  private readonly facts: InputFacts
  private readonly deciders: Deciders
  private readonly recordScan: RecordScan
  private readonly trie = new LineTrie()
  /** By number of the path; null when more is known now of what tells its lines apart. */
  private readonly lines: (LineBucket | null)[] = []
  private readonly seen = new Set<string>()
  private readonly types = new Map<string, TypeStatistics>()
  /** What was found of the line that is read now; null when its record has to be looked at. */
  private current: Selection | null = null
  private readonly kept: { readonly record: RawRecord; readonly selection: Selection }[] = []
  private firstKept = 0
  private readonly hits: number[] = []
  /** Lines that were looked at. */
  private total = 0

  constructor(ctx: ScanContext, facts: InputFacts) {
    this.ctx = ctx
    this.facts = facts
    this.deciders = new Deciders(ctx, facts, false)
    this.recordScan = new RecordScan(ctx, facts)
  }

  /** How many records were left out since this was asked last. */
  takeLeft(): number {
    const { left } = this
    this.left = 0
    return left
  }

  skips(bytes: Buffer, start: number, end: number): boolean {
    this.total++
    const leaf = this.trie.follow(bytes, start, end)
    if (leaf === noPath) {
      this.current = this.learn(bytes, start, end)
      return false
    }
    const line = this.lines[leaf] ?? null
    if (line === null) {
      this.current = this.learn(bytes, start, end)
      return false
    }
    const { bucket } = line
    if (bucket.opaque) {
      this.current = null
      return false
    }
    if (bucket.guards === null) {
      this.current = { branches: bucket.survivors, bucket }
      return false
    }
    const guards = line.made === bucket.guards && line.guards !== null ? line.guards : this.placeGuards(line)
    let woken: readonly number[] = bucket.always
    const { spans } = this.trie
    for (const { guard, place } of guards) {
      const branches = this.wake(guard, bytes, spans[2 * place] ?? 0, spans[2 * place + 1] ?? 0)
      if (branches.length > 0) woken = woken.length === 0 ? branches : sorted([...woken, ...branches])
    }
    const { keywords } = bucket
    if (keywords !== null) {
      if (this.ctx.disguised.has(bytes, start, end)) woken = sorted([...woken, ...keywords.all])
      else {
        this.hits.length = 0
        keywords.search.match(bytes, start, end, this.hits)
        for (const hit of this.hits) woken = sorted([...woken, ...(keywords.byLiteral.get(hit) ?? noBranches)])
      }
    }
    if (woken.length > 0) {
      this.current = { branches: woken, bucket }
      return false
    }
    if (bucket.time !== null) {
      const time = this.timeOf(line, bytes)
      if (time === undefined) {
        this.current = { branches: noBranches, bucket: null }
        return false
      }
      this.ctx.onTime(time)
    }
    this.left++
    return true
  }

  keep(record: RawRecord): void {
    if (this.current !== null) this.kept.push({ record, selection: this.current })
    this.current = null
  }

  /** Which branches may want a record; null when none does and it is left out. */
  select(record: RawRecord): Selection | null {
    const kept = this.kept[this.firstKept]
    if (kept !== undefined && kept.record === record) {
      this.firstKept++
      if (this.firstKept === this.kept.length) {
        this.kept.length = 0
        this.firstKept = 0
      }
      return kept.selection
    }
    return this.recordScan.select(record)
  }

  private placeGuards(line: LineBucket): NonNullable<LineBucket["guards"]> {
    const { guards } = line.bucket
    line.made = guards
    line.guards = (guards ?? []).map(guard => {
      const place = line.places.get(guard.path)
      if (place === undefined) throw new Error("the key of a guard has no place")
      return { guard, place }
    })
    return line.guards
  }

  private wake(guard: Guard, bytes: Buffer, start: number, end: number): readonly number[] {
    const { memo } = this.ctx
    const known = memo.find(guard.id, bytes, start, end)
    if (known !== undefined) return known
    const value = parseSpan(bytes, start, end)
    const branches = value === undefined ? guard.all : guard.wakes(value)
    memo.keep(guard.id, bytes, start, end, branches)
    return branches
  }

  private timeOf({ clock, timePlace, bucket }: LineBucket, bytes: Buffer): number | null | undefined {
    if (clock === null || timePlace === -1) return bucket.time?.read(null)
    const { spans } = this.trie
    return clock.read(bytes, spans[2 * timePlace] ?? 0, spans[2 * timePlace + 1] ?? 0)
  }

  /** Paths of lines that more keys tell apart from now on have to be learnt again. */
  private told(keys: readonly string[]): void {
    if (keys.length === 0) return
    this.lines.forEach((line, index) => {
      if (line !== null && keys.some(key => line.places.has(key))) this.lines[index] = null
    })
  }

  private bucketOf(bytes: Buffer, members: readonly Member[], sample: RawRecord): Bucket {
    for (const { key, valueStart, valueEnd } of members)
      if (this.deciders.has(key) && !isPlain(bytes, valueStart, valueEnd)) this.deciders.refuse(key)
    const known = members.filter(({ key }) => this.deciders.has(key))
    const type = known.map(({ key, valueStart, valueEnd }) => `${key}:${bytes.toString("latin1", valueStart, valueEnd)}`).join("\u0000")
    let statistics = this.types.get(type)
    if (statistics === undefined) {
      statistics = { sampled: 0, frequency: new Map() }
      this.types.set(type, statistics)
    }
    return new Bucket(this.ctx, {
      sample,
      facts: this.facts,
      known: new Set(known.map(({ key }) => key)),
      nested: false,
      isRecord: isOwnRecord,
      statistics,
    })
  }

  /** A line of a kind that is not known: the second of its kind makes it known. */
  private learn(bytes: Buffer, start: number, end: number): Selection | null {
    if (this.trie.isFull || this.lines.length >= maxBuckets) return null
    const members = membersOf(bytes, start, end)
    if (members === null) return null
    const text = (member: Member): string => bytes.toString("latin1", member.valueStart, member.valueEnd)
    for (const member of members) if (this.deciders.has(member.key)) this.deciders.note(member.key, text(member), this.total)
    const signature = members.map(member => (this.deciders.has(member.key) ? `${member.key}:${text(member)}` : member.key)).join("\u0000")
    // Testing all branches costs more than learning a kind; only where kinds never end a single line is not worth it.
    if (this.lines.length >= maxUnproven && !this.seen.has(signature)) {
      if (this.seen.size >= maxSeen) this.seen.clear()
      this.seen.add(signature)
      return null
    }
    const data = parseJson(bytes.toString("utf8", start, end))
    if (!isJsonObject(data)) return null
    const record = sampleOf(data)
    this.told(this.deciders.learn(record))
    let bucket = this.bucketOf(bytes, members, record)
    for (let key = bucket.splitKey(); key !== null && this.deciders.add(key); key = bucket.splitKey()) {
      this.told([key])
      bucket = this.bucketOf(bytes, members, record)
    }
    const places = new Map(members.map(({ key }, place) => [key, place]))
    this.lines.push({
      bucket,
      places,
      guards: null,
      made: null,
      timePlace: places.get(bucket.time?.keys[0] ?? "") ?? -1,
      clock: bucket.time === null ? null : new LineClock(bucket.time, this.ctx.newestOnly),
    })
    this.trie.add(bytes, members, key => this.deciders.has(key), this.lines.length - 1)
    return bucket.opaque ? null : { branches: bucket.survivors, bucket }
  }
}

/** Whether the reader takes the object for a record rather than for the envelope of others. */
const isOwnRecord = ({ data }: RawRecord): boolean => data !== null && !unwrap(data, { record: () => {}, problem: () => {} })

const sampleOf = (data: JsonObject): RawRecord => ({ format: "ndjson", data, position: {}, text: () => JSON.stringify(data) })
