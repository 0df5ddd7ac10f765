import type { Event } from "../event.ts"
import { textOf } from "../ir/value.ts"
import type { RawRecord } from "../readers/reader.ts"
import type { InputFacts } from "../sources/catalog.ts"
import { foldCondition } from "./fold.ts"
import type { Leaf } from "./leaves.ts"
import type { ScanContext, Selection } from "./selection.ts"

/** Most origins that are told apart: of others every branch may want any record. */
const maxOrigins = 10_000
/** What a search may say of where an event comes from; it depends on nothing else. */
const originFields: ReadonlySet<string> = new Set(["source", "sourcetype", "index"])

/** The branches that may want records of one origin, by the dataset that they are of. */
type Wanting = ReadonlyMap<string | null, readonly number[]>

/**
 * Decides for records of which no more can be known than where they come from, such as lines of text: most branches ask for another
 * source type, and those of data models for a dataset.
 */
export class OriginScan {
  private readonly ctx: ScanContext
  private readonly byOrigin = new Map<string, Wanting>()
  private readonly all: Wanting

  constructor(ctx: ScanContext) {
    this.ctx = ctx
    this.all = this.wanting(() => null)
  }

  /** @param facts those of the input that the record is in: its name may be the source */
  select(record: RawRecord, facts: InputFacts): Selection {
    const event = this.ctx.bind(record, facts)
    const branches: number[] = []
    for (const [dataset, members] of this.wantingOf(event)) if (dataset === null || event.inDataset(dataset)) branches.push(...members)
    return { branches: branches.sort((a, b) => a - b), bucket: null, event }
  }

  private wantingOf(event: Event): Wanting {
    const origin = JSON.stringify([event.knownAs("source"), event.knownAs("sourcetype"), textOf(event.get("index"))])
    const known = this.byOrigin.get(origin)
    if (known !== undefined) return known
    if (this.byOrigin.size >= maxOrigins) return this.all
    const wanting = this.wanting(({ field, test }) => (field !== null && originFields.has(field) ? test(event) : null))
    this.byOrigin.set(origin, wanting)
    return wanting
  }

  private wanting(verdictOf: (leaf: Leaf) => boolean | null): Wanting {
    const { branches, leaves } = this.ctx
    const found = new Map<string | null, number[]>()
    branches.forEach(({ dataset }, branch) => {
      if (foldCondition(leaves.conditions[branch]?.own ?? true, verdictOf) === false) return
      const members = found.get(dataset)
      if (members === undefined) found.set(dataset, [branch])
      else members.push(branch)
    })
    return found
  }
}
