import type { Event } from "../event.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { InputScan } from "../scan/input-scan.ts"
import type { Selection } from "../scan/selection.ts"
import type { Catalog, InputFacts } from "../sources/catalog.ts"

/** Events that have to be looked at, each with what the scanner says of it, and how many were left out before or among them. */
export interface ScannedBatch {
  readonly events: readonly Event[]
  readonly selections: readonly Selection[]
  readonly left: number
  /** What other threads left out of the input, of which the scanner of this one knows nothing: it is a part of `left`. */
  readonly elsewhere?: LeftElsewhere
}

export interface LeftElsewhere {
  /** How many of them lie outside the time range. */
  readonly outside: number
  /** The newest time within; null when there is none. */
  readonly newest: number | null
}

/** The events of records, but for those that a scan leaves out. */
export function scanBatch(batch: readonly RawRecord[], scan: InputScan | null, catalog: Catalog, facts: InputFacts): ScannedBatch {
  const events: Event[] = []
  const selections: Selection[] = []
  let left = scan?.takeLeft() ?? 0
  for (const record of batch) {
    const selection = scan?.select(record, facts)
    if (selection === null) {
      left++
      continue
    }
    events.push(selection?.event ?? catalog.bind(record, facts))
    if (selection !== undefined) selections.push(selection)
  }
  return { events, selections, left }
}
