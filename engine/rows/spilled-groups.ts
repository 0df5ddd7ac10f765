import type { AccumulatorState } from "../aggregates/aggregate.ts"
import type { Scalar } from "../ir/value.ts"
import type { MemoryBudget } from "../spill/memory-budget.ts"
import { SortedRuns } from "../spill/sorted-runs.ts"
import { loadList, loadScalar, saveScalar } from "../statistics/saved-state.ts"
import type { Columns } from "./cells.ts"
import type { Group } from "./grouping.ts"
import { compareKeys, type RankedKey, rankKey, textOfScalar } from "./key-order.ts"

/** A group as it stands on disk. */
interface SavedGroup {
  readonly key: readonly Scalar[]
  readonly ranked: RankedKey
  readonly state: AccumulatorState
}

/** Groups on disk in runs that are sorted by key; each run holds what a stretch of events gave. */
export class SpilledGroups {
  private readonly columns: Columns
  private readonly runs: SortedRuns<SavedGroup>

  constructor(columns: Columns, budget: MemoryBudget) {
    this.columns = columns
    this.runs = new SortedRuns<SavedGroup>(budget, {
      compare: (a, b) => compareKeys(a.ranked, b.ranked),
      encode: ({ key, state }) => JSON.stringify([key.map(saveScalar), state]),
      decode(line) {
        const entry: AccumulatorState = JSON.parse(line)
        const [saved, state = null] = loadList(entry)
        const key = loadList(saved).map(loadScalar)
        return { key, ranked: rankKey(key), state }
      },
    })
  }

  get isEmpty(): boolean {
    return this.runs.isEmpty
  }
  get bytesWritten(): number {
    return this.runs.bytesWritten
  }

  /** @param groups sorted by key, of events later than those of all runs before */
  write(groups: Iterable<Group>): void {
    function* saved(): Iterable<SavedGroup> {
      for (const { key, cells } of groups) yield { key, ranked: none, state: cells.save() }
    }
    this.runs.write(saved())
  }

  /** All groups, sorted by key, each with what all runs hold of it. */
  *merged(): Iterable<Group> {
    // Keys of different text may be equal in order, as 1 and "1.0" are: they leave in the order in which they were first seen.
    const equal = new Map<string, Group>()
    let last: RankedKey | null = null
    for (const { key, ranked, state } of this.runs.merged()) {
      if (last !== null && compareKeys(last, ranked) !== 0) {
        yield* equal.values()
        equal.clear()
      }
      last = ranked
      const cells = this.columns.createCells()
      cells.load(state)
      const id = key.length === 1 ? ranked.texts.join("") : JSON.stringify(key.map(textOfScalar))
      const known = equal.get(id)
      if (known === undefined) equal.set(id, { key, cells })
      else known.cells.merge(cells)
    }
    yield* equal.values()
  }
}

/** Groups that are written in order need not be compared. */
const none: RankedKey = { numbers: [], texts: [] }
