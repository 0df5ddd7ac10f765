import type { Event } from "../event.ts"
import type { Branch } from "../exec/search.ts"
import { lazy } from "../lazy.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { AhoCorasick } from "./aho-corasick.ts"
import { InputScan } from "./input-scan.ts"
import { DisguisedLines, LiteralSearch } from "./keyword-index.ts"
import { Leaves } from "./leaves.ts"
import type { ScanContext } from "./selection.ts"
import { ValueMemo } from "./value-memo.ts"
import { readModule } from "./wasm/line-pass.ts"

type Bind = (record: RawRecord, facts: InputFacts) => Event

export interface ScannerOptions {
  readonly branches: readonly Branch[]
  /** What must be known of the event time of records that are left out. */
  readonly time: "nothing" | "newest" | "each"
  /** Whether lines are passed over by the part that is compiled to WebAssembly; true when left out. */
  readonly wasm?: boolean | undefined
  /** Takes the event time of a record that is left out, null when it has none. Of `newest`, older ones may be kept back. */
  onTime?(time: number | null): void
}

/**
 * Finds out which branches a record may concern, for the price of a look at its bytes. What it rules out is certain; what it does not,
 * the branch's own test decides.
 */
export class Scanner {
  private readonly ctx: Omit<ScanContext, "bind">
  private readonly scans = new Map<Bind, Map<string, InputScan>>()

  constructor(options: ScannerOptions) {
    const searches = new Map<string, LiteralSearch>()
    const automata = new Map<string, AhoCorasick>()
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
      automaton(literals) {
        const key = [...literals].sort().join("\n")
        const automaton = automata.get(key) ?? new AhoCorasick(literals)
        automata.set(key, automaton)
        return automaton
      },
      needsTime: options.time !== "nothing",
      newestOnly: options.time === "newest",
      module: options.wasm === false ? () => null : lazy(readModule),
      guardNumber: () => guards++,
      onTime: time => options.onTime?.(time),
      memo: new ValueMemo<readonly number[]>(),
    }
  }

  /**
   * The scan of one input. What was learnt from inputs of which the user says the same is used again.
   * @param bind makes the event of a record
   */
  input(facts: InputFacts, bind: Bind): InputScan {
    const key = JSON.stringify([facts.source, facts.sourcetype, facts.host])
    const scans = this.scans.get(bind) ?? new Map<string, InputScan>()
    this.scans.set(bind, scans)
    let scan = scans.get(key)
    if (scan === undefined) {
      scan = new InputScan({ ...this.ctx, bind }, facts)
      scans.set(key, scan)
    }
    return scan
  }
}
