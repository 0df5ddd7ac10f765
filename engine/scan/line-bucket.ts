import { entry } from "../entry.ts"
import type { Bucket } from "./bucket.ts"
import { type Guard, type Guards, noGuards } from "./guards/guard.ts"
import { LineClock } from "./line-clock.ts"
import type { FastLines, PlacedGuard, SharedClock } from "./wasm/fast-lines.ts"

const noClock: SharedClock = { address: 0, place: -1 }

/** A bucket as lines of one kind reach it: its keys are known by their places among the members of the line. */
export class LineBucket {
  readonly bucket: Bucket
  /** By path of the key. */
  readonly places: ReadonlyMap<string, number>
  /** Lines are passed over without a look at them where the guards wake nothing. */
  isPassing = false
  readonly timePlace: number
  readonly clock: LineClock | null
  /** The copy of the clock that lines are passed over with. */
  readonly shared: SharedClock
  guards: Guards = noGuards
  byKey: readonly PlacedGuard[] = []
  /** By branch; those of branches that were woken. */
  private readonly further = new Map<number, readonly PlacedGuard[]>()

  /** @param fast what passes over the lines; null when nothing does */
  constructor(bucket: Bucket, places: ReadonlyMap<string, number>, newestOnly: boolean, fast: FastLines | null) {
    this.bucket = bucket
    this.places = places
    // Lines bring no hints.
    const time = bucket.time === "hint" ? null : bucket.time
    this.timePlace = places.get(time?.path ?? "") ?? -1
    this.clock = time === null ? null : new LineClock(time, newestOnly)
    const isShared = time !== null && this.timePlace !== -1 && newestOnly
    this.shared = isShared ? (fast?.addClock(this.timePlace) ?? noClock) : noClock
  }

  /** Takes the guards that the bucket has by now; false when it has them already. */
  takeGuards(): boolean {
    const { guards } = this.bucket
    if (this.guards === guards) return false
    this.guards = guards
    this.byKey = guards.byKey.map(guard => this.placed(guard))
    this.further.clear()
    return true
  }

  furtherOf(branch: number): readonly PlacedGuard[] {
    return entry(this.further, branch, () => this.guards.further(branch).map(guard => this.placed(guard)))
  }

  private placed(guard: Guard): PlacedGuard {
    const place = this.places.get(guard.path)
    if (place === undefined) throw new Error("the key of a guard has no place")
    return { guard, place }
  }
}
