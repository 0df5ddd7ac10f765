import { type Row, type Scalar, textOf, type Value, valuesOf } from "./ir/value.ts"

/**
 * Where the text of a field's values comes from: each value is, but for case, a part of a text that stands in the record under one of
 * these names, or one of these texts.
 */
export interface Provenance {
  readonly fields: ReadonlySet<string>
  readonly texts: ReadonlySet<string>
  /** There is one value at the most where the record's fields have one. */
  readonly single: boolean
  /** It holds only where the record's fields have one value. */
  readonly ofSingle: boolean
}

/**
 * Where an event's fields come from when no stage has set them: a raw record behind its data source. Fields are resolved on
 * demand, so that a record costs only the fields that rules read.
 */
export interface FieldOrigin {
  /** The field's value, null when the record has none. */
  get(name: string): Value
  /** All fields that are present, in the order of the record. */
  names(): Iterable<string>
  /** The text that keywords search. */
  text(): string
  /** Whether the event belongs to a data model dataset such as `Endpoint.Processes`; a model alone means any dataset of it. */
  inDataset(dataset: string): boolean
  /** Where the text of a field's values comes from; null, or left out, when it may come from anywhere. */
  provenance?(name: string): Provenance | null
  /** All names that a search may know the event's `source` or `sourcetype` by; a result shows only the first. */
  knownAs(name: "source" | "sourcetype"): readonly Scalar[]
}

/**
 * One event or result row: fields by name, in order. Any name is an ordinary field, `__proto__` included. An event that nothing has changed
 * may stand behind its forks.
 */
export class Event implements FieldOrigin {
  /** Null until there is something to hold: most forks are only read. */
  private own: Map<string, Value> | null
  readonly origin: FieldOrigin | null
  /** What stands behind is an event, which remembers what it has resolved for all its forks. */
  private readonly isFork: boolean
  /** A stage has set a field: what was read before may no longer hold. */
  private changed = false
  /** Fields that stages have set; the others in `own` were merely read of the origin. */
  private written: Set<string> | null = null
  private listed: readonly string[] | null = null

  constructor(origin: FieldOrigin | null = null, own: Map<string, Value> | null = null) {
    this.origin = origin
    this.own = own
    this.isFork = origin instanceof Event
  }

  static from(row: Readonly<Row>): Event {
    return new Event(null, new Map(Object.entries(row)))
  }

  /** The field's value; null when missing. */
  get(name: string): Value {
    const own = this.own?.get(name)
    if (own !== undefined) return own
    if (this.origin === null) return null
    const value = this.origin.get(name)
    if (!this.isFork) this.remember(name, value)
    return value
  }

  /** Sets a field; null removes it. */
  set(name: string, value: Value): void {
    this.changed = true
    this.listed = null
    if (this.origin !== null) {
      this.written ??= new Set()
      this.written.add(name)
    }
    if (value === null && this.origin === null) this.own?.delete(name)
    else this.remember(name, value)
  }

  /** Keeps what the origin gives for a field, so that it is not asked again. */
  remember(name: string, value: Value): void {
    this.own ??= new Map()
    this.own.set(name, value)
  }

  has(name: string): boolean {
    return this.get(name) !== null
  }

  /** Names of the fields that are present, in order. */
  names(): readonly string[] {
    this.listed ??= this.listNames()
    return this.listed
  }

  private listNames(): string[] {
    const names: string[] = []
    const seen = new Set<string>()
    if (this.origin !== null)
      for (const name of this.origin.names())
        if (!seen.has(name) && this.get(name) !== null) {
          seen.add(name)
          names.push(name)
        }
    const added = this.origin === null ? (this.own?.keys() ?? []) : (this.written ?? [])
    for (const name of added) if (!seen.has(name) && this.get(name) !== null) names.push(name)
    return names
  }

  /** An independent copy: what one rule sets another does not see. */
  fork(): Event {
    // What came from the input stands behind its forks, and nobody changes it; anything else may be changed under a fork's feet.
    const isInput = this.origin !== null && !this.isFork && !this.changed
    if (isInput) return new Event(this)
    const copy = new Event(this.origin, this.own === null ? null : new Map(this.own))
    if (this.written !== null) copy.written = new Set(this.written)
    return copy
  }

  /** The text that keywords search: `_raw` where there is one, else all values, one a line. */
  text(): string {
    const raw = this.own?.get("_raw")
    // What was merely read of the origin does not change what keywords search.
    if (raw !== undefined && raw !== null && raw !== this.origin?.get("_raw")) return textOf(raw) ?? ""
    if (this.origin !== null) return this.origin.text()
    const parts: string[] = []
    for (const [name, value] of this.own ?? []) if (value !== null && name !== "_time") parts.push(textOf(value) ?? "")
    return parts.join("\n")
  }

  /** All names of the event's `source` or `sourcetype`: the field's own value once a stage has set it. */
  knownAs(name: "source" | "sourcetype"): readonly Scalar[] {
    const known = this.origin?.knownAs(name) ?? []
    const value = this.get(name)
    return typeof value === "string" && known.includes(value) ? known : valuesOf(value)
  }

  inDataset(dataset: string): boolean {
    return this.origin?.inDataset(dataset) ?? false
  }

  /** Of an event that nothing has changed. */
  provenance(name: string): Provenance | null {
    return this.changed ? null : (this.origin?.provenance?.(name) ?? null)
  }

  /** The event as plain data. */
  toRow(): Row {
    // Object.fromEntries defines own properties, so that `__proto__` stays an ordinary key.
    return Object.fromEntries(this.names().map(name => [name, this.get(name)]))
  }
}
