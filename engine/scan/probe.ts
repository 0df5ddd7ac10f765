import type { Event } from "../event.ts"
import { isJsonObject } from "../readers/json-text.ts"
import type { JsonObject, JsonValue, RawRecord, RecordHints } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"

/** Thrown through whatever evaluates an event when it reads what is not known. */
const unknown = new Error("the value is not known")

/** Between the keys of a path. */
const separator = "\u0000"
export const pathOf = (prefix: string, key: string): string => (prefix === "" ? key : `${prefix}${separator}${key}`)
export const keysOf = (path: string): string[] => path.split(separator)
/** Paths of the objects that the value at a path stands in. */
export function holdersOf(path: string): string[] {
  const holders: string[] = []
  for (let at = path.indexOf(separator); at !== -1; at = path.indexOf(separator, at + 1)) holders.push(path.slice(0, at))
  return holders
}
/** Objects nested deeper than this are values like others. */
export const deepest = 4

export interface ProbeOptions {
  /** A record whose keys, and known values, all records that it stands for have. */
  readonly sample: RawRecord
  readonly facts: InputFacts
  /** Paths whose values are known. */
  readonly known: ReadonlySet<string>
  /** Whether the keys of the object at a path are known as well, not only those of the record itself. */
  opened(path: string): boolean
  bind(record: RawRecord, facts: InputFacts): Event
}

/**
 * Stands for all records with the same keys and the same values of some of them. What is evaluated over its event is either the same
 * for all of them, or found to be unknown.
 */
export class Probe {
  private readonly options: ProbeOptions
  private readonly record: RawRecord
  private readonly facts: InputFacts
  private event: Event | null = null
  private touched = false
  private assumed: { readonly path: string; readonly value: JsonValue } | null = null

  constructor(options: ProbeOptions) {
    this.options = options
    const { sample, facts } = options
    const fail = (): never => this.fail()
    const hints = sample.hints === undefined ? null : knownHints(sample.hints, fail)
    this.record = {
      format: sample.format,
      data: sample.data === null ? null : this.view(sample.data, "", 1),
      text: fail,
      get position(): never {
        return fail()
      },
      ...(hints === null ? {} : { hints }),
    }
    this.facts = {
      get name(): never {
        return fail()
      },
      source: facts.source,
      sourcetype: facts.sourcetype,
      host: facts.host,
    }
  }

  /** Takes one more value as known, in place of the one that was taken last. */
  assume(path: string, value: JsonValue): void {
    this.assumed = { path, value }
    this.event = null
  }

  /** The value that all the records give; null when it is not known. */
  evaluate<T>(read: (event: Event) => T): { readonly value: T } | null {
    this.touched = false
    try {
      this.event ??= this.options.bind(this.record, this.facts)
      const value = read(this.event)
      if (!this.touched) return { value }
    } catch (error) {
      if (error !== unknown) throw error
    }
    // What was broken off may have left something half done.
    this.event = null
    return null
  }

  /** The same for what looks at the record rather than at the event. */
  inspect<T>(read: (record: RawRecord) => T): { readonly value: T } | null {
    return this.evaluate(() => read(this.record))
  }

  private fail(): never {
    this.touched = true
    throw unknown
  }

  private view(object: JsonObject, prefix: string, depth: number): JsonObject {
    const { known, opened } = this.options
    const views = new Map<string, JsonObject>()
    return proxyOf(object, key => {
      const path = pathOf(prefix, key)
      if (this.assumed !== null && this.assumed.path === path) return this.assumed.value
      const value = object[key] ?? null
      if (known.has(path)) return value
      if (depth === deepest || !isJsonObject(value) || !opened(path)) return this.fail()
      let view = views.get(key)
      if (view === undefined) {
        view = this.view(value, path, depth + 1)
        views.set(key, view)
      }
      return view
    })
  }
}

/** Paths of the values that something reads of a record. */
export function readsOf(sample: RawRecord, opened: (path: string) => boolean, read: (record: RawRecord) => void): ReadonlySet<string> {
  const paths = new Set<string>()
  const view = (object: JsonObject, prefix: string, depth: number): JsonObject =>
    proxyOf(object, key => {
      const path = pathOf(prefix, key)
      const value = object[key] ?? null
      if (depth < deepest && isJsonObject(value) && opened(path)) return view(value, path, depth + 1)
      paths.add(path)
      return value
    })
  read({
    format: sample.format,
    data: sample.data === null ? null : view(sample.data, "", 1),
    text: () => sample.text(),
    position: sample.position,
    ...(sample.hints === undefined ? {} : { hints: sample.hints }),
  })
  return paths
}

/** The value at a path; undefined when there is none. */
export function valueAt(data: JsonObject | null, keys: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = data ?? undefined
  for (const key of keys) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

/** An object with another's keys, whose values are given on demand. */
function proxyOf(object: JsonObject, get: (key: string) => JsonValue): JsonObject {
  return new Proxy<Record<string, JsonValue>>(Object.create(null), {
    get: (_, key) => (typeof key === "string" && Object.hasOwn(object, key) ? get(key) : undefined),
    has: (_, key) => Object.hasOwn(object, key),
    ownKeys: () => Object.keys(object),
    getOwnPropertyDescriptor: (_, key) =>
      typeof key === "string" && Object.hasOwn(object, key)
        ? { configurable: true, enumerable: true, writable: true, value: undefined }
        : undefined,
  })
}

/** Where and when an event was written is not known of the records that a probe stands for; what it is, is. */
function knownHints(hints: RecordHints, fail: () => never): RecordHints {
  const known: RecordHints = {
    ...(hints.source === undefined ? {} : { source: hints.source }),
    ...(hints.sourcetype === undefined ? {} : { sourcetype: hints.sourcetype }),
    ...(hints.index === undefined ? {} : { index: hints.index }),
  }
  if (hints.host !== undefined) Object.defineProperty(known, "host", { get: fail, enumerable: true })
  if (hints.time !== undefined) Object.defineProperty(known, "time", { get: fail, enumerable: true })
  return known
}
