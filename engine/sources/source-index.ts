import { parseCidr } from "../cidr.ts"
import { append } from "../entry.ts"
import { Event, type FieldOrigin } from "../event.ts"
import type { Test } from "../exec/operator.ts"
import type { Predicate } from "../ir/predicate.ts"
import { textOf, type Value, valuesOf } from "../ir/value.ts"
import { hasWildcard } from "../wildcard.ts"
import type { CompiledSource } from "./compiled-source.ts"
import type { RecordView } from "./shapes/shape.ts"

/** A data source as recognition sees it. */
export interface RecognisedSource {
  readonly name: string
  /** Names of the shapes that its records may have; any when empty. */
  readonly shapes: ReadonlySet<string>
  /** What a record must satisfy. */
  readonly predicate: Predicate
  /** The same, compiled. */
  readonly test: Test
  /** Everything else of it, which is not looked at before a record is recognised as its own: most logs hold records of a few. */
  compiled(): CompiledSource
}

/** What must hold of one field for a source to match. */
interface Key {
  readonly field: string
  /** In lower case; null when the field only has to be there. */
  readonly values: readonly string[] | null
  /** The whole predicate says nothing more. */
  readonly whole: boolean
}
interface Entry {
  readonly source: RecognisedSource
  /** Lower goes before higher. */
  readonly rank: number
  readonly tested: boolean
}

/**
 * Finds the first of a list of data sources that matches a record. Sources that require one field to have certain values, such as a
 * Windows channel, are found by that value, those that require a field to be there by that field; of alternatives each is found by its
 * own. Only the others are tested one after the other.
 */
export class SourceIndex {
  private readonly byField = new Map<string, Map<string, Entry[]>>()
  private readonly byPresence = new Map<string, Entry[]>()
  private readonly others: Entry[] = []
  /** Fields of both by what a record that has them has a key of. */
  private readonly byKey = new Map<string, string[]>()
  private readonly fields: readonly string[]

  /** @param sources the first that matches a record has it */
  constructor(sources: readonly RecognisedSource[]) {
    sources.forEach((source, rank) => {
      const keys = alternativesOf(source.predicate).map(keyOf)
      // One alternative that is found by no field makes the source one that has to be tested.
      if (keys.includes(null)) this.others.push({ source, rank, tested: true })
      else for (const key of keys) if (key !== null) this.addKey(key, { source, rank, tested: !key.whole })
    })
    this.fields = [...new Set([...this.byField.keys(), ...this.byPresence.keys()])]
    for (const field of this.fields)
      for (const key of keysOfName(field)) {
        const fields = this.byKey.get(key)
        if (fields === undefined) this.byKey.set(key, [field])
        else fields.push(field)
      }
  }

  private addKey({ field, values }: Key, entry: Entry): void {
    if (values === null) {
      append(this.byPresence, field, entry)
      return
    }
    const byValue = this.byField.get(field) ?? new Map<string, Entry[]>()
    this.byField.set(field, byValue)
    for (const value of values) append(byValue, value, entry)
  }

  find(view: RecordView): RecognisedSource | null {
    let best: Entry | null = null
    // Of the fields that tell sources apart a record has a few: its keys lead to them.
    for (const field of view.keys === undefined ? this.fields : this.fieldsOf(view.keys())) {
      const byValue = this.byField.get(field)
      const present = this.byPresence.get(field)
      const rank = present?.[0]?.rank
      if (byValue === undefined && (rank === undefined || (best !== null && best.rank < rank))) continue
      const value = fieldOf(view, field)
      if (value === null) continue
      if (byValue !== undefined)
        for (const each of valuesOf(value)) best = first(best, byValue.get((textOf(each) ?? "").toLowerCase()), view)
      best = first(best, present, view)
    }
    return first(best, this.others, view)?.source ?? null
  }

  private fieldsOf(keys: readonly string[]): Iterable<string> {
    let only: readonly string[] | undefined
    let several: Set<string> | null = null
    for (const key of keys) {
      const fields = this.byKey.get(key)
      if (fields === undefined) continue
      if (only === undefined) only = fields
      else {
        several ??= new Set(only)
        for (const field of fields) several.add(field)
      }
    }
    return several ?? only ?? []
  }
}

/** The first of some entries that matches, unless the one at hand goes before it. */
function first(best: Entry | null, entries: readonly Entry[] | undefined, view: RecordView): Entry | null {
  if (entries === undefined) return best
  let event: Event | null = null
  for (const entry of entries) {
    if (best !== null && best.rank < entry.rank) break
    if (!entry.tested) return entry
    event ??= new Event(new ViewOrigin(view))
    if (entry.source.test(event)) return entry
  }
  return best
}

const alternativesOf = (predicate: Predicate): readonly Predicate[] =>
  predicate.kind === "any" ? predicate.operands.flatMap(alternativesOf) : [predicate]

function keyOf(predicate: Predicate): Key | null {
  switch (predicate.kind) {
    case "compare":
      return predicate.op === "=" ? keyFrom(predicate.field, [predicate.value]) : null
    case "in":
      return keyFrom(predicate.field, predicate.values)
    case "all": {
      const keys = predicate.operands.map(keyOf).filter(key => key !== null)
      const key = keys.find(({ values }) => values !== null) ?? keys[0]
      return key === undefined ? null : { ...key, whole: false }
    }
    default:
      return null
  }
}

/**
 * Only plain texts are equal exactly when their lower case is; any other value, and any of a whole text, needs the field to be there. `source`
 * and `sourcetype` are told by more than the record.
 */
function keyFrom(field: string, values: readonly string[]): Key | null {
  if (field === "source" || field === "sourcetype" || field.startsWith("$.")) return null
  if (field === "_raw" || values.some(value => hasWildcard(value) || parseCidr(value) !== null))
    return { field, values: null, whole: false }
  return { field, values: values.map(value => value.toLowerCase()), whole: true }
}

const fieldOf = (view: RecordView, name: string): Value =>
  name !== "_raw" ? view.get(name) : view.raw === undefined ? view.text() : view.raw()

/** Recognition sees a record's own fields and nothing else. */
class ViewOrigin implements FieldOrigin {
  private readonly view: RecordView

  constructor(view: RecordView) {
    this.view = view
  }

  get(name: string): Value {
    return fieldOf(this.view, name)
  }
  names(): Iterable<string> {
    return this.view.names()
  }
  text(): string {
    return this.view.text()
  }
  inDataset(): boolean {
    return false
  }
  knownAs(): readonly string[] {
    return []
  }
}

/** The keys that a record may have of which one leads to a field: its name, and what of it stands before a dot or an opening brace. */
function keysOfName(name: string): string[] {
  const ends = [...name.matchAll(/\.|\{\}/g)].map(({ index }) => index).filter(end => end > 0)
  return [name, ...ends.map(end => name.slice(0, end))]
}
