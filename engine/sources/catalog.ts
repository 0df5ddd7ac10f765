import type { Event } from "../event.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import { lazy } from "../lazy.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { TimeZone } from "../time/time-zone.ts"
import { type CompiledSource, compileSource, lineage, type SourceCompiler, shapesOf } from "./compiled-source.ts"
import type { DataSource } from "./data-source.ts"
import type { CompiledDataset, Datasets } from "./datasets.ts"
import { defaultFields } from "./default-fields.ts"
import { parseEventTime } from "./event-time.ts"
import { RecordOrigin } from "./record-origin.ts"
import { shapes } from "./shapes/index.ts"
import type { RecordView } from "./shapes/shape.ts"
import { type RecognisedSource, SourceIndex } from "./source-index.ts"

export type { CompiledSource, SourceCompiler } from "./compiled-source.ts"
export type { CompiledDataset } from "./datasets.ts"

/** What the user says of an input whose records do not say it themselves. */
export interface InputFacts {
  /** Name of the input; the event's `source` when nothing better is known. */
  readonly name: string
  readonly source?: string | undefined
  readonly sourcetype?: string | undefined
  readonly host?: string | undefined
}

export interface Catalog {
  /** The event that a record is, under the names that its data source gives. */
  bind(record: RawRecord, input: InputFacts): Event
  /** Name of the data source that a record is recognised as, or null. */
  recognise(record: RawRecord): string | null
  /** @throws RuleError "unknown_data_model" when a dataset is defined nowhere */
  checkDataset(name: string, range: SourceRange | undefined): void
  readonly datasets: ReadonlyMap<string, CompiledDataset>
  readonly sources: readonly RecognisedSource[]
}

export interface CatalogOptions {
  readonly sources: readonly DataSource[]
  readonly datasets: Datasets
  readonly compiler: SourceCompiler
  /** Zone of times that say none. */
  readonly timeZone: TimeZone
}

/**
 * Compiles data sources and data models.
 * @throws RuleError for a source that extends an unknown one, maps to an unknown dataset, or has fields that depend on each other
 */
export function createCatalog({ sources, datasets, compiler, timeZone }: CatalogOptions): Catalog {
  const byName = new Map(sources.map(source => [source.name, source]))
  const ordered = [...sources].sort((a, b) => b.priority - a.priority)
  const known = ordered.flatMap(source =>
    source.match === null ? [] : recognisedSource(source, source.match, { byName, datasets, compiler }),
  )
  const unknown = compileSource(noSource, byName, datasets, compiler)
  const defaults = defaultFields(timeZone)
  const parseTime = (value: Parameters<typeof parseEventTime>[0]): number | null => parseEventTime(value, timeZone)
  const indexed = shapes.definitions.map(shape => ({
    shape,
    index: new SourceIndex(known.filter(({ shapes: own }) => own.size === 0 || own.has(shape.name))),
  }))
  const bySourcetype = lazy(() => sourcesBySourcetype(sources, known))
  const recognised = (record: RawRecord, told = record.hints?.sourcetype): { view: RecordView; source: CompiledSource } => {
    const found = indexed.find(({ shape }) => shape.recognise(record))
    if (found === undefined) throw new Error("no shape recognises a record")
    const view = found.shape.view(record)
    const source = found.index.find(view) ?? (told === undefined ? undefined : bySourcetype().get(told.toLowerCase()))
    return { view, source: source?.compiled() ?? unknown }
  }
  return {
    datasets: datasets.byName,
    sources: known,
    bind: (record, input) =>
      new RecordOrigin({ record, ...recognised(record, input.sourcetype), datasets, input, defaults, parseTime }).shown,
    recognise(record) {
      const { source } = recognised(record)
      return source === unknown ? null : source.name
    },
    checkDataset: (name, range) => datasets.check(name, range),
  }
}

/** What nobody has looked through yet is compiled at once, so that its mistakes show. */
function recognisedSource(
  source: DataSource,
  predicate: Predicate,
  { byName, datasets, compiler }: { byName: ReadonlyMap<string, DataSource>; datasets: Datasets; compiler: SourceCompiler },
): RecognisedSource {
  const compiled = lazy(() => compileSource(source, byName, datasets, compiler))
  const test = lazy(() => compiler.test(predicate))
  const line = lineage(source, byName)
  if (line.some(({ isKnown }) => isKnown !== true)) {
    test()
    compiled()
  }
  return { name: source.name, shapes: shapesOf(line), predicate, test: event => test()(event), compiled }
}

/** Data sources by the sourcetypes that are theirs alone, for records that are of a kind only because somebody says so. */
function sourcesBySourcetype(sources: readonly DataSource[], known: readonly RecognisedSource[]): ReadonlyMap<string, RecognisedSource> {
  const owners = new Map<string, Set<string>>()
  for (const { name, sourcetype } of sources)
    for (const expr of sourcetype) {
      if (expr.kind !== "literal" || typeof expr.value !== "string") continue
      const key = expr.value.toLowerCase()
      owners.set(key, (owners.get(key) ?? new Set()).add(name))
    }
  const byName = new Map(known.map(source => [source.name, source]))
  const found = new Map<string, RecognisedSource>()
  for (const [sourcetype, [name = "", ...others]] of owners) {
    const source = byName.get(name)
    if (others.length === 0 && source !== undefined) found.set(sourcetype, source)
  }
  return found
}

const noSource: DataSource = {
  file: { file: "<unknown>", text: "" },
  name: "unknown",
  description: "A record that no data source recognises.",
  extends: [],
  shapes: [],
  match: null,
  priority: 0,
  source: [],
  sourcetype: [],
  host: { kind: "field", name: "host" },
  time: ["_time", "@timestamp", "timestamp", "time", "eventTime", "EventTime", "ts", "date", "datetime"].map(name => ({
    kind: "field",
    name,
  })),
  fields: new Map(),
  tables: new Map(),
  extractions: [],
  eventtypes: new Map(),
  tags: new Map(),
  datasets: new Map(),
}
