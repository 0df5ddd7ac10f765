import type { Event } from "../event.ts"
import type { Branch } from "../exec/search.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { InputScan } from "./input-scan.ts"
import { DisguisedLines, LiteralSearch } from "./keyword-index.ts"
import { Leaves } from "./leaves.ts"
import type { ScanContext } from "./selection.ts"
import { ValueMemo } from "./value-memo.ts"

export interface ScannerOptions {
  readonly branches: readonly Branch[]
  bind(record: RawRecord, facts: InputFacts): Event
  /** What must be known of the event time of records that are left out. */
  readonly time: "nothing" | "newest" | "each"
  /** Takes the event time of a record that is left out, null when it has none. Of `newest`, older ones may be kept back. */
  onTime?(time: number | null): void
}

/**
 * Finds out which branches a record may concern, for the price of a look at its bytes. What it rules out is certain; what it does not,
 * the branch's own test decides.
 */
export class Scanner {
  private readonly ctx: ScanContext
  private readonly scans = new Map<string, InputScan>()

  constructor(options: ScannerOptions) {
    const searches = new Map<string, LiteralSearch>()
    const leaves = new Leaves(options.branches)
    let guards = 0
    this.ctx = {
      branches: options.branches,
      leaves,
      disguised: new DisguisedLines(),
      literalSearch(literals) {
        const key = [...literals.keys()].sort((a, b) => a - b).join()
        const search = searches.get(key) ?? new LiteralSearch(literals)
        searches.set(key, search)
        return search
      },
      needsTime: options.time !== "nothing",
      newestOnly: options.time === "newest",
      guardNumber: () => guards++,
      bind: (record, facts) => options.bind(record, facts),
      onTime: time => options.onTime?.(time),
      memo: new ValueMemo<readonly number[]>(),
    }
  }

  /** The scan of one input. What was learnt from inputs of which the user says the same is used again. */
  input(facts: InputFacts): InputScan {
    const key = JSON.stringify([facts.source, facts.sourcetype, facts.host])
    let scan = this.scans.get(key)
    if (scan === undefined) {
      scan = new InputScan(this.ctx, facts)
      this.scans.set(key, scan)
    }
    return scan
  }
}
