import { RuleError } from "../errors/error.ts"
import { suggest } from "../errors/suggest.ts"
import { Event, type FieldOrigin } from "../event.ts"
import type { Evaluator, Test } from "../exec/operator.ts"
import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import { type Row, textOf, type Value } from "../ir/value.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { Regex } from "../regex.ts"
import type { TimeZone } from "../time/time-zone.ts"
import type { DataModel, Dataset, DataSource } from "./data-source.ts"
import { defaultFields } from "./default-fields.ts"
import { parseEventTime } from "./event-time.ts"
import { RecordOrigin } from "./record-origin.ts"
import { RowOrigin } from "./row-origin.ts"
import { shapes } from "./shapes/index.ts"

/** Compiling what data sources are written in; the executor is passed in. */
export interface SourceCompiler {
  evaluator(expr: Expr): Evaluator
  test(predicate: Predicate): Test
  regex(pattern: string): Regex
}

/** What the user says of an input whose records do not say it themselves. */
export interface InputFacts {
  /** Name of the input; the event's `source` when nothing better is known. */
  readonly name: string
  readonly source?: string | undefined
  readonly sourcetype?: string | undefined
  readonly host?: string | undefined
}

/** A data source ready to run: its own fields and the inherited ones, compiled. */
export interface CompiledSource {
  readonly name: string
  readonly shapes: ReadonlySet<string>
  readonly match: Test | null
  readonly fields: ReadonlyMap<string, Evaluator>
  readonly extractions: readonly { readonly field: string; readonly regex: Regex; readonly all: boolean }[]
  readonly source: readonly Evaluator[]
  readonly sourcetype: readonly Evaluator[]
  readonly host: Evaluator | null
  readonly time: readonly Evaluator[]
  readonly eventtypes: readonly { readonly name: string; readonly test: Test }[]
  readonly tags: readonly { readonly name: string; readonly test: Test }[]
  readonly datasets: ReadonlyMap<string, { readonly when: Test; readonly fields: ReadonlyMap<string, Evaluator> }>
}

/** A dataset of a data model with everything it inherits. */
export interface CompiledDataset {
  /** `Model.Dataset`. */
  readonly name: string
  /** Names that its fields may be prefixed with: its own and its ancestors'. */
  readonly prefixes: readonly string[]
  /** `Model.Dataset` of the topmost ancestor, which data sources map to. */
  readonly root: string
  /** What narrows it below the root. */
  readonly constraints: readonly Test[]
  /** What makes an event one of the root, when no data source says so: the tags of the Common Information Model. */
  readonly rootConstraint: Test | null
  readonly fields: ReadonlySet<string>
}

export interface Catalog {
  /** An event given as fields rather than as a record of a log: datasets go by its tags. */
  bindRow(row: Readonly<Row>): Event
  /** The event that a record is, under the names that its data source gives. */
  bind(record: RawRecord, input: InputFacts): Event
  /** Name of the data source that a record is recognised as, or null. */
  recognise(record: RawRecord): string | null
  /** @throws RuleError "unknown_data_model" when a dataset is defined nowhere */
  checkDataset(name: string, range: SourceRange | undefined): void
  readonly datasets: ReadonlyMap<string, CompiledDataset>
  readonly sources: readonly CompiledSource[]
}

export interface CatalogOptions {
  readonly sources: readonly DataSource[]
  readonly models: readonly DataModel[]
  readonly compiler: SourceCompiler
  /** Zone of times that say none. */
  readonly timeZone: TimeZone
}

/**
 * Compiles data sources and data models.
 * @throws RuleError for a source that extends an unknown one, or maps to an unknown dataset
 */
export function createCatalog({ sources, models, compiler, timeZone }: CatalogOptions): Catalog {
  const datasets = compileModels(models, compiler)
  const byName = new Map(sources.map(source => [source.name, source]))
  const compiled = sources
    .filter(source => source.match !== null)
    .sort((a, b) => b.priority - a.priority)
    .map(source => compileSource(source, byName, datasets, compiler))
  const unknown = compileSource(noSource, byName, datasets, compiler)
  const defaults = defaultFields(timeZone)
  const byShape = new Map(shapes.definitions.map(shape => [shape.name, compiled.filter(({ shapes: own }) => own.size === 0 || own.has(shape.name))]))
  const recognised = (record: RawRecord): { source: CompiledSource; origin: (source: CompiledSource, input: InputFacts) => RecordOrigin } => {
    const shape = shapes.definitions.find(candidate => candidate.recognise(record))
    if (shape === undefined) throw new Error("no shape recognises a record")
    const view = shape.view(record)
    const origin = (source: CompiledSource, input: InputFacts): RecordOrigin =>
      new RecordOrigin({ record, view, source, datasets, input, defaults, parseTime: value => parseEventTime(value, timeZone) })
    const plain = new Event(viewOrigin(view))
    const source = (byShape.get(shape.name) ?? []).find(candidate => candidate.match?.(plain)) ?? unknown
    return { source, origin }
  }
  return {
    datasets,
    sources: compiled,
    bindRow: row => new Event(new RowOrigin(row, datasets)),
    bind(record, input) {
      const { source, origin } = recognised(record)
      return new Event(origin(source, input))
    },
    recognise(record) {
      const { source } = recognised(record)
      return source === unknown ? null : source.name
    },
    checkDataset(name, range) {
      if (datasets.has(name) || [...datasets.keys()].some(known => known.startsWith(`${name}.`))) return
      throw new RuleError("unknown_data_model", `unknown data model or dataset "${name}"`, { range, hint: suggest(name, datasets.keys()) })
    },
  }
}

/** Recognition sees a record's own fields and nothing else. */
function viewOrigin(view: { get(name: string): Value; names(): Iterable<string>; text(): string }): FieldOrigin {
  return {
    get: name => (name === "_raw" ? view.text() : view.get(name)),
    names: () => view.names(),
    text: () => view.text(),
    inDataset: () => false,
    knownAs: () => [],
  }
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
  time: ["_time", "@timestamp", "timestamp", "time", "eventTime", "EventTime", "ts", "date", "datetime"].map(name => ({ kind: "field", name })),
  fields: new Map(),
  extractions: [],
  eventtypes: new Map(),
  tags: new Map(),
  datasets: new Map(),
}

function compileSource(
  source: DataSource,
  byName: ReadonlyMap<string, DataSource>,
  datasets: ReadonlyMap<string, CompiledDataset>,
  compiler: SourceCompiler,
): CompiledSource {
  const line = lineage(source, byName, [])
  const merged = <V>(part: (ancestor: DataSource) => ReadonlyMap<string, V>): Map<string, V> => new Map(line.flatMap(ancestor => [...part(ancestor)]))
  /** The nearest of the line that says anything. */
  const nearest = (part: (ancestor: DataSource) => readonly Expr[]): readonly Evaluator[] =>
    (line.map(part).findLast(list => list.length > 0) ?? []).map(compiler.evaluator)
  const tests = (map: ReadonlyMap<string, Predicate>): { name: string; test: Test }[] =>
    [...map].map(([name, predicate]) => ({ name, test: compiler.test(predicate) }))
  const evaluators = (map: ReadonlyMap<string, Expr>): Map<string, Evaluator> => new Map([...map].map(([name, expr]) => [name, compiler.evaluator(expr)]))
  const host = line.map(ancestor => ancestor.host).findLast(expr => expr !== null)
  const mappings = merged(ancestor => ancestor.datasets)
  for (const name of mappings.keys())
    if (!datasets.has(name))
      throw new RuleError("unknown_data_model", `data source "${source.name}" maps to the unknown dataset "${name}"`, {
        range: { source: source.file, start: 0, end: 1 },
        hint: suggest(name, datasets.keys()),
      })
  return {
    name: source.name,
    shapes: new Set(line.map(ancestor => ancestor.shapes).findLast(list => list.length > 0) ?? []),
    match: source.match === null ? null : compiler.test(source.match),
    fields: evaluators(merged(ancestor => ancestor.fields)),
    extractions: line.flatMap(ancestor => ancestor.extractions).map(({ field, pattern, all }) => ({ field, regex: compiler.regex(pattern), all })),
    source: nearest(ancestor => ancestor.source),
    sourcetype: nearest(ancestor => ancestor.sourcetype),
    host: host === undefined || host === null ? null : compiler.evaluator(host),
    time: nearest(ancestor => ancestor.time),
    eventtypes: tests(merged(ancestor => ancestor.eventtypes)),
    tags: tests(merged(ancestor => ancestor.tags)),
    datasets: new Map([...mappings].map(([name, { when, fields }]) => [name, { when: compiler.test(when), fields: evaluators(fields) }])),
  }
}

/** The sources that a source extends, the farthest first, and itself last. */
function lineage(source: DataSource, byName: ReadonlyMap<string, DataSource>, below: readonly string[]): DataSource[] {
  const range = { source: source.file, start: 0, end: 1 }
  if (below.includes(source.name)) throw new RuleError("schema", `data source "${source.name}" extends itself`, { range })
  return [
    ...source.extends.flatMap(name => {
      const parent = byName.get(name)
      if (parent === undefined)
        throw new RuleError("schema", `data source "${source.name}" extends the unknown source "${name}"`, { range, hint: suggest(name, byName.keys()) })
      return lineage(parent, byName, [...below, source.name])
    }),
    source,
  ]
}

function compileModels(models: readonly DataModel[], compiler: SourceCompiler): Map<string, CompiledDataset> {
  const compiled = new Map<string, CompiledDataset>()
  for (const model of models) {
    const byName = new Map(model.datasets.map(dataset => [dataset.name, dataset]))
    for (const dataset of model.datasets) {
      const line: Dataset[] = []
      for (let at: Dataset | undefined = dataset; at !== undefined && !line.includes(at); at = at.parent === null ? undefined : byName.get(at.parent)) line.push(at)
      const root = line.at(-1) ?? dataset
      compiled.set(`${model.name}.${dataset.name}`, {
        name: `${model.name}.${dataset.name}`,
        prefixes: line.map(({ name }) => name),
        root: `${model.name}.${root.name}`,
        constraints: line.flatMap(({ constraint }) => (constraint === null || constraint === root.constraint ? [] : [compiler.test(constraint)])),
        rootConstraint: root.constraint === null ? null : compiler.test(root.constraint),
        fields: new Set(line.flatMap(({ fields }) => fields)),
      })
    }
  }
  return compiled
}

/** The texts of several expressions, without those that are null. */
export const textsOf = (evaluators: readonly Evaluator[], event: Event): string[] =>
  evaluators.flatMap(evaluate => {
    const value = evaluate(event)
    const text = textOf(value)
    return text === null || text === "" ? [] : [text]
  })

