import type { JsonValue } from "../../readers/reader.ts"
import type { LiteralSearch } from "../keyword-index.ts"

/** Tests of the value of one key that wake branches. */
export interface Guard {
  /** Distinct over all buckets. */
  readonly id: number
  readonly path: string
  readonly keys: readonly string[]
  /** Branches that it can wake. */
  readonly all: readonly number[]
  /** Branches to be woken for a value; in order, each once. */
  wakes(value: JsonValue): readonly number[]
  /** Where nothing of this stands in a value, in any case, no branch is woken; null when that cannot be said. */
  readonly literals: readonly string[] | null
  /** That holds only for values that are one text. */
  readonly ofSingle: boolean
}

/** Literals whose presence in the bytes of a record wakes branches. */
export interface KeywordGuard {
  readonly search: LiteralSearch
  readonly byLiteral: ReadonlyMap<number, readonly number[]>
  readonly all: readonly number[]
}

/** What wakes the branches of a bucket. */
export interface Guards {
  readonly byKey: readonly Guard[]
  /** What literals anywhere in the record wake; null when none does. */
  readonly keywords: KeywordGuard | null
  /** Branches that no guard wakes: always candidates. */
  readonly always: readonly number[]
  /** What has to wake a branch as well, for it to be a candidate once one of the others has: most telling first. */
  further(branch: number): readonly Guard[]
}

const none: readonly Guard[] = []
export const noGuards: Guards = { byKey: [], keywords: null, always: [], further: () => none }

export const noBranches: readonly number[] = []

/** Each number once, in order. */
export const sorted = (numbers: Iterable<number>): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b)
