import { Event, type FieldOrigin } from "../event.ts"
import type { Evaluator, Result } from "../exec/operator.ts"
import { numberOf, type Scalar, textOf, type Value, valueFrom } from "../ir/value.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { CompiledDataset, CompiledSource, InputFacts } from "./catalog.ts"
import type { DefaultFields } from "./default-fields.ts"
import type { RecordView } from "./shapes/shape.ts"

interface Parts {
  readonly record: RawRecord
  readonly view: RecordView
  readonly source: CompiledSource
  readonly datasets: ReadonlyMap<string, CompiledDataset>
  readonly input: InputFacts
  readonly defaults: DefaultFields
  readonly parseTime: (value: Result) => number | null
}

/**
 * An event's fields, resolved on demand: what its data source derives, else what the record itself holds, else the default fields that
 * every event has. One record is resolved once for all rules.
 */
export class RecordOrigin implements FieldOrigin {
  private readonly parts: Parts
  /** What expressions of the data source see; it keeps everything that was resolved. */
  private readonly event: Event
  /** Fields being resolved: an expression that names its own field means the record's. */
  private readonly resolving = new Set<string>()
  private extracted: Map<string, Value> | null = null
  private readonly memberships = new Map<string, boolean>()

  constructor(parts: Parts) {
    this.parts = parts
    this.event = new Event(this)
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
      case "eventtype":
        return valueFrom(this.parts.source.eventtypes.filter(({ test }) => test(this.event)).map(type => type.name))
      case "tag":
        return valueFrom(this.parts.source.tags.filter(({ test }) => test(this.event)).map(tag => tag.name))
      case "index":
        return this.parts.record.hints?.index ?? this.parts.view.get("index")
      default:
    }
    const { fields } = this.parts.source
    const evaluate = fields.get(name)
    if (evaluate !== undefined && !this.resolving.has(name)) {
      const value = this.resolve(name, evaluate)
      if (value !== null) return value
    }
    const own = this.parts.view.get(name) ?? this.extractions().get(name) ?? null
    if (own !== null) return own
    const dot = name.indexOf(".")
    if (dot > 0) {
      const value = this.datasetField(name.slice(0, dot), name.slice(dot + 1))
      if (value !== null) return value
    }
    return this.parts.defaults.get(name, { time: () => this.time(), text: () => this.parts.record.text() })
  }

  *names(): Iterable<string> {
    yield* ["_time", "_raw", "host", "source", "sourcetype", "eventtype", "tag"]
    yield* this.parts.view.names()
    yield* this.extractions().keys()
    yield* this.parts.source.fields.keys()
  }

  text(): string {
    return this.parts.view.text()
  }

  knownAs(name: "source" | "sourcetype"): readonly string[] {
    const { record, input, source, view } = this.parts
    // What the user or an export says of an event is what it was; a data source only knows what it usually is.
    const told = input[name] ?? record.hints?.[name]
    if (told !== undefined) return [told]
    const names = new Set<string>()
    for (const evaluate of source[name]) {
      const text = textOf(evaluate(this.event))
      if (text !== null && text !== "") names.add(text)
    }
    if (names.size > 0) return [...names]
    const own = textOf(view.get(name))
    return own !== null ? [own] : name === "source" ? [input.name] : [record.format]
  }

  inDataset(dataset: string): boolean {
    const known = this.memberships.get(dataset)
    if (known !== undefined) return known
    // A membership that depends on itself is none.
    this.memberships.set(dataset, false)
    const found = this.findMembership(dataset)
    this.memberships.set(dataset, found)
    return found
  }

  private findMembership(dataset: string): boolean {
    const { datasets, source } = this.parts
    const definition = datasets.get(dataset)
    if (definition === undefined)
      return [...source.datasets].some(([name, { when }]) => name.startsWith(`${dataset}.`) && when(this.event))
    const mapping = source.datasets.get(definition.root)
    const direct = source.datasets.get(dataset)
    if (direct !== undefined && direct !== mapping && direct.when(this.event)) return true
    return mapping !== undefined && mapping.when(this.event) && definition.constraints.every(test => test(this.event))
  }

  /** A field under its dataset's name, as tstats reads it: `Processes.process_name`. */
  private datasetField(prefix: string, field: string): Value {
    for (const [root, mapping] of this.parts.source.datasets) {
      const model = root.slice(0, root.indexOf("."))
      const definition = this.parts.datasets.get(`${model}.${prefix}`)
      if (definition === undefined || definition.root !== root || !this.inDataset(root)) continue
      if (field.startsWith("_") || definition.fields.has(field)) {
        const evaluate = mapping.fields.get(field)
        return evaluate === undefined ? this.event.get(field) : this.resolve(`${prefix}.${field}`, evaluate)
      }
    }
    return null
  }

  private resolve(name: string, evaluate: Evaluator): Value {
    this.resolving.add(name)
    try {
      const value = evaluate(this.event)
      return typeof value === "boolean" ? String(value) : value
    } finally {
      this.resolving.delete(name)
    }
  }

  private time(): number | null {
    const { record, source, parseTime } = this.parts
    if (record.hints?.time !== undefined) return record.hints.time
    for (const evaluate of source.time) {
      const value = evaluate(this.event)
      if (value === null) continue
      const time = parseTime(value)
      if (time !== null) return time
    }
    return numberOf(this.parts.view.get("_time"))
  }

  private host(): Value {
    const { input, record, source, view } = this.parts
    const told = input.host ?? record.hints?.host
    if (told !== undefined) return told
    if (source.host !== null && !this.resolving.has("host")) {
      const value = this.resolve("host", source.host)
      if (value !== null) return value
    }
    return view.get("host")
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
