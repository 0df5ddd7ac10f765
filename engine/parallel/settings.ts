import { type PlannedBranch, withoutRanges } from "../exec/plan.ts"
import { weaken } from "../exec/predicate.ts"
import type { LookupStoreOptions } from "../lookups/index.ts"
import type { ScannerOptions } from "../scan/scanner.ts"
import type { DataModel, DataSource } from "../sources/data-source.ts"
import type { TimeRange } from "../time/time-range.ts"

/** What threads are told of a run, as plain data. */
export interface ScanSettings {
  /** Events that the searches may want: what holds wherever a branch may take an event, with no clock and no subsearch in it. */
  readonly branches: readonly PlannedBranch[]
  /** Lookups that searches of the run write. */
  readonly written: readonly string[]
  /** Where lookups are; null where there is more than that to what filters read. */
  readonly lookups: Pick<LookupStoreOptions, "folders" | "state"> | null
  readonly sources: readonly DataSource[]
  readonly models: readonly DataModel[]
  readonly timeZone: string
  readonly time: ScannerOptions["time"]
  readonly range: TimeRange
  readonly wasm: boolean
}

/** What is told of branches. */
export const plainBranches = (branches: readonly PlannedBranch[]): ScanSettings["branches"] =>
  branches.map(({ dataset, predicate, filter }) => ({
    dataset,
    predicate: withoutRanges(weaken(predicate)),
    filter: withoutRanges(filter),
  }))
