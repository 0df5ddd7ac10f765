import { parseIpv4, parseIpv6 } from "../cidr.ts"
import type { Event } from "../event.ts"
import { compareText, numberOf, textOf, type Value } from "../ir/value.ts"
import type { SortKey, SortType } from "./sort-keys.ts"

/** A value prepared for comparison: by rank, then by number, then by text. */
interface Ranked {
  readonly rank: number
  readonly number: number
  readonly text: string
}
const missing: Ranked = { rank: 9, number: 0, text: "" }

/** An event with the prepared values of all keys. */
export interface SortedEvent {
  readonly event: Event
  readonly ranked: readonly Ranked[]
}

export interface SortOrder {
  prepare(event: Event): SortedEvent
  compare(a: SortedEvent, b: SortedEvent): number
}

/**
 * Compiles sort keys. Numbers sort numerically, IP addresses by address, other text by code point; events that lack a field come
 * last in both directions. Where a field holds a mixture, text that sorts before digits comes first, then numbers, then addresses,
 * then other text, so that the order does not depend on which two values happen to be compared.
 */
export function compileSortOrder(keys: readonly SortKey[]): SortOrder {
  const compiled = keys.map(({ field, descending, as }) => ({ field, rank: rankOf(as), sign: descending === true ? -1 : 1 }))
  return {
    prepare: event => ({ event, ranked: compiled.map(({ field, rank }) => rank(event.get(field))) }),
    compare(a, b) {
      for (let i = 0; i < compiled.length; i++) {
        const x = a.ranked[i] ?? missing
        const y = b.ranked[i] ?? missing
        const order = compareRanked(x, y)
        if (order !== 0) return x === missing || y === missing ? order : order * (compiled[i]?.sign ?? 1)
      }
      return 0
    },
  }
}

/** The events in order, ties as they came. */
export function sortEvents(events: readonly Event[], order: SortOrder): Event[] {
  return events
    .map(order.prepare)
    .sort(order.compare)
    .map(({ event }) => event)
}

const compareRanked = (a: Ranked, b: Ranked): number => a.rank - b.rank || a.number - b.number || compareText(a.text, b.text)

function rankOf(type: SortType | undefined): (value: Value) => Ranked {
  switch (type) {
    case "str":
      return value => (value === null ? missing : ranked(4, 0, textOf(value) ?? ""))
    case "num":
      return value => (value === null ? missing : (numeric(value) ?? ranked(4, 0, textOf(value) ?? "")))
    case "ip":
      return value => (value === null ? missing : (address(textOf(value) ?? "") ?? ranked(4, 0, textOf(value) ?? "")))
    case undefined:
      return automatic
  }
}

function automatic(value: Value): Ranked {
  if (value === null) return missing
  const number = numeric(value)
  if (number !== null) return number
  const text = textOf(value) ?? ""
  return address(text) ?? ranked(compareText(text, "0") < 0 ? 0 : 4, 0, text)
}

const ranked = (rank: number, number: number, text: string): Ranked => ({ rank, number, text })

function numeric(value: Value): Ranked | null {
  const number = numberOf(value)
  return number === null || Number.isNaN(number) ? null : ranked(1, number, "")
}

function address(text: string): Ranked | null {
  const v4 = parseIpv4(text)
  if (v4 >= 0) return ranked(2, v4, "")
  const groups = text.includes(":") ? parseIpv6(text) : null
  return groups === null ? null : ranked(3, 0, Array.from(groups, group => group.toString(16).padStart(4, "0")).join(""))
}
