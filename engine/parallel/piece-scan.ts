import { Buffer } from "node:buffer"
import type { Event } from "../event.ts"
import { compileLater } from "../exec/later-test.ts"
import { compilePredicate, unbound } from "../exec/predicate.ts"
import { type Branch, nowhere, takes } from "../exec/search.ts"
import { sourceCompiler } from "../exec/source-compiler.ts"
import { numberOf } from "../ir/value.ts"
import { lazy } from "../lazy.ts"
import { keptText } from "../readers/containers/kept-text.ts"
import { readers } from "../readers/index.ts"
import type { RawRecord, ReadContext, ReadProblem } from "../readers/reader.ts"
import { readLines } from "../readers/text-lines.ts"
import type { InputScan } from "../scan/input-scan.ts"
import { Scanner } from "../scan/scanner.ts"
import { candidates, type Selection } from "../scan/selection.ts"
import { type Catalog, createCatalog, type InputFacts } from "../sources/catalog.ts"
import { Datasets } from "../sources/datasets.ts"
import { isWithin } from "../time/time-range.ts"
import { timeZone } from "../time/time-zone.ts"
import { aheadEnvironment } from "./ahead-environment.ts"
import type { Piece } from "./piece.ts"
import { PieceBytes } from "./piece-bytes.ts"
import type { ScanSettings } from "./settings.ts"
import { nobody, SurvivorList, type Survivors, type Verdict } from "./survivors.ts"

/** What a scan found of a piece. */
export interface ScannedPiece {
  readonly bytes: number
  readonly lines: number
  /** Records that nobody wants, and how many of them lie outside the time range. */
  readonly left: number
  readonly outside: number
  /** Newest time of those that lie within; null when it is not needed or they have none. */
  readonly newest: number | null
  readonly survivors: Survivors
  /** Records and parts that could not be read, and the first of them, with lines counted from the piece's first. */
  readonly unreadable: number
  readonly problems: readonly ReadProblem[]
  /** The file could not be read any further: what comes behind the piece is no part of the input. */
  readonly broken: boolean
  /** How long the scan took. */
  readonly milliseconds: number
}

/** Of so many records that somebody may want, one is tested before it is handed over. */
const looksAtOneOf = 8
const nobodyYet: ReadonlySet<number> = new Set()

/** Most problems of a piece that are described. */
const problemsKept = 20

interface Line {
  readonly text: string
  readonly line: number
  /** How many records of the batch stand before its own. */
  readonly before: number
  /** What its record is left to, where it is not looked at here. */
  readonly settled: Selection | null
}

function catalogOf({ timeZone: name, models, sources }: ScanSettings): Catalog {
  const zone = timeZone(name)
  const compiler = sourceCompiler(zone)
  return createCatalog({ sources, datasets: new Datasets(models, compiler.test), compiler, timeZone: zone })
}

/** Scans pieces of files: finds out which branches take which records. */
export class PieceScanner {
  private readonly settings: ScanSettings
  private readonly branches: readonly Branch[]
  private readonly all: readonly number[]
  private readonly catalog: Catalog
  private readonly scanner: Scanner
  private buffer = Buffer.alloc(0)
  private last = Promise.resolve()
  private settled = 0
  /** Of the piece at hand. */
  private left = 0
  private outside = 0
  private newest = Number.NEGATIVE_INFINITY

  constructor(settings: ScanSettings, catalog: Catalog = catalogOf(settings)) {
    this.settings = settings
    this.catalog = catalog
    const ahead = aheadEnvironment(settings)
    this.branches = settings.branches.map(({ dataset, predicate, filter }) => {
      // Of thousands of branches, the records of most logs ask for a few.
      const test = lazy(() => compilePredicate(predicate, unbound))
      const later = filter === null || ahead === null ? null : compileLater(filter, () => ahead)
      return { dataset, predicate, later, test: event => test()(event), sink: nowhere }
    })
    this.all = this.branches.map((_, index) => index)
    const { time, wasm } = settings
    this.scanner = new Scanner({ branches: this.branches, time, wasm, onTime: at => this.note(at) })
  }

  /** Scans a piece, once it is done with those before. */
  scan(piece: Piece): Promise<ScannedPiece> {
    const found = this.last.then(() => this.scanNow(piece))
    const done = (): void => {}
    this.last = found.then(done, done)
    return found
  }

  private async scanNow(piece: Piece): Promise<ScannedPiece> {
    const begun = performance.now()
    this.left = 0
    this.outside = 0
    this.newest = Number.NEGATIVE_INFINITY
    let unreadable = 0
    const problems: ReadProblem[] = []
    const report = (problem: ReadProblem): void => {
      if (unreadable++ < problemsKept) problems.push(problem)
    }
    if (this.buffer.length !== piece.chunkBytes) this.buffer = Buffer.allocUnsafeSlow(piece.chunkBytes)
    const scan = this.scanner.input(piece.facts, this.catalog.bind)
    const bytes = new PieceBytes(piece, this.buffer, message => report({ position: {}, message }))
    const ctx: ReadContext = { name: piece.facts.name, maxRecordBytes: piece.maxRecordBytes, lines: scan, report }
    const visit = readers.get(piece.format).visitor?.(ctx)
    if (visit === undefined) throw new Error(`format "${piece.format}" cannot be read in pieces`)
    let open: Line[] = []
    let lines = 0
    const batches = readLines(
      bytes,
      ctx,
      (text, line, records) => {
        const settled = this.settle(scan)
        open.push({ text, line, before: records.length, settled })
        if (settled === null) visit(text, line, records)
      },
      { filter: scan, onEnd: count => (lines = count) },
    )
    const survivors = new SurvivorList()
    for await (const batch of batches) {
      this.judgeBatch(batch, open, piece.facts, scan, survivors)
      open = []
    }
    // Lines of which no record was made are in no batch.
    this.judgeBatch([], open, piece.facts, scan, survivors)
    this.left += scan.takeLeft()
    const { left, outside, newest } = this
    return {
      bytes: bytes.read,
      lines,
      left,
      outside,
      newest: Number.isFinite(newest) ? newest : null,
      survivors: survivors.pack(),
      unreadable,
      problems,
      broken: bytes.broken,
      milliseconds: performance.now() - begun,
    }
  }

  private judgeBatch(
    batch: readonly RawRecord[],
    lines: readonly Line[],
    facts: InputFacts,
    scan: InputScan,
    survivors: SurvivorList,
  ): void {
    lines.forEach(({ text, line, before, settled }, index) => {
      if (settled !== null) {
        const { branches, taking = nobodyYet } = settled
        survivors.add({ text, line, verdicts: [branches === null ? null : { branches, taking }] })
        return
      }
      const records = batch.slice(before, lines[index + 1]?.before)
      const verdicts = records.map(record => this.judge(record, facts, scan))
      if (verdicts.some(verdict => verdict === null || verdict.branches.length > 0)) survivors.add({ text, line, verdicts })
    })
    survivors.endBatch()
  }

  /** Most records are left to the searches; some are looked at here, so that guards are chosen again where they wake in vain. */
  private settle(scan: InputScan): Selection | null {
    return this.settled++ % looksAtOneOf === 0 ? null : scan.takeSettled()
  }

  private judge(record: RawRecord, facts: InputFacts, scan: InputScan): Verdict {
    // What such a text is read as goes by those that came before it in the whole file.
    if (keptText(record) !== null) return null
    const selection = scan.select(record, facts)
    if (selection === null) {
      this.left++
      return nobody
    }
    const { bucket, event = this.catalog.bind(record, facts) } = selection
    const taken = (candidates(selection, event) ?? this.all).filter(number => this.takes(number, event))
    if (taken.length === 0 && selection.isObserved !== true) bucket?.disappoint()
    const { time, range } = this.settings
    const at = time === "nothing" ? null : numberOf(event.get("_time"))
    if (taken.length > 0 && (time !== "each" || isWithin(at, range))) return { branches: taken, taking: "all" }
    this.left++
    this.note(at)
    return nobody
  }

  private takes(number: number, event: Event): boolean {
    const branch = this.branches[number]
    return branch !== undefined && takes(branch, event)
  }

  /** Takes note of the time of a record that nobody wants. */
  private note(time: number | null): void {
    if (!isWithin(time, this.settings.range)) this.outside++
    else if (time !== null && time > this.newest) this.newest = time
  }
}
