import type { AccumulatorState } from "../aggregates/aggregate.ts"
import { loadList, loadNumber, saveScalar } from "./saved-state.ts"

/**
 * The sum of doubles without rounding on the way (Shewchuk 1997): the same whatever the order of the terms and however they were
 * split among accumulators, and free of the drift that adding 0.1 many times has.
 */
export class ExactSum {
  /** Integers as long as their sum is exact: nearly all there is in log data. */
  private integer = 0
  /** Doubles that do not overlap, of growing magnitude; their sum is the exact sum of the other terms. */
  private partials: number[] = []
  /** Sum of infinities. */
  private infinite = 0

  add(term: number): void {
    if (Number.isSafeInteger(term)) {
      const sum = this.integer + term
      if (Number.isSafeInteger(sum)) {
        this.integer = sum
        return
      }
    } else if (!Number.isFinite(term)) {
      this.infinite += term
      return
    }
    grow(this.partials, term)
  }

  merge(other: ExactSum): void {
    this.add(other.integer)
    for (const partial of other.partials) grow(this.partials, partial)
    this.infinite += other.infinite
  }

  /** The exact sum, rounded once. */
  value(): number {
    if (this.infinite !== 0) return this.infinite
    if (this.partials.length === 0) return this.integer
    const partials = [...this.partials]
    grow(partials, this.integer)
    return round(partials)
  }

  save(): AccumulatorState {
    return [saveScalar(this.infinite), this.integer, ...this.partials.map(saveScalar)]
  }

  load(state: AccumulatorState): void {
    const [infinite, integer, ...partials] = loadList(state)
    this.infinite = loadNumber(infinite)
    this.integer = loadNumber(integer)
    this.partials = partials.map(loadNumber)
  }
}

function grow(partials: number[], term: number): void {
  let carry = term
  let kept = 0
  for (const partial of partials) {
    const sum = carry + partial
    const error = Math.abs(carry) < Math.abs(partial) ? carry - (sum - partial) : partial - (sum - carry)
    if (error !== 0) partials[kept++] = error
    carry = sum
  }
  partials.length = kept
  partials.push(carry)
}

/** Rounds to the nearest double, halves to even. */
function round(partials: readonly number[]): number {
  let i = partials.length - 1
  let sum = partials[i] ?? 0
  let error = 0
  while (i > 0 && error === 0) {
    const next = partials[--i] ?? 0
    const before = sum
    sum = before + next
    error = next - (sum - before)
  }
  // Exactly half a unit was cut off, and what comes after it decides the direction.
  const after = partials[i - 1] ?? 0
  if ((error < 0 && after < 0) || (error > 0 && after > 0)) {
    const twice = error * 2
    const up = sum + twice
    if (up - sum === twice) return up
  }
  return sum
}
