import { entry } from "../entry.ts"
import { unwrap } from "../readers/envelope.ts"
import { isJsonObject, parseJson } from "../readers/json-text.ts"
import type { JsonObject, RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { Bucket } from "./bucket.ts"
import { Deciders } from "./deciders.ts"
import { TypeStatistics } from "./guards/statistics.ts"
import { isPlain } from "./json-span.ts"
import { type Member, membersAmong, type Step, stepsOf } from "./line-steps.ts"
import { holdersOf, keysOf } from "./probe.ts"
import type { ScanContext } from "./selection.ts"

/** Most kinds of lines that are told apart. */
const maxKinds = 20_000
/** Kinds of lines that are learnt at once; more are learnt when they come again. */
const maxUnproven = 2_000
/** Most kinds of lines that were seen once. */
const maxSeen = 10_000

/** What was learnt of a line: it stands for all of its kind. */
export interface LearntLine {
  readonly steps: readonly Step[]
  readonly members: readonly Member[]
  readonly bucket: Bucket
}

/** Learns the kinds of lines, by their keys and by the values of those that tell types apart. */
export class LineKinds {
  private readonly ctx: ScanContext
  private readonly facts: InputFacts
  private readonly deciders: Deciders
  private readonly seen = new Set<string>()
  private readonly types = new Map<string, TypeStatistics>()
  /** Buckets of kinds that differ in the order of their keys alone, by what they have in common. */
  private readonly buckets = new Map<string, Bucket>()
  private readonly onTold: (paths: readonly string[]) => void
  private learnt = 0

  /** @param onTold called with paths of keys by which lines are told apart from now on: those that have them are of other kinds */
  constructor(ctx: ScanContext, facts: InputFacts, onTold: (paths: readonly string[]) => void) {
    this.ctx = ctx
    this.facts = facts
    this.deciders = new Deciders(ctx, facts)
    this.onTold = onTold
  }

  /** Whether the value at a path tells lines apart. */
  readonly decides = (path: string): boolean => this.deciders.has(path)

  /**
   * Learns the kind of a line. Null when it is no line that can be followed, or is not worth it.
   * @param total lines that were looked at so far
   */
  learn(bytes: Buffer, start: number, end: number, total: number): LearntLine | null {
    if (this.learnt >= maxKinds) return null
    let steps = this.stepsOf(bytes, start, end)
    if (steps === null) return null
    let members = membersAmong(steps)
    const text = (member: Member): string => bytes.toString("latin1", member.valueStart, member.valueEnd)
    for (const member of members) if (this.decides(member.path)) this.deciders.note(member.path, text(member), total)
    const signature = members.map(member => (this.decides(member.path) ? `${member.path}:${text(member)}` : member.path)).join("\u0001")
    // Testing all branches costs more than learning a kind; only where kinds never end a single line is not worth it.
    if (this.learnt >= maxUnproven && !this.seen.has(signature)) {
      if (this.seen.size >= maxSeen) this.seen.clear()
      this.seen.add(signature)
      return null
    }
    const data = parseJson(bytes.toString("utf8", start, end))
    if (!isJsonObject(data)) return null
    const record = sampleOf(data)
    const found = this.deciders.learn(record)
    this.onTold(found)
    if (found.some(path => holdersOf(path).length > 0)) {
      steps = this.stepsOf(bytes, start, end)
      if (steps === null) return null
      members = membersAmong(steps)
    }
    if (found.length > 0) this.buckets.clear()
    let bucket = this.bucketOf(bytes, members, record)
    for (let path = bucket.splitKey(); path !== null && this.deciders.add(path); path = bucket.splitKey()) {
      this.onTold([path])
      this.buckets.clear()
      bucket = this.bucketOf(bytes, members, record)
    }
    this.learnt++
    return { steps, members, bucket }
  }

  private bucketOf(bytes: Buffer, members: readonly Member[], sample: RawRecord): Bucket {
    for (const { path, valueStart, valueEnd } of members)
      if (this.deciders.has(path) && !isPlain(bytes, valueStart, valueEnd)) this.deciders.refuse(path)
    // Types are the same whatever the order of their keys.
    const known = members.filter(({ path }) => this.deciders.has(path)).sort((a, b) => (a.path < b.path ? -1 : 1))
    const type = known.map(({ path, valueStart, valueEnd }) => `${path}:${bytes.toString("latin1", valueStart, valueEnd)}`).join("\u0000")
    const make = (): Bucket => this.makeBucket(sample, known, type)
    if (!isOrderless(members)) return make()
    const paths = members.map(({ path }) => path).sort()
    return entry(this.buckets, [type, ...paths].join("\u0001"), make)
  }

  private makeBucket(sample: RawRecord, known: readonly Member[], type: string): Bucket {
    return new Bucket(this.ctx, {
      sample,
      facts: this.facts,
      known: new Set(known.map(({ path }) => path)),
      opened: path => this.deciders.holds(path),
      isLine: true,
      isRecord: isOwnRecord,
      statistics: entry(this.types, type, () => new TypeStatistics()),
    })
  }

  private stepsOf(bytes: Buffer, start: number, end: number): Step[] | null {
    return stepsOf(bytes, start, end, path => this.deciders.holds(path))
  }
}

/** Whether no two keys may give the same field, of which the first would have it: then their order says nothing. */
function isOrderless(members: readonly Member[]): boolean {
  const names = members.map(({ path }) => keysOf(path).at(-1)?.toLowerCase() ?? "")
  return new Set(names).size === names.length && !names.some(name => /[.{]/.test(name))
}

/** Whether the reader takes the object for a record rather than for the envelope of others. */
const isOwnRecord = ({ data }: RawRecord): boolean => data !== null && !unwrap(data, { record: () => {}, problem: () => {} })

const sampleOf = (data: JsonObject): RawRecord => ({ format: "ndjson", data, position: {}, text: () => JSON.stringify(data) })
