import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { numberOf } from "../ir/value.ts"
import type { EventMemory } from "../spill/event-sorter.ts"
import { Spool } from "../spill/spool.ts"
import { EventFormat } from "../spill/stored-row.ts"
import type { ExecContext, SubsearchRows } from "../stages/stage.ts"
import { secondPass } from "./event-spool.ts"
import { EventsByKey, keyBytes } from "./events-by-key.ts"
import { isInternal } from "./field-patterns.ts"
import { groupKey } from "./group-key.ts"

/** Names for the two sides, and the fields of each that must be equal. */
export interface JoinAliases {
  readonly left: string
  readonly right: string
  readonly on: readonly { readonly left: string; readonly right: string }[]
}
/** How events find their partners, and what becomes of the two. */
export interface JoinPlan {
  /** Fields that both sides have; all that they share when empty. */
  readonly fields: readonly string[]
  readonly aliases?: JoinAliases | undefined
  /** Keeps events without a partner. */
  readonly type?: "left" | undefined
  /** Partners of one event; 1 when left out, 0 for all. */
  readonly max?: number | undefined
  readonly overwrite?: false | undefined
  readonly usetime?: true | undefined
  readonly earlier?: false | undefined
}

/** About what an entry of a list takes beside the row itself. */
const entryBytes = 16

/**
 * Joins events with the results of a search that is at its end when they are. Both wait on disk where there is no memory for them; once
 * the partners take too much, partners and events are brought together key by key.
 */
export function joinPartners(plan: JoinPlan, results: SubsearchRows, ctx: ExecContext): Operator {
  const { fields, aliases, type, max = 1, overwrite, usetime, earlier } = plan
  const most = max === 0 ? Number.POSITIVE_INFINITY : max
  const isBounded = usetime === true
  const fits = (event: Event, row: Event): boolean => {
    const ours = numberOf(event.get("_time"))
    const theirs = numberOf(row.get("_time"))
    return ours === null || theirs === null || (earlier === false ? theirs >= ours : theirs <= ours)
  }
  const comparesShared = aliases === undefined && fields.length === 0
  const combine = aliases === undefined ? overlay(overwrite !== false) : sideBySide(aliases)
  const { memory, warn } = ctx
  const context: EventMemory = { memory, reads: ctx.reads(), warn }
  return secondPass("join", context, () => {
    const ours = new Set<string>()
    return {
      see(event) {
        if (comparesShared) for (const name of event.names()) ours.add(name)
      },
      apply: events => joined(events, ours),
    }
  })

  function* joined(events: Iterable<Event>, ours: ReadonlySet<string>): Iterable<Event> {
    const leftFields = aliases?.on.map(pair => pair.left) ?? (comparesShared ? sharedFields(ours, results) : fields)
    const rightFields = aliases?.on.map(pair => pair.right) ?? leftFields
    const format = new EventFormat(context.reads)
    const partners = new Map<string, Event[]>()
    let isOver = false
    const holder = memory.hold(() => {
      isOver = true
      partners.clear()
      holder.clear()
    })
    for (const row of results) {
      const key = groupKey(row, rightFields)
      if (key === null) continue
      const list = partners.get(key)
      if (list === undefined) partners.set(key, [row])
      else list.push(row)
      holder.add(format.bytes(row) + entryBytes + (list === undefined ? keyBytes + key.length * 2 : 0))
      if (isOver) break
    }
    if (isOver) {
      partners.clear()
      yield* joinedByKey(events, leftFields, rightFields)
    } else {
      holder.pin()
      results.clear()
      for (const event of events) {
        const key = groupKey(event, leftFields)
        yield* withPartners(event, key === null ? none : (partners.get(key) ?? none))
      }
    }
    holder.clear()
  }

  function* joinedByKey(events: Iterable<Event>, leftFields: readonly string[], rightFields: readonly string[]): Iterable<Event> {
    const byKey = new EventsByKey(context)
    for (const row of results) {
      const key = groupKey(row, rightFields)
      if (key !== null) byKey.show(key, row)
    }
    results.clear()
    for (const event of events) {
      const key = groupKey(event, leftFields)
      if (key !== null) byKey.add(key, event)
      else for (const alone of withPartners(event, none)) byKey.pass(alone)
    }
    const partners = new Spool<Event>(memory, new EventFormat(context.reads))
    yield* byKey.results(function* (list) {
      for (const { position, event } of list) {
        if (event === null) continue
        if (position === null) partners.add(event)
        else for (const each of withPartners(event, partners)) yield { position, event: each }
      }
      partners.clear()
    })
    byKey.report("join", partners.bytesWritten)
  }

  /** What becomes of an event, given the partners of its key. */
  function* withPartners(event: Event, partners: Iterable<Event>): Iterable<Event> {
    let found = 0
    for (const row of partners) {
      if (found >= most) break
      if (isBounded && !fits(event, row)) continue
      found++
      yield combine(event, row)
    }
    if (found === 0 && type === "left") yield combine(event, null)
  }
}

const none: readonly Event[] = []

/** The event with the fields of its partner. */
const overlay =
  (overwrite: boolean) =>
  (event: Event, row: Event | null): Event => {
    if (row === null) return event
    const joined = event.fork()
    for (const name of row.names()) if (overwrite || !joined.has(name)) joined.set(name, row.get(name))
    return joined
  }

const sideBySide =
  ({ left, right }: JoinAliases) =>
  (event: Event, row: Event | null): Event => {
    const joined = event.fork()
    for (const name of event.names()) {
      joined.set(`${left}.${name}`, event.get(name))
      joined.set(name, null)
    }
    for (const name of row?.names() ?? []) joined.set(`${right}.${name}`, row?.get(name) ?? null)
    return joined
  }

/** Fields that both sides have somewhere, internal ones aside. */
function sharedFields(ours: ReadonlySet<string>, rows: Iterable<Event>): string[] {
  const theirs = new Set<string>()
  for (const row of rows) for (const name of row.names()) theirs.add(name)
  return [...ours].filter(name => theirs.has(name) && !isInternal(name))
}
