import { parseCidr } from "../cidr.ts"
import { Event, type FieldOrigin } from "../event.ts"
import type { Predicate } from "../ir/predicate.ts"
import { textOf, valuesOf } from "../ir/value.ts"
import { hasWildcard } from "../wildcard.ts"
import type { CompiledSource } from "./compiled-source.ts"
import type { RecordView } from "./shapes/shape.ts"

/** What must hold of one field for a source to match. */
interface Key {
  readonly field: string
  /** In lower case. */
  readonly values: readonly string[]
  /** The whole predicate says nothing more. */
  readonly whole: boolean
}
interface Entry {
  readonly source: CompiledSource
  /** Lower goes before higher. */
  readonly rank: number
  readonly tested: boolean
}

/**
 * Finds the first of a list of data sources that matches a record. Sources that require one field to have certain values, such as a
 * Windows channel, are found by that value; only the others are tested one after the other.
 */
export class SourceIndex {
  private readonly byField = new Map<string, Map<string, Entry[]>>()
  private readonly others: Entry[] = []

  /** @param sources the first that matches a record has it */
  constructor(sources: readonly CompiledSource[]) {
    sources.forEach((source, rank) => {
      if (source.predicate === null) return
      const key = keyOf(source.predicate)
      const entry: Entry = { source, rank, tested: key === null || !key.whole }
      if (key === null) {
        this.others.push(entry)
        return
      }
      const byValue = this.byField.get(key.field) ?? new Map<string, Entry[]>()
      this.byField.set(key.field, byValue)
      for (const value of key.values) {
        const entries = byValue.get(value)
        if (entries === undefined) byValue.set(value, [entry])
        else entries.push(entry)
      }
    })
  }

  find(view: RecordView): CompiledSource | null {
    let best: Entry | null = null
    for (const [field, byValue] of this.byField)
      for (const value of valuesOf(view.get(field))) best = first(best, byValue.get((textOf(value) ?? "").toLowerCase()), view)
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
    if (entry.source.match?.(event) === true) return entry
  }
  return best
}

function keyOf(predicate: Predicate): Key | null {
  switch (predicate.kind) {
    case "compare":
      return predicate.op === "=" ? keyFrom(predicate.field, [predicate.value], true) : null
    case "in":
      return keyFrom(predicate.field, predicate.values, true)
    case "all":
      for (const operand of predicate.operands) {
        const key = keyOf(operand)
        if (key !== null) return { ...key, whole: false }
      }
      return null
    default:
      return null
  }
}

/** Plain texts are equal exactly when their lower case is; patterns and networks are not. `source` and `sourcetype` are told by more than the record. */
function keyFrom(field: string, values: readonly string[], whole: boolean): Key | null {
  if (field === "source" || field === "sourcetype" || field.startsWith("$.")) return null
  if (values.some(value => hasWildcard(value) || parseCidr(value) !== null)) return null
  return { field, values: values.map(value => value.toLowerCase()), whole }
}

/** Recognition sees a record's own fields and nothing else. */
function viewOrigin(view: RecordView): FieldOrigin {
  return {
    get: name => (name === "_raw" ? view.text() : view.get(name)),
    names: () => view.names(),
    text: () => view.text(),
    inDataset: () => false,
    knownAs: () => [],
  }
}
