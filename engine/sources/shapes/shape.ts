import type { Value } from "../../ir/value.ts"
import type { RawRecord } from "../../readers/reader.ts"

/** A record's own fields, before a data source names any: `data` by whatever structure its format has. */
export interface RecordView {
  get(name: string): Value
  /** Whether a field's text is that of a member of `data` as it stands there: a view without this says it of none. */
  copies?(name: string): boolean
  /** What a search sees of a field that `get` has no value for: Splunk shows a JSON null as text. Data sources do not see it. */
  shown?(name: string): Value
  names(): Iterable<string>
  /** Keys without which `get` has nothing for a name: the name itself, or what of it stands before a dot or an opening brace. Left out where others may do. */
  keys?(): readonly string[]
  /** The text that keywords search. */
  text(): string
  /** The text by which data sources recognise a record, null when it has none; `text` when left out. */
  raw?(): string | null
}

/** One structure that records come in: what is the same event whatever tool wrote it gets the same names here. */
export interface Shape {
  readonly name: string
  readonly docs: { readonly summary: string }
  /** Cheap: a look at a few keys. */
  recognise(record: RawRecord): boolean
  view(record: RawRecord): RecordView
}
