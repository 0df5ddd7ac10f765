import type { Event } from "../event.ts"
import { type Row, type Value, valueFrom } from "../ir/value.ts"
import type { ScanSettings } from "../parallel/settings.ts"
import { type InputProblem, openInputs, openRecords } from "../readers/input.ts"
import type { JsonObject, JsonValue, RawRecord } from "../readers/reader.ts"
import type { Scanner } from "../scan/scanner.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { scalarOf } from "../sources/json-fields.ts"
import type { ToldFacts } from "./manifest.ts"
import { PieceReading, type PieceReadingOptions } from "./piece-reading.ts"
import { type ScannedBatch, scanBatch } from "./scanned-batch.ts"
import type { Workspace } from "./workspace.ts"

export interface InputOptions {
  /** Name of a reader for all inputs; told by content when left out. */
  readonly format?: string | undefined
  /** What the user says of all inputs that do not say it themselves. */
  readonly source?: string | undefined
  readonly sourcetype?: string | undefined
  readonly host?: string | undefined
  /** What is said of one input by its name; it wins over what is said of all. */
  told?(name: string): ToldFacts
  readonly maxRecordBytes?: number | undefined
  /** What `-` stands for; standard input when left out. */
  readonly stdin?: AsyncIterable<Uint8Array>
  /** Called for each input once its format is known. */
  onInput?(input: {
    readonly name: string
    readonly format: string
    readonly confidence: number
    readonly runnerUp: string | undefined
  }): void
  /** Called now and then with the bytes read so far. */
  onProgress?(bytes: number): void
  /** Ends the input where it stands once aborted; what was read until then counts. */
  readonly signal?: AbortSignal | undefined
}

/** What was read; complete once the events have been read to the end. */
export interface InputSummary {
  inputs: number
  /** Records that became events. */
  records: number
  /** Uncompressed bytes. */
  bytes: number
  /** Records and inputs that could not be read. */
  unreadable: number
  /** How many of them there are in each input that has any. */
  readonly unreadableIn: Map<string, number>
  /** The first of each input, at most `problemsKept`. */
  readonly problems: InputProblem[]
  /** Events by the data source that they were recognised as. */
  readonly recognised: Map<string, number>
}
export const problemsKept = 20

export interface EventInput {
  readonly batches: AsyncIterable<readonly Event[]>
  readonly summary: InputSummary
  /** The same events, but for those that a scanner leaves out. Either this or `batches` can be read. */
  scanned(options: ScanOptions): AsyncIterable<ScannedBatch>
}

/** How a run scans its inputs. */
export interface ScanOptions {
  readonly scanner: Scanner
  /** What other threads are told of the run, beside what the workspace has; left out where there shall be none. */
  readonly parallel?: ParallelOptions | undefined
}

export interface ParallelOptions
  extends Pick<PieceReadingOptions, "jobs" | "leastBytes" | "leastMilliseconds" | "leastGain" | "pieceBytes" | "startThreads"> {
  settings(): Omit<ScanSettings, "sources" | "models" | "timeZone" | "lookups">
}

/** Reads files, folders and `-` as events, one input after the other. What cannot be read is counted and named, and the rest goes on. */
export function readEvents(paths: readonly string[], workspace: Workspace, options: InputOptions = {}): EventInput {
  const summary: InputSummary = {
    inputs: 0,
    records: 0,
    bytes: 0,
    unreadable: 0,
    unreadableIn: new Map(),
    problems: [],
    recognised: new Map(),
  }
  const stopped = (): boolean => options.signal?.aborted === true
  const countProblems = (input: string, count: number): void => {
    if (count === 0 || stopped()) return
    summary.unreadable += count
    summary.unreadableIn.set(input, (summary.unreadableIn.get(input) ?? 0) + count)
  }
  const onProblem = (problem: InputProblem): void => {
    // That an input breaks off is no fault of its own.
    if (stopped()) return
    if ((summary.unreadableIn.get(problem.input) ?? 0) < problemsKept) summary.problems.push(problem)
    countProblems(problem.input, 1)
  }
  const onBytes = (bytes: number): void => {
    summary.bytes += bytes
    options.onProgress?.(summary.bytes)
  }
  const pieceReading = ({ settings, ...parallel }: ParallelOptions): PieceReading =>
    new PieceReading({
      ...parallel,
      settings() {
        const { content, timeZone, lookupFiles: lookups } = workspace
        return { ...settings(), sources: content.dataSources, models: content.dataModels, timeZone: timeZone.name, lookups }
      },
      catalog: workspace.catalog,
      signal: options.signal,
      onBytes,
      onRecords(count) {
        summary.records += count
      },
      onProblem,
      onMoreProblems: countProblems,
    })
  async function* readInputs(scanner: Scanner | null, pieces: PieceReading | null): AsyncGenerator<ScannedBatch> {
    // Inputs are opened while pieces of others are under way: what is said of them waits for its turn.
    const inOrder = (note: () => void): void => (pieces === null ? note() : pieces.inOrder(note))
    const reportInOrder = (problem: InputProblem): void => inOrder(() => onProblem(problem))
    const opening = { onProblem: reportInOrder, ...(options.stdin === undefined ? {} : { stdin: options.stdin }) }
    for await (const input of openInputs(paths, opening)) {
      if (stopped()) return
      inOrder(() => summary.inputs++)
      const told = options.told?.(input.name) ?? {}
      const facts: InputFacts = {
        name: input.name,
        source: told.source ?? options.source,
        sourcetype: told.sourcetype ?? options.sourcetype,
        host: told.host ?? options.host,
      }
      const format = told.format ?? options.format
      let looked = 0
      const counted = {
        ...input,
        async *chunks(): AsyncGenerator<Uint8Array> {
          for await (const chunk of input.chunks()) {
            if (stopped()) return
            looked += chunk.length
            onBytes(chunk.length)
            yield chunk
          }
        },
      }
      const scan = scanner?.input(facts, workspace.catalog.bind) ?? null
      const stream = await openRecords(counted, {
        ...(scan === null ? {} : { lines: scan }),
        onProblem: reportInOrder,
        onFormat: ({ reader, confidence, runnersUp }) =>
          inOrder(() => options.onInput?.({ name: input.name, format: reader.name, confidence, runnerUp: runnersUp[0]?.reader.name })),
        ...(format === undefined ? {} : { format }),
        ...(options.maxRecordBytes === undefined ? {} : { maxRecordBytes: options.maxRecordBytes }),
      })
      if (stream === null) continue
      try {
        if (scan !== null && pieces?.takes(input, stream.reader) === true) {
          // Its beginning was only looked at.
          summary.bytes -= looked
          yield* pieces.read(input, stream, { facts, scan })
          continue
        }
        if (pieces !== null) yield* pieces.rest()
        for await (const records of stream.batches()) {
          const batch = scanBatch(records, scan, workspace.catalog, facts)
          summary.records += batch.events.length + batch.left
          yield batch
        }
        const left = scan?.takeLeft() ?? 0
        summary.records += left
        if (left > 0) yield { events: [], selections: [], left }
      } finally {
        await stream.close()
      }
    }
    if (pieces !== null) yield* pieces.rest()
  }
  async function* scanned({ scanner, parallel }: ScanOptions): AsyncGenerator<ScannedBatch> {
    const pieces = parallel === undefined ? null : pieceReading(parallel)
    try {
      yield* readInputs(scanner, pieces)
    } finally {
      await pieces?.close()
    }
  }
  async function* batches(): AsyncGenerator<readonly Event[]> {
    for await (const { events } of readInputs(null, null)) yield events
  }
  return { summary, batches: batches(), scanned }
}

/** What may be given as an event: fields by name, nested as in JSON. */
export type EventRecord = Row | JsonObject

/**
 * Records given by a program, as events in batches. `recognise`: they are log records that data sources give names to; otherwise they
 * are taken as they are.
 */
export async function* eventsOf(
  records: Iterable<EventRecord> | AsyncIterable<EventRecord>,
  workspace: Workspace,
  recognise: boolean,
): AsyncGenerator<readonly Event[]> {
  let batch: Event[] = []
  for await (const record of records) {
    batch.push(recognise ? workspace.catalog.bind(rawRecord(record), { name: "api" }) : workspace.bindRow(rowOf(record)))
    if (batch.length >= 1_000) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** A record as fields: lists of scalars are multivalues, members of objects are called `a.b`, booleans are text. */
function rowOf(record: EventRecord): Row {
  const fields = new Map<string, Value>()
  const add = (name: string, value: JsonValue, depth: number): void => {
    if (Array.isArray(value)) fields.set(name, valueFrom(value.flatMap(item => scalarOf(item) ?? [])))
    else if (typeof value === "object" && value !== null && depth < 32)
      for (const [key, member] of Object.entries(value)) add(`${name}.${key}`, member, depth + 1)
    // An empty string given by a program is a value; only logs use it for "nothing".
    else fields.set(name, value === "" ? "" : scalarOf(value))
  }
  for (const [name, value] of Object.entries(record)) add(name, value, 0)
  return Object.fromEntries([...fields].filter(([, value]) => value !== null))
}

const rawRecord = (data: JsonObject | Row): RawRecord => ({ format: "json", data, position: {}, text: () => JSON.stringify(data) })
