import { Event, type FieldOrigin } from "../event.ts"
import type { Row, Scalar, Value } from "../ir/value.ts"
import { delimiterOf, withDelimiter } from "../values/delimited-values.ts"
import type { SpoolFormat } from "./spool.ts"

/** A value as JSON can hold it: numbers that it has no form for are objects with their names, and so are lists that know what joins them. */
export type StoredValue = StoredScalar | StoredList | { readonly list: StoredList; readonly delimiter: string } | null
type StoredList = readonly StoredScalar[]
type StoredScalar = Scalar | { readonly number: string }
/** Names and values by turns: an object would lose the order of names that look like numbers. */
export type StoredFields = readonly (StoredValue | string)[]

export function storeFields(names: Iterable<string>, get: (name: string) => Value): StoredFields {
  const fields: (StoredValue | string)[] = []
  for (const name of names) fields.push(name, storeValue(get(name)))
  return fields
}

export function* restoreFields(fields: StoredFields): Iterable<[string, Value]> {
  for (let i = 0; i + 1 < fields.length; i += 2) yield [String(fields[i]), restoreValue(fields[i + 1] ?? null)]
}

function storeValue(value: Value): StoredValue {
  if (typeof value !== "object") return storeScalar(value)
  if (value === null) return null
  const list = value.map(storeScalar)
  const delimiter = delimiterOf(value)
  return delimiter === null ? list : { list, delimiter }
}
const storeScalar = (value: Scalar): StoredScalar => {
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return { number: value === 0 ? "-0" : String(value) }
}

const isList = (value: StoredValue): value is StoredList => Array.isArray(value)
function restoreValue(value: StoredValue): Value {
  if (value === null) return null
  if (isList(value)) return value.map(restoreScalar)
  return typeof value === "object" && "list" in value ? withDelimiter(value.list.map(restoreScalar), value.delimiter) : restoreScalar(value)
}
const restoreScalar = (value: StoredScalar): Scalar => (typeof value === "object" ? Number(value.number) : value)

export const storeRow = (row: Readonly<Row>): StoredFields => storeFields(Object.keys(row), name => row[name] ?? null)
export const restoreRow = (fields: StoredFields): Row => Object.fromEntries(restoreFields(fields))

/** About what a row takes in memory. */
export function rowBytes(row: Readonly<Row>): number {
  let bytes = emptyRowBytes
  for (const value of Object.values(row)) bytes += valueBytes(value)
  return bytes
}

const emptyRowBytes = 200
const scalarBytes = 50
const valueBytes = (value: Value): number => {
  if (value === null || typeof value === "number") return scalarBytes
  if (typeof value === "string") return scalarBytes + value.length * 2
  return value.reduce<number>((bytes, each) => bytes + valueBytes(each), scalarBytes)
}

/** An event as JSON: its fields; and, when it came from a log, the text that keywords search, the names that its source is known by, and fields that are not listed. */
type StoredEvent = readonly [
  StoredFields,
  { readonly text: string; readonly knownAs: readonly (readonly Scalar[])[]; readonly unlisted: StoredFields }?,
]

/**
 * How events are written as lines and read back.
 * @param reads fields that may be read of them; an event of a log has some that it does not list, such as those of data models
 */
export class EventFormat implements SpoolFormat<Event> {
  private readonly reads: readonly string[]
  /** Most events of a search are alike: the size of some tells that of all. */
  private estimate = 0
  private count = 0

  constructor(reads: readonly string[]) {
    this.reads = reads
  }

  encode(event: Event): string {
    if (event.origin === null) return JSON.stringify([storeFields(event.names(), name => event.get(name))] satisfies StoredEvent)
    // The text comes first: a log's event may take its raw text for it once that was read.
    const text = event.text()
    const names = event.names()
    const listed = new Set(names)
    const unlisted = this.reads.filter(name => !listed.has(name) && event.has(name))
    const stored: StoredEvent = [
      storeFields(names, name => event.get(name)),
      {
        text,
        knownAs: [event.knownAs("source"), event.knownAs("sourcetype")],
        unlisted: storeFields(unlisted, name => event.get(name)),
      },
    ]
    return JSON.stringify(stored)
  }

  decode(line: string): Event {
    const [fields, log]: StoredEvent = JSON.parse(line)
    const own = new Map(restoreFields(fields))
    if (log === undefined) return new Event(null, own)
    const unlisted = new Map(restoreFields(log.unlisted))
    const [source = [], sourcetype = []] = log.knownAs
    const origin: FieldOrigin = {
      get: name => own.get(name) ?? unlisted.get(name) ?? null,
      names: () => own.keys(),
      text: () => log.text,
      // Which datasets an event belongs to is asked before it is held back.
      inDataset: () => false,
      knownAs: name => (name === "source" ? source : sourcetype),
    }
    return new Event(origin).fork()
  }

  /** About what the event takes in memory. */
  bytes(event: Event): number {
    if (this.count++ % sampled === 0) {
      const bytes = event.origin === null ? plainBytes(event) : logEventBytes + event.text().length * logTextBytes
      this.estimate = this.count === 1 ? bytes : (this.estimate * 3 + bytes) / 4
    }
    return this.estimate
  }
}

const sampled = 16
/** A record of a log is held with its text, what was parsed of it and what was resolved: all fields are once it is written or passed on. */
const logEventBytes = 2_600
const logTextBytes = 6

const plainBytes = (event: Event): number => event.names().reduce((bytes, name) => bytes + valueBytes(event.get(name)), emptyRowBytes)
