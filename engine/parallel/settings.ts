import { withoutRanges } from "../exec/plan.ts"
import { weaken } from "../exec/predicate.ts"
import type { Branch } from "../exec/search.ts"
import type { ScannerOptions } from "../scan/scanner.ts"
import type { DataModel, DataSource } from "../sources/data-source.ts"
import type { TimeRange } from "../time/time-range.ts"

/** What threads are told of a run, as plain data. */
export interface ScanSettings {
  /** Events that the searches may want: what holds wherever a branch may take an event, with no clock and no subsearch in it. */
  readonly branches: readonly Pick<Branch, "dataset" | "predicate">[]
  readonly sources: readonly DataSource[]
  readonly models: readonly DataModel[]
  readonly timeZone: string
  readonly time: ScannerOptions["time"]
  readonly range: TimeRange
  readonly wasm: boolean
}

/** What is told of branches. */
export const plainBranches = (branches: readonly Branch[]): ScanSettings["branches"] =>
  branches.map(({ dataset, predicate }) => ({ dataset, predicate: withoutRanges(weaken(predicate)) }))
