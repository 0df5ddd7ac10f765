import type { Event } from "../event.ts"
import type { Sink, Test } from "../exec/operator.ts"
import { numberOf, type Scalar, textOf, valuesOf } from "../ir/value.ts"
import { type EventMemory, spillNote } from "../spill/event-sorter.ts"
import type { MemoryHolder } from "../spill/memory-budget.ts"
import { Spool } from "../spill/spool.ts"
import { EventFormat } from "../spill/stored-row.ts"
import { type ResultOptions, transactionResult } from "./transaction-result.ts"

/** How events are grouped; see the stage. Times are in seconds, Infinity where there is no limit. */
export interface TransactionRules extends ResultOptions {
  readonly fields: readonly string[]
  readonly maxspan: number
  readonly maxpause: number
  readonly maxevents: number
  readonly startswith: Test | null
  readonly endswith: Test | null
  readonly connected: boolean
  readonly unifyends: boolean
  readonly maxopentxn: number
  readonly maxopenevents: number
  readonly keepevicted: boolean
  readonly keeporphans: boolean
  warn(message: string): void
}

/** About what an open transaction takes beside its events and the values that group them. */
const transactionBytes = 1_200
/** About what such a value takes beside its text, which stands in two places. */
const valueBytes = 250

/** A transaction that may still take events. */
class Transaction {
  /** Newest first. */
  readonly events: Spool<Event>
  count = 0
  /** For each of the fields that group, the values that have been seen. */
  readonly values: Map<string, Set<string>> = new Map()
  latest = Number.NEGATIVE_INFINITY
  earliest = Number.POSITIVE_INFINITY
  /** Begun by an event that satisfies endswith: time runs backwards. */
  hasEnd = false
  /** What is held of it beside its events. */
  bytes = transactionBytes

  constructor(events: Spool<Event>) {
    this.events = events
  }

  add(event: Event, time: number | null, keys: ReadonlyMap<string, readonly string[]>): void {
    this.count++
    if (time !== null) {
      this.latest = Math.max(this.latest, time)
      this.earliest = Math.min(this.earliest, time)
    }
    for (const [field, values] of keys) {
      let seen = this.values.get(field)
      if (seen === undefined) {
        seen = new Set()
        this.values.set(field, seen)
      }
      for (const value of values) {
        if (!seen.has(value)) this.bytes += valueBytes + value.length * 4
        seen.add(value)
      }
    }
    // The event, and others, may be written to disk before this returns.
    this.events.add(event)
  }

  /** Whether an event shares a value with the transaction, contradicts it, or neither. */
  relation(keys: ReadonlyMap<string, readonly string[]>): "connected" | "contradicts" | "neither" {
    let relation: "connected" | "neither" = "neither"
    for (const [field, values] of keys) {
      const seen = this.values.get(field)
      if (seen === undefined) continue
      if (!values.some(value => seen.has(value))) return "contradicts"
      relation = "connected"
    }
    return relation
  }
}

/** What ends a transaction. */
type Reason = "start" | "limit" | "another end" | "end of input" | "given up"

/**
 * Groups events, which must come newest first: what a search calls the end of a transaction comes before its start. A transaction is
 * given as soon as it is closed, those that stay open when the input ends newest first. Events of open transactions for which there is no
 * memory wait on disk.
 */
export class TransactionGrouper implements Sink {
  private readonly rules: TransactionRules
  private readonly next: Sink
  /** Open transactions, the one that was touched longest ago first. */
  private readonly touched = new Set<Transaction>()
  /** The same, the one that was begun first first. */
  private readonly begun = new Set<Transaction>()
  private readonly byValue = new Map<string, Set<Transaction>>()
  private openEvents = 0
  private wanted = true
  /** When each open transaction was touched last, as a number that grows. */
  private readonly order = new Map<Transaction, number>()
  private touches = 0
  private readonly context: EventMemory
  private readonly format: EventFormat
  /** What is held of open transactions beside their events. */
  private readonly holder: MemoryHolder
  private written = 0

  constructor(rules: TransactionRules, context: EventMemory, next: Sink) {
    this.rules = rules
    this.context = context
    this.next = next
    this.format = new EventFormat(context.reads)
    this.holder = context.memory.hold(null)
  }

  push(event: Event): boolean {
    const { rules } = this
    const time = numberOf(event.get("_time"))
    if (time !== null) this.closeExpired(time)
    const keys = this.keysOf(event)
    const isEnd = rules.endswith?.(event) ?? false
    const isStart = rules.startswith?.(event) ?? false
    const isBound = rules.fields.length === 0 || keys.size > 0 || (!rules.unifyends && (isStart || isEnd))
    if (!isBound) return this.orphan(event)
    let transaction = this.find(keys, isStart || isEnd)
    if (transaction !== null && isEnd) {
      // What was open belongs to a later end.
      this.close(transaction, "another end")
      transaction = null
    }
    if (transaction !== null && this.breaks(transaction, time)) {
      this.close(transaction, "limit")
      transaction = null
    }
    if (transaction === null) transaction = this.begin(isEnd)
    this.add(transaction, event, time, keys)
    if (isStart) this.close(transaction, "start")
    else if (transaction.count >= rules.maxevents) this.close(transaction, "limit")
    this.evict()
    return this.wanted
  }

  end(): void {
    for (const transaction of [...this.touched].sort((a, b) => b.latest - a.latest)) this.close(transaction, "end of input")
    if (this.written > 0) this.context.warn(spillNote("transaction", "events", this.written))
    this.next.end()
  }

  /** The values of the grouping fields that an event has. */
  private keysOf(event: Event): ReadonlyMap<string, readonly string[]> {
    const keys = new Map<string, readonly string[]>()
    for (const field of this.rules.fields) {
      const values = valuesOf(event.get(field))
      if (values.length > 0) keys.set(field, values.map(textOfScalar))
    }
    return keys
  }

  /** The open transaction that the event belongs to: of several the one that was touched last. */
  private find(keys: ReadonlyMap<string, readonly string[]>, isBoundary: boolean): Transaction | null {
    const { fields, connected, unifyends } = this.rules
    if (fields.length === 0) return lastOf(this.touched)
    let found: Transaction | null = null
    const candidates = new Set<Transaction>()
    for (const [field, values] of keys)
      for (const value of values) for (const transaction of this.byValue.get(indexKey(field, value)) ?? none) candidates.add(transaction)
    for (const transaction of candidates)
      if (transaction.relation(keys) === "connected" && (found === null || this.touchOf(transaction) > this.touchOf(found)))
        found = transaction
    if (found !== null) return found
    if (connected && (unifyends || !isBoundary)) return null
    for (const transaction of [...this.touched].reverse()) if (transaction.relation(keys) === "neither") return transaction
    return null
  }

  private touchOf(transaction: Transaction): number {
    return this.order.get(transaction) ?? 0
  }

  private breaks(transaction: Transaction, time: number | null): boolean {
    if (time === null || transaction.latest === Number.NEGATIVE_INFINITY) return false
    const { maxspan, maxpause } = this.rules
    const span = Math.max(transaction.latest, time) - Math.min(transaction.earliest, time)
    return span > maxspan || transaction.earliest - time > maxpause
  }

  private begin(hasEnd: boolean): Transaction {
    const transaction = new Transaction(new Spool<Event>(this.context.memory, this.format))
    transaction.hasEnd = hasEnd
    this.begun.add(transaction)
    return transaction
  }

  private add(transaction: Transaction, event: Event, time: number | null, keys: ReadonlyMap<string, readonly string[]>): void {
    const before = transaction.count === 0 ? 0 : transaction.bytes
    transaction.add(event, time, keys)
    this.holder.add(transaction.bytes - before)
    this.openEvents++
    this.touched.delete(transaction)
    this.touched.add(transaction)
    this.order.set(transaction, ++this.touches)
    for (const [field, values] of keys)
      for (const value of values) {
        const key = indexKey(field, value)
        const list = this.byValue.get(key)
        if (list === undefined) this.byValue.set(key, new Set([transaction]))
        else list.add(transaction)
      }
  }

  /** Time only goes back: what is too far ahead of it can take no more events. */
  private closeExpired(time: number): void {
    const { maxspan, maxpause } = this.rules
    if (Number.isFinite(maxpause))
      for (const transaction of this.touched) {
        if (!(transaction.earliest - time > maxpause)) break
        this.close(transaction, "limit")
      }
    if (Number.isFinite(maxspan))
      for (const transaction of this.begun) {
        if (!(transaction.latest - time > maxspan)) break
        this.close(transaction, "limit")
      }
  }

  private close(transaction: Transaction, reason: Reason): void {
    this.touched.delete(transaction)
    this.begun.delete(transaction)
    this.order.delete(transaction)
    this.openEvents -= transaction.count
    for (const [field, values] of transaction.values)
      for (const value of values) {
        const key = indexKey(field, value)
        const list = this.byValue.get(key)
        list?.delete(transaction)
        if (list?.size === 0) this.byValue.delete(key)
      }
    const complete = this.isComplete(transaction, reason)
    const isGiven = this.wanted && (complete || this.rules.keepevicted)
    const closed = complete && (this.isLimited() || reason === "start" || reason === "limit")
    const { events, earliest, latest } = transaction
    const result = isGiven ? transactionResult({ newestFirst: events, earliest, latest, closed }, this.rules) : null
    this.written += events.bytesWritten
    events.clear()
    this.holder.add(-transaction.bytes)
    if (result !== null) this.wanted = this.next.push(result)
  }

  /** A start that is named must be there, and an end as well where both are. Without a start, only what was given up is incomplete. */
  private isComplete({ hasEnd }: Transaction, reason: Reason): boolean {
    const { startswith, endswith } = this.rules
    if (startswith !== null) return reason === "start" && (endswith === null || hasEnd)
    return reason !== "given up" || !this.isLimited()
  }

  private isLimited(): boolean {
    return Number.isFinite(this.rules.maxspan) || Number.isFinite(this.rules.maxpause)
  }

  private evict(): void {
    const { maxopentxn, maxopenevents } = this.rules
    while (this.touched.size > maxopentxn || (this.openEvents > maxopenevents && this.touched.size > 1)) {
      const [oldest] = this.touched
      if (oldest === undefined) return
      this.rules.warn("transaction had too many events open and gave up the ones touched longest ago")
      this.close(oldest, "given up")
    }
  }

  private orphan(event: Event): boolean {
    if (!this.rules.keeporphans) return this.wanted
    event.set("_txn_orphan", 1)
    this.wanted = this.wanted && this.next.push(event)
    return this.wanted
  }
}

const none: ReadonlySet<Transaction> = new Set()
const textOfScalar = (value: Scalar): string => textOf(value) ?? ""
const indexKey = (field: string, value: string): string => `${field.length}:${field}${value}`

function lastOf(transactions: ReadonlySet<Transaction>): Transaction | null {
  // Without fields there is at most one.
  const [only] = transactions
  return only ?? null
}
