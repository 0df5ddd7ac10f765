import { Buffer } from "node:buffer"
import type { Taking } from "../scan/selection.ts"

/** Branches that may want a record, by their numbers; none when nobody does. Null when that has still to be found out. */
export type Verdict = { readonly branches: readonly number[]; readonly taking: Taking } | null
export const nobody: Verdict = { branches: [], taking: "all" }

/** A line of which at least one record is wanted, with what was found of each of its records. */
export interface Survivor {
  readonly text: string
  /** One-based, within its piece. */
  readonly line: number
  readonly verdicts: readonly Verdict[]
}

/** The lines of a piece that survive, as threads hand them over: bytes and numbers, which are moved rather than copied. */
export interface Survivors {
  /** The lines' texts in UTF-8, one behind the other; lists by line. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where each text ends. */
  readonly ends: Uint32Array<ArrayBuffer>
  readonly lines: Uint32Array<ArrayBuffer>
  /** How many records each has. */
  readonly records: Uint32Array<ArrayBuffer>
  /**
   * By record: how many branches may want it, -1 for an open verdict. The branches of all records, one behind the other: twice the number of
   * each, and one more of those that are not known to take it.
   */
  readonly wanting: Int32Array<ArrayBuffer>
  readonly branches: Uint32Array<ArrayBuffer>
  /** By batch, as the reader gave them: how many lines. */
  readonly batches: Uint32Array<ArrayBuffer>
}

/** What of the survivors is moved. */
export const buffersOf = (survivors: Survivors): ArrayBuffer[] => Object.values(survivors).map(({ buffer }) => buffer)

const undecided = -1

/** Puts survivors together. */
export class SurvivorList {
  private readonly texts: Buffer[] = []
  private readonly ends: number[] = []
  private readonly lines: number[] = []
  private readonly records: number[] = []
  private readonly wanting: number[] = []
  private readonly branches: number[] = []
  private readonly batches: number[] = []
  private length = 0
  private inBatch = 0

  add({ text, line, verdicts }: Survivor): void {
    const bytes = Buffer.from(text)
    this.texts.push(bytes)
    this.length += bytes.length
    this.ends.push(this.length)
    this.lines.push(line)
    this.records.push(verdicts.length)
    for (const verdict of verdicts) {
      this.wanting.push(verdict?.branches.length ?? undecided)
      if (verdict === null) continue
      const { branches, taking } = verdict
      for (const branch of branches) this.branches.push(2 * branch + (taking === "all" || taking.has(branch) ? 0 : 1))
    }
    this.inBatch++
  }

  endBatch(): void {
    if (this.inBatch > 0) this.batches.push(this.inBatch)
    this.inBatch = 0
  }

  pack(): Survivors {
    const bytes = new Uint8Array(this.length)
    let at = 0
    for (const text of this.texts) {
      bytes.set(text, at)
      at += text.length
    }
    return {
      bytes,
      ends: Uint32Array.from(this.ends),
      lines: Uint32Array.from(this.lines),
      records: Uint32Array.from(this.records),
      wanting: Int32Array.from(this.wanting),
      branches: Uint32Array.from(this.branches),
      batches: Uint32Array.from(this.batches),
    }
  }
}

/** The survivors of a piece, batch by batch. */
export function* unpackSurvivors(survivors: Survivors): Generator<readonly Survivor[]> {
  const { ends, lines, records, wanting, branches, batches } = survivors
  const bytes = Buffer.from(survivors.bytes.buffer, survivors.bytes.byteOffset, survivors.bytes.byteLength)
  let index = 0
  let start = 0
  let record = 0
  let branch = 0
  const verdict = (): Verdict => {
    const count = wanting[record++] ?? undecided
    if (count === undecided) return null
    const marked = branches.subarray(branch, branch + count)
    branch += count
    const taking = new Set<number>()
    for (const each of marked) if (each % 2 === 0) taking.add(each / 2)
    return { branches: Array.from(marked, each => each >> 1), taking: taking.size === count ? "all" : taking }
  }
  for (const size of batches) {
    const batch: Survivor[] = []
    for (let i = 0; i < size; i++, index++) {
      const end = ends[index] ?? start
      const verdicts = Array.from({ length: records[index] ?? 0 }, verdict)
      batch.push({ text: bytes.toString("utf8", start, end), line: lines[index] ?? 0, verdicts })
      start = end
    }
    yield batch
  }
}
