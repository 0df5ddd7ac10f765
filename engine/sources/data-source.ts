import type { Expr } from "../ir/expr.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceText } from "../ir/source.ts"

/** How events of one kind of log get the names that detections use: recognition, fields, tags and datasets. Data, not code. */
export interface DataSource {
  readonly file: SourceText
  /** It comes with the package, unchanged, and was compiled when that was tested. */
  readonly isKnown?: boolean
  readonly name: string
  readonly description: string
  /** Names of data sources whose fields this one has as well; its own win. */
  readonly extends: readonly string[]
  /** Shapes that its records may have; any when empty. */
  readonly shapes: readonly string[]
  /** What a record must satisfy. Null: only for other sources to extend. */
  readonly match: Predicate | null
  /** Of several sources that match a record, the one with the highest priority wins. */
  readonly priority: number
  /** Expressions; the first that is not null is what results show, searches know the event by all of them. */
  readonly source: readonly Expr[]
  readonly sourcetype: readonly Expr[]
  readonly host: Expr | null
  /** Expressions for the event time: epoch seconds, or text in any usual form. */
  readonly time: readonly Expr[]
  /** Fields by name: an alias, or a calculated value. An expression that names its own field means the record's. */
  readonly fields: ReadonlyMap<string, Expr>
  /** Fields by name whose value depends on that of another; where a table has none, the field's expression gives it. */
  readonly tables: ReadonlyMap<string, ValueTable>
  readonly extractions: readonly Extraction[]
  /** Event types and tags, each with what an event must satisfy to carry it. */
  readonly eventtypes: ReadonlyMap<string, Predicate>
  readonly tags: ReadonlyMap<string, Predicate>
  /** Datasets by full name, such as `Endpoint.Processes`. */
  readonly datasets: ReadonlyMap<string, DatasetMapping>
}

/** Named groups of a pattern become fields. */
export interface Extraction {
  readonly field: string
  readonly pattern: string
  /** All matches, as multivalues. */
  readonly all: boolean
}

/** Values of a field by the values of another, as text. */
export interface ValueTable {
  readonly by: string
  readonly values: ReadonlyMap<string, string>
}

/** Which events of a data source belong to a dataset, and the dataset's fields where they differ from the event's. */
export interface DatasetMapping {
  readonly when: Predicate
  readonly fields: ReadonlyMap<string, Expr>
}

/** A data model: datasets with their fields, as in the Common Information Model. */
export interface DataModel {
  readonly file: SourceText
  readonly name: string
  readonly description: string
  readonly datasets: readonly Dataset[]
}
export interface Dataset {
  readonly name: string
  /** Dataset of the same model that this one narrows; its fields are this one's as well. */
  readonly parent: string | null
  /**
   * Narrows the parent and holds over the dataset's fields. Of a dataset without a parent: the tags that make an event one of it, for
   * events that no data source maps.
   */
  readonly constraint: Predicate | null
  readonly fields: readonly string[]
}
