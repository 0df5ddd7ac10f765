import type { Event } from "../event.ts"
import type { PackRun } from "../exec/pack.ts"
import { numberOf } from "../ir/value.ts"
import { plainBranches } from "../parallel/settings.ts"
import { Scanner, type ScannerOptions } from "../scan/scanner.ts"
import { candidates, everything } from "../scan/selection.ts"
import { isWithin } from "../time/time-range.ts"
import type { EventInput, ParallelOptions } from "./input-events.ts"

/** Events in the order of the input: of files, which can be scanned, or as a program has them. */
export type FeedInput = EventInput | { readonly batches: AsyncIterable<readonly Event[]> }

/** How events are run through searches. */
export interface RunOptions {
  /** Epoch seconds that searches take for "now"; the newest event of the input when left out. */
  readonly now?: number | undefined
  /** Only events of this time and later, in epoch seconds. */
  readonly from?: number | undefined
  /** Only events before this time. */
  readonly to?: number | undefined
  /** False tests every rule against every event, which is slow and gives the same findings. */
  readonly scan?: boolean | undefined
  /** False leaves out the part of the scanner that is compiled to WebAssembly. */
  readonly wasm?: boolean | undefined
  /** How many threads scan files that are large, one when left out. Findings are the same, however many there are. */
  readonly jobs?: number | undefined
  /** How files are cut and threads started where that shall be done in another way; also where there is one thread. */
  readonly parallel?: Partial<Omit<ParallelOptions, "jobs" | "settings">> | undefined
}

export interface FeedOptions extends RunOptions {
  /** Lookups that the searches write, by the names of their definitions. */
  readonly written: readonly string[]
  /** Nothing more is read once no search wants more events; otherwise they are still counted. */
  readonly stopsEarly?: boolean
}

/** Events that were run through searches, and those outside the time range. */
export interface EventCounts {
  events: number
  eventsOutside: number
}

const parallelDefaults = {
  /**
   * Smaller inputs are read as if there were one thread: a thread has to learn for itself what the first one knows, and its code is slow at
   * first.
   */
  leastBytes: 2 * 2 ** 30,
  /** A thread costs about that before it is of use. */
  leastMilliseconds: 4_000,
  leastGain: 1.3,
  pieceBytes: 8 * 2 ** 20,
}

/** Runs the events of an input through searches, which are not ended. Gives control back after each batch. */
export async function* feed(pack: PackRun, input: FeedInput, options: FeedOptions, counts: EventCounts): AsyncGenerator<void> {
  const isWanted = (event: Event): boolean => {
    if (inRange(event, options)) return true
    counts.eventsOutside++
    return false
  }
  if (options.scan === false || !("scanned" in input)) {
    let wanted = true
    for await (const batch of input.batches) {
      for (const event of batch) {
        if (!isWanted(event)) continue
        counts.events++
        if (wanted) wanted = pack.push(event)
        if (!wanted && options.stopsEarly === true) return
      }
      yield
    }
    return
  }
  const time: ScannerOptions["time"] =
    options.from !== undefined || options.to !== undefined ? "each" : pack.tracksTime && options.now === undefined ? "newest" : "nothing"
  const scanner = new Scanner({
    branches: pack.branches,
    wasm: options.wasm,
    time,
    onTime(at) {
      if (isWithin(at, options)) pack.see(at)
      else {
        counts.eventsOutside++
        counts.events--
      }
    },
  })
  const jobs = options.jobs ?? 1
  const parallel: ParallelOptions = {
    jobs,
    ...parallelDefaults,
    ...options.parallel,
    settings: () => ({
      branches: plainBranches(pack.branches),
      written: options.written,
      time,
      range: { from: options.from, to: options.to },
      wasm: options.wasm !== false,
    }),
  }
  const scanned = input.scanned({ scanner, ...(jobs > 1 || options.parallel !== undefined ? { parallel } : {}) })
  for await (const { events, selections, left, elsewhere } of scanned) {
    counts.events += left
    if (elsewhere !== undefined) {
      counts.events -= elsewhere.outside
      counts.eventsOutside += elsewhere.outside
      pack.see(elsewhere.newest)
    }
    for (const [index, event] of events.entries()) {
      if (!isWanted(event)) continue
      counts.events++
      const selection = selections[index] ?? everything
      const branches = candidates(selection, event)
      if (branches === null) pack.push(event)
      else {
        const taken = pack.pushTo(event, branches, selection.taking)
        if (!taken && selection.isObserved !== true) selection.bucket?.disappoint()
      }
      if (options.stopsEarly === true && !pack.isOpen) return
    }
    yield
  }
}

const inRange = (event: Event, options: RunOptions): boolean =>
  (options.from === undefined && options.to === undefined) || isWithin(numberOf(event.get("_time")), options)
