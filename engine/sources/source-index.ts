import { parseCidr } from "../cidr.ts"
import { Event, type FieldOrigin } from "../event.ts"
import type { Test } from "../exec/operator.ts"
import type { Predicate } from "../ir/predicate.ts"
import { textOf, valuesOf } from "../ir/value.ts"
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

  /** @param sources the first that matches a record has it */
  constructor(sources: readonly RecognisedSource[]) {
    sources.forEach((source, rank) => {
      const keys = alternativesOf(source.predicate).map(keyOf)
      // One alternative that is found by no field makes the source one that has to be tested.
      if (keys.includes(null)) this.others.push({ source, rank, tested: true })
      else for (const key of keys) if (key !== null) this.addKey(key, { source, rank, tested: !key.whole })
    })
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
    for (const [field, byValue] of this.byField)
      for (const value of valuesOf(view.get(field))) best = first(best, byValue.get((textOf(value) ?? "").toLowerCase()), view)
    for (const [field, entries] of this.byPresence) {
      const [entry] = entries
      if (entry === undefined || (best !== null && best.rank < entry.rank) || view.get(field) === null) continue
      best = first(best, entries, view)
    }
    return first(best, this.others, view)?.source ?? null
  }
}

/** The first of some entries that matches, unless the one at hand goes before it. */
function first(best: Entry | null, entries: readonly Entry[] | undefined, view: RecordView): Entry | null {
  if (entries === undefined) return best
  let event: Event | null = null
  for (const entry of entries) {
    if (best !== null && best.rank < entry.rank) break
    if (!entry.tested) return entry
    event ??= new Event(viewOrigin(view))
    if (entry.source.test(event)) return entry
  }
  return best
}

const alternativesOf = (predicate: Predicate): readonly Predicate[] =>
  predicate.kind === "any" ? predicate.operands.flatMap(alternativesOf) : [predicate]

function append<K>(map: Map<K, Entry[]>, key: K, entry: Entry): void {
  const entries = map.get(key)
  if (entries === undefined) map.set(key, [entry])
  else entries.push(entry)
}

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
 * Only plain texts are equal exactly when their lower case is; any other value needs the field to be there. `source` and `sourcetype` are
 * told by more than the record, and `_raw` is there always.
 */
function keyFrom(field: string, values: readonly string[]): Key | null {
  if (field === "source" || field === "sourcetype" || field === "_raw" || field.startsWith("$.")) return null
  if (values.some(value => hasWildcard(value) || parseCidr(value) !== null)) return { field, values: null, whole: false }
  return { field, values: values.map(value => value.toLowerCase()), whole: true }
}

/** Recognition sees a record's own fields and nothing else. */
function viewOrigin(view: RecordView): FieldOrigin {
  return {
    get: name => (name !== "_raw" ? view.get(name) : view.raw === undefined ? view.text() : view.raw()),
    names: () => view.names(),
    text: () => view.text(),
    inDataset: () => false,
    knownAs: () => [],
  }
}
