import type { Event } from "../event.ts"
import type { Bucket, BucketContext } from "./bucket.ts"
import type { DisguisedLines } from "./keyword-index.ts"
import type { ValueMemo } from "./value-memo.ts"

export interface ScanContext extends BucketContext {
  readonly newestOnly: boolean
  /** The part of the scan that is compiled to WebAssembly; null where it was not built or is not wanted. */
  module(): WebAssembly.Module | null
  readonly disguised: DisguisedLines
  readonly memo: ValueMemo<readonly number[]>
  onTime(time: number | null): void
}

/** Branches that take a record: of those that may want it, these or all. */
export type Taking = ReadonlySet<number> | "all"

/** A record that has to be read, and the branches that may want it: null when any may. */
export interface Selection {
  readonly branches: readonly number[] | null
  readonly bucket: Bucket | null
  /** Those of the branches that are known to take it; none when left out. */
  readonly taking?: Taking
  /** The bucket wants to see the event, and says better who may want it. */
  readonly isObserved?: true
  /** The event that the record is, where it had to be made. */
  readonly event?: Event
}

/** The branches that may want the event of a selection; null when any may. */
export const candidates = ({ branches, bucket, isObserved }: Selection, event: Event): readonly number[] | null =>
  isObserved === true && bucket !== null ? bucket.observe(event) : branches

/** Of records that are not understood well enough. */
export const everything: Selection = { branches: null, bucket: null }
