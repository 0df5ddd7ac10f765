import { Event, type FieldOrigin, type Provenance } from "../event.ts"
import type { Result } from "../exec/operator.ts"
import { numberOf, type Scalar, textOf, type Value, valueFrom } from "../ir/value.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "./catalog.ts"
import type { Calculation, CompiledMapping, CompiledSource } from "./compiled-source.ts"
import type { CompiledDataset, Datasets } from "./datasets.ts"
import type { DefaultFields, EventFacts } from "./default-fields.ts"
import { FieldTrace } from "./field-trace.ts"
import type { RecordView } from "./shapes/shape.ts"
import { ShownOrigin } from "./shown-origin.ts"

interface Parts {
  readonly record: RawRecord
  readonly view: RecordView
  readonly source: CompiledSource
  readonly datasets: Datasets
  readonly input: InputFacts
  readonly defaults: DefaultFields
  readonly parseTime: (value: Result) => number | null
}

/**
 * An event's fields, resolved on demand: what its data source derives, else what the record itself holds, else the default fields that
 * every event has. One record is resolved once for all rules.
 */
export class RecordOrigin implements FieldOrigin, EventFacts {
  /** The event as expressions of its data source read it; it keeps everything that was resolved. */
  readonly event: Event
  /** The event that searches see. */
  readonly shown: Event
  private readonly parts: Parts
  private extracted: Map<string, Value> | null = null
  private memberships: Map<string, boolean> | null = null
  private aliases: Map<string, readonly string[]> | null = null
  private keywords: string | null = null

  constructor(parts: Parts) {
    this.parts = parts
    this.event = new Event(this)
    const { view } = parts
    this.shown = view.shown === undefined ? this.event : new Event(new ShownOrigin(this, view))
  }

  /** The record behind the event. */
  get record(): RawRecord {
    return this.parts.record
  }
  get sourceName(): string {
    return this.parts.source.name
  }

  get(name: string): Value {
    switch (name) {
      case "_raw":
        return this.parts.record.text()
      case "_time":
        return this.time()
      case "source":
      case "sourcetype":
        return this.knownAs(name)[0] ?? null
      case "host":
        return this.host()
      case "index":
        return this.index()
      case "eventtype":
        return this.carried(this.parts.source.eventtypes)
      case "tag":
        return this.carried(this.parts.source.tags)
      case "nodename":
        return this.nodes()
      default:
    }
    if (name.includes(".")) {
      const value = this.datasetField(name)
      if (value !== null) return value
    }
    const { source, defaults } = this.parts
    const calculation = source.fields.get(name)
    if (calculation !== undefined) {
      const value = asValue(this.calculate(name, calculation))
      if (value !== null) return value
    }
    const own = this.own(name)
    if (own !== null) return own
    if (name.startsWith("tag::")) return this.tagsOf(name.slice("tag::".length))
    return defaults.get(name, this)
  }

  provenance(name: string): Provenance | null {
    return new FieldTrace(this.parts).of(name)
  }

  *names(): Iterable<string> {
    yield* ["_time", "_raw", "host", "source", "sourcetype", "eventtype", "tag"]
    yield* this.parts.view.names()
    yield* this.extractions().keys()
    yield* this.parts.source.fields.keys()
  }

  text(): string {
    this.keywords ??= this.parts.view.text()
    return this.keywords
  }

  eventTime(): number | null {
    return numberOf(this.event.get("_time"))
  }
  rawText(): string {
    return this.parts.record.text()
  }

  knownAs(name: "source" | "sourcetype"): readonly string[] {
    const known = this.aliases?.get(name)
    if (known !== undefined) return known
    const names = this.findNames(name)
    this.aliases ??= new Map()
    this.aliases.set(name, names)
    return names
  }

  inDataset(dataset: string): boolean {
    const known = this.memberships?.get(dataset)
    if (known !== undefined) return known
    this.memberships ??= new Map()
    // A membership that depends on itself is none.
    this.memberships.set(dataset, false)
    const found = this.findMembership(dataset)
    this.memberships.set(dataset, found)
    return found
  }

  private findNames(name: "source" | "sourcetype"): readonly string[] {
    const { record, input, source, view } = this.parts
    const names = new Set<string>()
    for (const calculation of source[name]) {
      const text = textOf(this.calculate(name, calculation))
      if (text !== null && text !== "") names.add(text)
    }
    // What the user or an export says of an event is what it was; a data source only knows what it usually is. Where both say the same
    // the event goes under all names of its source, whichever of them a Splunk of its time used.
    const told = input[name] ?? record.hints?.[name]
    if (told !== undefined) return names.has(told) ? [told, ...[...names].filter(other => other !== told)] : [told]
    if (names.size > 0) return [...names]
    const own = textOf(view.get(name))
    return own !== null ? [own] : name === "source" ? [input.name] : [record.format]
  }

  private index(): Value {
    const told = this.parts.record.hints?.index
    if (told !== undefined) return told
    const calculation = this.parts.source.fields.get("index")
    return (calculation === undefined ? null : asValue(this.calculate("index", calculation))) ?? this.parts.view.get("index")
  }

  private findMembership(name: string): boolean {
    const { datasets, source } = this.parts
    if (source.datasets.size === 0) return false
    const dataset = datasets.byName.get(name)
    if (dataset === undefined) return datasets.ofModel(name).some(each => this.inDataset(each.name))
    const mapping = source.datasets.get(name)
    if (mapping !== undefined) return mapping.when(this.event)
    const root = source.datasets.get(dataset.root)
    if (root === undefined || !root.when(this.event)) return false
    if (dataset.constraints.length === 0) return true
    const event = new Event({ ...noOrigin, get: field => this.mapped(dataset, root, field) })
    return dataset.constraints.every(test => test(event))
  }

  /** A field under its dataset's name, as tstats reads it: `Processes.process_name`. */
  private datasetField(name: string): Value {
    const { datasets, source } = this.parts
    if (source.datasets.size === 0) return null
    const named = datasets.field(name)
    if (named === null) return null
    for (const dataset of named.datasets) {
      const mapping = source.datasets.get(dataset.name) ?? source.datasets.get(dataset.root)
      if (mapping !== undefined && this.inDataset(dataset.name)) return this.mapped(dataset, mapping, named.field)
    }
    return null
  }

  /** A field of a dataset: as the data source maps it, else the event's of that name. */
  private mapped(dataset: CompiledDataset, mapping: CompiledMapping, field: string): Value {
    const { source } = this.parts
    const evaluate = mapping.fields.get(field) ?? source.datasets.get(dataset.root)?.fields.get(field)
    return evaluate === undefined ? this.event.get(field) : asValue(evaluate(this.event))
  }

  /** Paths of the datasets that the event belongs to. */
  private nodes(): Value {
    const { datasets, source } = this.parts
    const paths: string[] = []
    for (const root of source.datasets.keys()) {
      const model = datasets.byName.get(root)?.model
      if (model !== undefined && this.inDataset(root))
        for (const dataset of datasets.ofModel(model)) if (dataset.root === root && this.inDataset(dataset.name)) paths.push(dataset.path)
    }
    return valueFrom([...new Set(paths)])
  }

  private carried(tests: CompiledSource["eventtypes"]): Value {
    return valueFrom(tests.filter(({ test }) => test(this.event)).map(({ name }) => name))
  }

  /** `tag::action` holds the tags that the field's value alone decides on; `tag::eventtype` all others. */
  private tagsOf(field: string): Value {
    const decided = field === "eventtype" ? null : field
    return this.carried(this.parts.source.tags.filter(tag => tag.field === decided || (decided === null && tag.field === "eventtype")))
  }

  private calculate(name: string, { evaluate, readsItself }: Calculation): Result {
    if (!readsItself) return evaluate(this.event)
    return evaluate(new Event({ ...noOrigin, get: field => (field === name ? this.own(name) : this.event.get(field)) }))
  }

  /** A field as the record has it, before its data source calculates anything. */
  private own(name: string): Value {
    const { source, view } = this.parts
    return view.get(name) ?? (source.extractions.length === 0 ? null : (this.extractions().get(name) ?? null))
  }

  private time(): number | null {
    const { record, source, parseTime } = this.parts
    if (record.hints?.time !== undefined) return record.hints.time
    for (const calculation of source.time) {
      const value = this.calculate("_time", calculation)
      const time = value === null ? null : parseTime(value)
      if (time !== null) return time
    }
    return numberOf(this.own("_time"))
  }

  private host(): Value {
    const { input, record, source } = this.parts
    const told = input.host ?? record.hints?.host
    if (told !== undefined) return told
    for (const calculation of source.host) {
      const value = asValue(this.calculate("host", calculation))
      if (value !== null) return value
    }
    // Splunk gives every event a host.
    return this.own("host") ?? "unknown"
  }

  private extractions(): Map<string, Value> {
    if (this.extracted !== null) return this.extracted
    const found = new Map<string, Value>()
    this.extracted = found
    for (const { field, regex, all } of this.parts.source.extractions) {
      const text = textOf(field === "_raw" ? this.parts.record.text() : this.event.get(field))
      if (text === null) continue
      const lists = new Map<string, Scalar[]>()
      for (const match of regex.execAll(text, all ? 1_000 : 1))
        for (const group of regex.groupNames) {
          const value = match.named(group)
          if (value === undefined || value === "") continue
          const list = lists.get(group)
          if (list === undefined) lists.set(group, [value])
          else list.push(value)
        }
      for (const [group, list] of lists) if (!found.has(group)) found.set(group, valueFrom(list))
    }
    return found
  }
}

const asValue = (result: Result): Value => (typeof result === "boolean" ? String(result) : result)
const noOrigin: FieldOrigin = { get: () => null, names: () => [], text: () => "", inDataset: () => false, knownAs: () => [] }
