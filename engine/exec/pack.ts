import type { Event } from "../event.ts"
import { numberOf } from "../ir/value.ts"
import type { Branch, CompiledBranch, CompiledSearch } from "./search.ts"

const none: ReadonlySet<number> = new Set()

/**
 * Runs many searches over one pass of the input: the plain way, which tests every search against every event. Faster ways must give
 * the same results in the same order.
 */
export class PackRun {
  private newest = Number.NEGATIVE_INFINITY
  private readonly searches: readonly CompiledSearch[]
  readonly branches: readonly CompiledBranch[]
  private open: readonly Branch[]
  private readonly closed = new Set<Branch>()
  /** Whether the time of the newest event is needed. */
  readonly tracksTime: boolean

  constructor(searches: readonly CompiledSearch[]) {
    this.searches = searches
    this.branches = searches.flatMap(({ branches }) => branches)
    this.open = this.branches
    this.tracksTime = searches.some(({ needsClock }) => needsClock)
  }

  /**
   * What "now" is when the user names no time: the first whole second after the newest event seen, so that a search up to now
   * takes that event in. The clock's time when no event had one.
   */
  now(): number {
    return Number.isFinite(this.newest) ? Math.floor(this.newest) + 1 : Date.now() / 1000
  }

  /** Whether any search wants more events. */
  get isOpen(): boolean {
    return this.open.length > 0
  }

  /** Takes note of the time of an event that is not pushed. */
  see(time: number | null): void {
    if (time !== null && time > this.newest) this.newest = time
  }

  /** False once no search wants more events. */
  push(event: Event): boolean {
    if (this.tracksTime) this.see(numberOf(event.get("_time")))
    let closed = false
    for (const branch of this.open) {
      if ((branch.dataset === null || event.inDataset(branch.dataset)) && branch.test(event) && !branch.sink.push(event.fork())) {
        closed = true
        this.closed.add(branch)
        this.open = this.open.filter(other => other !== branch)
      }
    }
    return !closed || this.open.length > 0
  }

  /**
   * Pushes an event that only some branches may take, by their numbers in `branches`, in order. Gives whether any took it.
   * @param certain branches that are known to take it
   */
  pushTo(event: Event, selected: readonly number[], certain: ReadonlySet<number> | "all" = none): boolean {
    if (this.tracksTime) this.see(numberOf(event.get("_time")))
    let taken = false
    for (const number of selected) {
      const branch = this.branches[number]
      if (branch === undefined || this.closed.has(branch)) continue
      if (
        certain !== "all" &&
        !certain.has(number) &&
        ((branch.dataset !== null && !event.inDataset(branch.dataset)) || !branch.test(event))
      )
        continue
      taken = true
      if (branch.sink.push(event.fork())) continue
      this.closed.add(branch)
      this.open = this.open.filter(other => other !== branch)
    }
    return taken
  }

  /** Ends all searches; results that waited for the end come out now, search by search. */
  end(): void {
    for (const { branches } of this.searches) for (const branch of branches) branch.sink.end()
  }
}
