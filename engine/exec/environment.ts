import type { GeoLookup } from "../geo/place.ts"
import type { Predicate } from "../ir/predicate.ts"
import type { SourceRange } from "../ir/source.ts"
import type { Pipeline } from "../ir/stage.ts"
import type { Lookup } from "../lookup.ts"
import { defaultMemoryBytes, type MemoryBudget } from "../spill/memory-budget.ts"
import type { ExpandContext, Limits } from "../stages/stage.ts"
import type { TimeZone } from "../time/time-zone.ts"

/** Splunk's documented defaults. */
export const defaultLimits: Limits = {
  subsearchRows: 10_000,
  joinRows: 50_000,
  mapSearches: 10,
  openTransactions: 5_000,
  transactionEvents: 1_000,
  listValues: 100,
  sortRows: 10_000,
  memoryBytes: defaultMemoryBytes,
}

/** What a search may use. The same object serves many searches. */
export interface SearchEnvironment {
  readonly timeZone: TimeZone
  readonly limits: Limits
  readonly macros: ExpandContext
  /** @throws RuleError "unknown_lookup" */
  lookup(name: string, range?: SourceRange, use?: "read" | "write"): Lookup
  /** SPL text with its macros put in their places. It comes before anything of log data is put into the text. */
  expandMacros(spl: string, range: SourceRange | undefined): string
  /** SPL text as a pipeline. `first`: it may begin with a bare search. */
  parse(spl: string, range: SourceRange | undefined, first: boolean): Pipeline
  parsePredicate(text: string, range: SourceRange | undefined): Predicate
  /** Epoch seconds; asked only while events run through. */
  now(): number
  /** What the stages of all searches of a run may hold together. */
  readonly memory: MemoryBudget
  /** Where IP addresses are; left out when there is no geographic database. */
  readonly geo?: GeoLookup | undefined
  warn(message: string): void
  /** @throws RuleError "unknown_data_model" when a data model or dataset is defined nowhere */
  checkDataset(name: string, range: SourceRange | undefined): void
}
