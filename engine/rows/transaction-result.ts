import { Event } from "../event.ts"
import { compareText, type Scalar, textOf, type Value, valueFrom, valuesOf } from "../ir/value.ts"

/** What is shown of transactions. */
export interface ResultOptions {
  /** Fields that are rendered as lists of all events' values; all when true. */
  readonly mvlist: boolean | ReadonlySet<string>
  readonly mvraw: boolean
  /** What stands in lists for a missing value. */
  readonly nullstr: string
}

/** A transaction that takes no more events. */
export interface ClosedTransaction {
  readonly newestFirst: Iterable<Event>
  /** Times in epoch seconds, infinite when no event has one. */
  readonly earliest: number
  readonly latest: number
  readonly closed: boolean
}

const textOfScalar = (value: Scalar): string => textOf(value) ?? ""

/** Fields that come from the earliest event alone. */
const ofEarliest = /^(?:_time|_indextime|timestamp|timestartpos|timeendpos|date_(?:second|minute|hour|mday|wday|month|year|zone))$/

/** One event for the whole transaction. */
export function transactionResult(
  { newestFirst, earliest: from, latest: to, closed }: ClosedTransaction,
  { mvlist, mvraw, nullstr }: ResultOptions,
): Event {
  const events = Array.from(newestFirst).reverse()
  const [earliest] = events
  const names = new Set<string>()
  for (const event of events) for (const name of event.names()) names.add(name)
  const isList = (name: string): boolean => (typeof mvlist === "boolean" ? mvlist : mvlist.has(name))
  const fields = new Map<string, Value>()
  for (const name of names) {
    if (name === "_raw") fields.set(name, rawOf(events, mvraw))
    else if (ofEarliest.test(name)) fields.set(name, earliest?.get(name) ?? null)
    else fields.set(name, isList(name) ? listOfValues(events, name, nullstr) : distinctValues(events, name))
  }
  const duration = Number.isFinite(to) ? to - from : 0
  // Times are sums of seconds and fractions: a difference shows no more digits than they have.
  fields.set("duration", Number(duration.toFixed(6)))
  fields.set("eventcount", events.length)
  fields.set("closed_txn", closed ? 1 : 0)
  return new Event(null, new Map([...fields].filter(([, value]) => value !== null)))
}

function rawOf(events: readonly Event[], mvraw: boolean): Value {
  const texts = events.flatMap(event => valuesOf(event.get("_raw")))
  return mvraw ? valueFrom(texts) : texts.map(textOfScalar).join("\n")
}

const listOfValues = (events: readonly Event[], name: string, nullstr: string): Value =>
  valueFrom(
    events.flatMap(event => {
      const values = valuesOf(event.get(name))
      return values.length > 0 ? values : [nullstr]
    }),
  )

function distinctValues(events: readonly Event[], name: string): Value {
  const byText = new Map<string, Scalar>()
  for (const event of events) for (const value of valuesOf(event.get(name))) byText.set(textOfScalar(value), value)
  if (byText.size < 2) return valueFrom([...byText.values()])
  return valueFrom([...byText].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value))
}
