import { Buffer } from "node:buffer"
import { setImmediate } from "node:timers/promises"
import { type Piece, piecesOf } from "../parallel/piece.ts"
import { PieceBytes } from "../parallel/piece-bytes.ts"
import { PieceScanner, type ScannedPiece } from "../parallel/piece-scan.ts"
import { ScanThreads } from "../parallel/scan-threads.ts"
import type { ScanSettings } from "../parallel/settings.ts"
import { type Survivor, unpackSurvivors } from "../parallel/survivors.ts"
import { KeptTexts } from "../readers/containers/kept-text.ts"
import type { Input, InputProblem, RecordStream } from "../readers/input.ts"
import type { LineVisitor, RawRecord, ReadContext, ReaderDefinition, ReadProblem } from "../readers/reader.ts"
import { readLines } from "../readers/text-lines.ts"
import type { Selection } from "../scan/selection.ts"
import type { Catalog } from "../sources/catalog.ts"
import { ScanPace } from "./scan-pace.ts"
import { type ScannedBatch, scanBatch } from "./scanned-batch.ts"
import { moved, type SplitInput, visitorOf } from "./split-input.ts"

export interface PieceReadingOptions {
  /** How many threads scan, this one counted. */
  readonly jobs: number
  settings(): ScanSettings
  /** Inputs are read in pieces once there are so many bytes that threads could read. */
  readonly leastBytes: number
  /** Threads are started once what is left takes so long, and it is likely to go so many times as fast with them. */
  readonly leastMilliseconds: number
  readonly leastGain: number
  readonly pieceBytes: number
  /** Starts the other threads. */
  startThreads?(settings: ScanSettings, count: number): ScanThreads | Promise<ScanThreads>
  readonly catalog: Catalog
  readonly signal: AbortSignal | undefined
  onBytes(bytes: number): void
  /** Takes note of so many records of an input. */
  onRecords(count: number): void
  onProblem(problem: InputProblem): void
  /** Takes note of so many problems of an input that are not described. */
  onMoreProblems(input: string, count: number): void
}

/** What has been found may take so much memory before the next piece is begun. */
const mostHeldBytes = 32 * 2 ** 20

/** What is done when it is its turn in the order of the inputs: something at once, or what was found of a piece. */
type Turn =
  | { readonly note: () => void | Promise<void> }
  | { readonly input: SplitInput; readonly found: Promise<ScannedPiece | null>; isFound: boolean }

/**
 * Reads inputs in pieces: one after the other as long as there are no other threads, or none of them has started. Then they scan pieces,
 * while others are taken in the order of the inputs. This thread scans as well when it would be idle otherwise.
 */
export class PieceReading {
  private readonly options: PieceReadingOptions
  private threads: ScanThreads | null = null
  private settings: ScanSettings | null = null
  private scanner: PieceScanner | null = null
  /** What pieces that are read here are read into. */
  private buffer = Buffer.alloc(0)
  private readonly turns: Turn[] = []
  private underWay = 0
  private readonly pace = new ScanPace()
  /** Bytes that threads could have read. */
  private seen = 0
  /** Bytes of what was found and not taken yet. */
  private held = 0
  private readonly openFiles = new Set<() => Promise<void>>()
  private readonly stop = (): void => void this.threads?.close()

  constructor(options: PieceReadingOptions) {
    this.options = options
    options.signal?.addEventListener("abort", this.stop)
  }

  /** Does something in the order of the inputs. */
  inOrder(note: () => void): void {
    if (this.turns.length === 0) note()
    else this.turns.push({ note })
  }

  /** Whether an input is one that is read in pieces. */
  takes({ file }: Input, { visitor }: ReaderDefinition): boolean {
    if (file === undefined || visitor === undefined) return false
    this.seen += file.size
    return this.seen >= this.options.leastBytes
  }

  /** Reads an input, and what is left of those before it; the last pieces may be left under way. */
  async *read(
    { file }: Input,
    { reader, ctx }: RecordStream,
    { facts, scan }: Pick<SplitInput, "facts" | "scan">,
  ): AsyncGenerator<ScannedBatch> {
    if (file === undefined) throw new Error("an input that is no file cannot be read in pieces")
    const { options } = this
    const { maxRecordBytes, name } = ctx
    const input: SplitInput = {
      facts,
      reader,
      maxRecordBytes,
      scan,
      kept: new KeptTexts(name, maxRecordBytes),
      lines: 0,
      isBroken: false,
    }
    const release = file.hold()
    this.openFiles.add(release)
    for (const part of piecesOf(file.size, options.pieceBytes)) {
      const piece: Piece = { ...part, facts, format: reader.name, descriptor: file.descriptor, maxRecordBytes }
      if (this.threads === null && this.pays((file.size - piece.start) / options.pieceBytes)) await this.start()
      // That threads have started is heard only between turns of the event loop.
      await setImmediate()
      const { threads } = this
      if (threads?.ready !== true) {
        yield* this.rest()
        if (this.isStopped || input.isBroken) break
        yield* this.readHere(input, piece)
        continue
      }
      while (this.underWay >= threads.ahead || this.held >= mostHeldBytes) yield* this.next()
      if (this.isStopped || input.isBroken) break
      const found = threads.scan(piece)
      const turn = { input, found, isFound: false }
      found
        .then(scanned => {
          this.held += heldBytes(scanned)
        })
        .catch(() => {})
        .finally(() => {
          turn.isFound = true
        })
      this.underWay++
      this.turns.push(turn)
    }
    this.turns.push({ note: () => this.release(release) })
  }

  /** Everything that is under way. */
  async *rest(): AsyncGenerator<ScannedBatch> {
    while (this.turns.length > 0) yield* this.next()
  }

  async close(): Promise<void> {
    this.options.signal?.removeEventListener("abort", this.stop)
    await this.threads?.close()
    for (const release of this.openFiles) await this.release(release)
  }

  private get isStopped(): boolean {
    return this.options.signal?.aborted === true
  }

  private async release(release: () => Promise<void>): Promise<void> {
    this.openFiles.delete(release)
    await release()
  }

  private async *next(): AsyncGenerator<ScannedBatch> {
    const turn = this.turns.shift()
    if (turn === undefined) return
    if ("note" in turn) {
      await turn.note()
      return
    }
    await this.scanUntil(turn)
    const found = await turn.found
    this.underWay--
    this.held -= heldBytes(found)
    if (found === null || turn.input.isBroken || this.isStopped) return
    const begun = performance.now()
    yield* this.take(turn.input, found)
    this.pace.add(found.milliseconds, performance.now() - begun)
  }

  /** Whether other threads are of use for so many pieces more. */
  private pays(pieces: number): boolean {
    const { jobs, leastMilliseconds, leastGain } = this.options
    return this.pace.takesLonger(pieces, leastMilliseconds) && this.pace.gain(pieces, jobs - 1) >= leastGain
  }

  private async start(): Promise<void> {
    const { jobs, startThreads, settings } = this.options
    this.settings ??= settings()
    this.threads ??= (await startThreads?.(this.settings, jobs - 1)) ?? new ScanThreads(this.settings, jobs - 1)
  }

  /** Reads a piece before which everything has been taken. */
  private async *readHere(input: SplitInput, piece: Piece): AsyncGenerator<ScannedBatch> {
    const { facts, reader, maxRecordBytes, scan, kept, lines: before } = input
    const { options } = this
    const begun = performance.now()
    let taking = 0
    const report = (problem: ReadProblem): void => options.onProblem(moved(facts.name, problem, before))
    if (this.buffer.length !== piece.chunkBytes) this.buffer = Buffer.allocUnsafeSlow(piece.chunkBytes)
    const bytes = new PieceBytes(piece, this.buffer, message => report({ position: {}, message }))
    const ctx: ReadContext = { name: facts.name, maxRecordBytes, lines: scan, report }
    const visit = visitorOf(reader, { ...ctx, report: problem => options.onProblem({ input: facts.name, ...problem }) })
    const batches = readLines(bytes, ctx, (text, line, records) => visit(text, before + line, records), {
      filter: scan,
      onEnd(lines) {
        input.lines = before + lines
      },
    })
    for await (const records of batches) {
      const batch = scanBatch(await kept.read(records), scan, options.catalog, facts)
      options.onRecords(batch.events.length + batch.left)
      const given = performance.now()
      yield batch
      taking += performance.now() - given
      if (this.isStopped) return
    }
    options.onBytes(bytes.read)
    const left = scan.takeLeft()
    options.onRecords(left)
    if (left > 0) yield { events: [], selections: [], left }
    input.isBroken = bytes.broken
    this.pace.add(performance.now() - begun - taking, taking)
  }

  /** Scans pieces that no thread has come to yet, until it is known what was found of one. */
  private async scanUntil(turn: { readonly isFound: boolean }): Promise<void> {
    for (;;) {
      // Answers are heard only between turns of the event loop.
      await setImmediate()
      if (turn.isFound || this.isStopped || this.threads === null || this.settings === null) return
      const piece = this.pace.hasSpareTime(this.options.jobs - 1) ? this.threads.takeBack() : null
      if (piece === null) return
      this.scanner ??= new PieceScanner(this.settings, this.options.catalog)
      piece.resolve(await this.scanner.scan(piece.order.piece))
    }
  }

  /** What was found of a piece. */
  private async *take(input: SplitInput, found: ScannedPiece): AsyncGenerator<ScannedBatch> {
    const { options } = this
    const { facts } = input
    const silent: ReadContext = { name: facts.name, maxRecordBytes: input.maxRecordBytes, report: () => {} }
    const visit = visitorOf(input.reader, silent)
    options.onBytes(found.bytes)
    for (const problem of found.problems) options.onProblem(moved(facts.name, problem, input.lines))
    options.onMoreProblems(facts.name, found.unreadable - found.problems.length)
    options.onRecords(found.left)
    yield { events: [], selections: [], left: found.left, elsewhere: { outside: found.outside, newest: found.newest } }
    for (const lines of unpackSurvivors(found.survivors)) {
      const batch = await this.bind(input, lines, visit)
      options.onRecords(batch.events.length + batch.left)
      yield batch
    }
    input.lines += found.lines
    input.isBroken = found.broken
  }

  private async bind(
    { facts, kept, scan, lines: before }: SplitInput,
    lines: readonly Survivor[],
    visit: LineVisitor,
  ): Promise<ScannedBatch> {
    const records: RawRecord[] = []
    for (const { text, line } of lines) visit(text, before + line, records)
    const verdicts = lines.flatMap(line => line.verdicts)
    if (verdicts.length !== records.length) throw new Error("a line has other records than those that were looked at")
    // Texts that records keep are read in the same batches as where the input is read in one go.
    const whole = verdicts.includes(null) ? await kept.read(records) : records
    const events: ScannedBatch["events"][number][] = []
    const selections: ScannedBatch["selections"][number][] = []
    let left = 0
    whole.forEach((record, index) => {
      const verdict = verdicts[index] ?? null
      if (verdict?.branches.length === 0) return
      const selection: Selection | null = verdict === null ? scan.select(record, facts) : { ...verdict, bucket: null }
      if (selection === null) {
        left++
        return
      }
      events.push(selection.event ?? this.options.catalog.bind(record, facts))
      selections.push(selection)
    })
    return { events, selections, left }
  }
}

const heldBytes = (found: ScannedPiece | null): number => found?.survivors.bytes.length ?? 0
