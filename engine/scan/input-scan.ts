import { lazy } from "../lazy.ts"
import type { LineFilter, RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { noBranches, sorted } from "./guards/guard.ts"
import { parseSpan } from "./json-span.ts"
import { LineBucket } from "./line-bucket.ts"
import { LineKinds } from "./line-kinds.ts"
import { LineTrie, noPath } from "./line-trie.ts"
import { holdersOf } from "./probe.ts"
import { RecordScan } from "./record-scan.ts"
import type { ScanContext, Selection } from "./selection.ts"
import { FastLines, type PlacedGuard } from "./wasm/fast-lines.ts"

/** What lines are followed with. */
interface Following {
  readonly trie: LineTrie
  readonly fast: FastLines | null
}

/** Decides for the records of inputs of which the user says the same. */
export class InputScan implements LineFilter {
  /** Records that were left out since the count was taken last. */
  private left = 0
  private readonly ctx: ScanContext
  private readonly kinds: LineKinds
  private readonly recordScan: RecordScan
  /** Many inputs have no lines to follow. */
  private readonly following: () => Following
  passed = 0
  /** What the places in `trie.spans` count from. */
  private origin = 0
  /** By number of the path; null when more is known now of what tells its lines apart. */
  private readonly lines: (LineBucket | null)[] = []
  /** What was found of the line that is read now; null when its record has to be looked at. */
  private current: Selection | null = null
  private readonly kept: { readonly record: RawRecord; readonly selection: Selection }[] = []
  private firstKept = 0
  private readonly hits: number[] = []
  /** Lines that were looked at. */
  private total = 0

  constructor(ctx: ScanContext, facts: InputFacts) {
    this.ctx = ctx
    this.kinds = new LineKinds(ctx, facts, paths => this.forget(paths))
    this.recordScan = new RecordScan(ctx, facts)
    this.following = lazy(() => {
      const module = ctx.module()
      const fast = module === null ? null : new FastLines(module)
      return { fast, trie: new LineTrie(fast?.storage ?? null) }
    })
  }

  /** How many records were left out since this was asked last. */
  takeLeft(): number {
    this.takeTimes()
    const { left } = this
    this.left = 0
    return left
  }

  pass(lines: Buffer, from: number, longest: number): number {
    const { fast } = this.following()
    if (fast === null) return from
    const at = fast.pass(lines, from, longest)
    this.passed = fast.passed
    this.left += fast.passed
    this.total += fast.passed
    return at
  }

  skips(bytes: Buffer, start: number, end: number): boolean {
    this.total++
    const { fast, trie } = this.following()
    let passing = fast?.isFollowed(bytes, start) === true ? fast : null
    let leaf = passing?.leaf ?? trie.follow(bytes, start, end)
    if (this.lineAt(leaf) === null) {
      passing = null
      leaf = this.learn(bytes, start, end) ? trie.follow(bytes, start, end) : noPath
    }
    this.origin = passing?.origin ?? 0
    const line = this.lineAt(leaf)
    if (line === null || line.bucket.opaque) {
      this.current = null
      return false
    }
    const { bucket } = line
    if (bucket.isObserving) {
      // All lines are looked at.
      if (line.isPassing) fast?.lookAt(leaf)
      line.isPassing = false
      this.current = { branches: bucket.survivors, bucket, taking: bucket.certain, isObserved: true }
      return false
    }
    // What passes over lines found that the guards before the one it reached wake nothing.
    const first = this.place(leaf, line) ? 0 : (passing?.reached ?? 0)
    let woken = this.wokenBy(line, first, bytes, start, end, passing)
    if (woken.length > 0) woken = this.wokenFurther(line, woken, bytes)
    if (woken.length > 0) {
      this.current = { branches: woken, bucket, taking: bucket.certain }
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

  /** What was found of the line that was not skipped, when it stands for its record, which then need not be made here; else null. */
  takeSettled(): Selection | null {
    const { current } = this
    if (current === null || current.bucket === null || current.isObserved === true) return null
    this.current = null
    return current
  }

  keep(record: RawRecord): void {
    if (this.current !== null) this.kept.push({ record, selection: this.current })
    this.current = null
  }

  /**
   * Which branches may want a record; null when none does and it is left out.
   * @param facts those of its input, which is one of many that are scanned alike
   */
  select(record: RawRecord, facts: InputFacts): Selection | null {
    const kept = this.kept[this.firstKept]
    if (kept !== undefined && kept.record === record) {
      this.firstKept++
      if (this.firstKept === this.kept.length) {
        this.kept.length = 0
        this.firstKept = 0
      }
      return kept.selection
    }
    return this.recordScan.select(record, facts)
  }

  private lineAt(leaf: number): LineBucket | null {
    return leaf === noPath ? null : (this.lines[leaf] ?? null)
  }

  /** Finds the places of guards that are new. True when those that lines were passed over by are no longer the same. */
  private place(leaf: number, line: LineBucket): boolean {
    const isNew = line.takeGuards()
    if (!isNew && line.isPassing) return false
    line.isPassing = true
    this.following().fast?.decide(leaf, line.guards, line.byKey, line.bucket.time !== null, line.shared)
    return true
  }

  /** @param first number of the first guard that may wake something */
  private wokenBy(
    line: LineBucket,
    first: number,
    bytes: Buffer,
    start: number,
    end: number,
    passing: FastLines | null,
  ): readonly number[] {
    const { byKey, guards } = line
    let woken: readonly number[] = guards.always
    for (let index = first; index < byKey.length; index++) {
      const placed = byKey[index]
      if (placed === undefined) continue
      const branches = this.wake(placed, bytes)
      if (branches.length > 0) woken = woken.length === 0 ? branches : sorted([...woken, ...branches])
      else if (passing !== null) passing.remember(placed.guard, this.startOf(placed), this.endOf(placed))
    }
    const { keywords } = guards
    if (keywords === null) return woken
    if (passing?.hidesLetters ?? this.ctx.disguised.has(bytes, start, end)) return sorted([...woken, ...keywords.all])
    if (passing === null || passing.mayHave(keywords.search)) {
      this.hits.length = 0
      keywords.search.match(bytes, start, end, this.hits)
      for (const hit of this.hits) woken = sorted([...woken, ...(keywords.byLiteral.get(hit) ?? noBranches)])
    }
    return woken
  }

  /** Those of the branches that their other guards wake as well. */
  private wokenFurther(line: LineBucket, woken: readonly number[], bytes: Buffer): readonly number[] {
    return woken.filter(branch => line.furtherOf(branch).every(placed => this.wake(placed, bytes).length > 0))
  }

  private startOf({ place }: PlacedGuard): number {
    return (this.following().trie.spans[2 * place] ?? 0) - this.origin
  }
  private endOf({ place }: PlacedGuard): number {
    return (this.following().trie.spans[2 * place + 1] ?? 0) - this.origin
  }

  /** Takes note of the newest times of lines that were passed over. */
  private takeTimes(): void {
    if (this.lines.length === 0) return
    const { fast } = this.following()
    if (fast === null || !fast.takeMoved()) return
    for (const line of this.lines) {
      if (line === null || line.clock === null) continue
      const text = fast.takeTime(line.shared)
      if (text === null) continue
      const time = line.clock.read(Buffer.from(text), 0, text.length)
      if (time === undefined) throw new Error("a time that was compared does not say it")
      this.ctx.onTime(time)
    }
  }

  private wake(placed: PlacedGuard, bytes: Buffer): readonly number[] {
    const { guard } = placed
    const start = this.startOf(placed)
    const end = this.endOf(placed)
    const { memo } = this.ctx
    const known = memo.find(guard.id, bytes, start, end)
    if (known !== undefined) return known
    const value = parseSpan(bytes, start, end)
    const branches = value === undefined ? guard.all : guard.wakes(value)
    memo.keep(guard.id, bytes, start, end, branches)
    return branches
  }

  private timeOf({ clock, timePlace, shared, bucket }: LineBucket, bytes: Buffer): number | null | undefined {
    if (bucket.time === null || bucket.time === "hint") return undefined
    if (clock === null || timePlace === -1) return bucket.time.read(null)
    const { fast, trie } = this.following()
    const { spans } = trie
    const from = (spans[2 * timePlace] ?? 0) - this.origin
    const to = (spans[2 * timePlace + 1] ?? 0) - this.origin
    const { newest } = clock
    const time = clock.read(bytes, from, to)
    if (clock.newest !== newest) fast?.setClock(shared, clock.newest)
    return time
  }

  /** Lines that keys at these paths tell apart from now on, or of which more objects are opened, have to be learnt again. */
  private forget(paths: readonly string[]): void {
    if (paths.length === 0) return
    const concerned = paths.flatMap(path => [...holdersOf(path), path])
    this.lines.forEach((line, index) => {
      if (line === null || !concerned.some(path => line.places.has(path))) return
      this.takeTimes()
      this.lines[index] = null
      this.following().fast?.lookAt(index)
    })
  }

  /** Makes known the kind of a line, for this one and those that follow; false when it does not become known. */
  private learn(bytes: Buffer, start: number, end: number): boolean {
    const { fast, trie } = this.following()
    const learnt = trie.hasRoom(end - start) ? this.kinds.learn(bytes, start, end, this.total) : null
    if (learnt === null) return false
    const { steps, members, bucket } = learnt
    const places = new Map(members.map(({ path }, place) => [path, place]))
    this.lines.push(new LineBucket(bucket, places, this.ctx.newestOnly, fast))
    trie.add(bytes, steps, this.kinds.decides, this.lines.length - 1)
    return true
  }
}
