import type { Event } from "../event.ts"
import { numberOf, textOf } from "../ir/value.ts"
import {
  bounds,
  type DensityModel,
  type Distribution,
  modelKey,
  printBoundaries,
  probabilityDensity,
  type Tails,
  tailsOf,
} from "./density-model.ts"

export interface DensityOutput {
  /** What counts as an outlier; the model's own where null. */
  readonly tails: ((distribution: Distribution) => Tails) | null
  /** Adds the density as well. */
  readonly showsDensity: boolean
  /** Called for the outlier field; `IsOutlier(field)` when null. */
  readonly as: string | null
}

/** MLTK's default share of outliers. */
export const standardThreshold = 0.01

/** The text that the values of the grouping fields make; null when an event lacks one. */
export function groupOf(event: Event, by: readonly string[]): string | null {
  const values: string[] = []
  for (const name of by) {
    const text = textOf(event.get(name))
    if (text === null) return null
    values.push(text)
  }
  return modelKey(values)
}

/** Sets IsOutlier, BoundaryRanges and, if asked for, ProbabilityDensity. False when the model does not know the event's group. */
export function setOutlier(event: Event, { field, by, densities }: DensityModel, { tails, showsDensity, as }: DensityOutput): boolean {
  const value = numberOf(event.get(field))
  const group = groupOf(event, by)
  if (value === null || group === null) return true
  const density = densities.get(group)
  if (density === undefined) return false
  const used = tails?.(density.distribution) ?? density.tails
  const { low, high } = bounds(density, used)
  event.set(as ?? `IsOutlier(${field})`, value < low || value > high ? 1 : 0)
  event.set("BoundaryRanges", printBoundaries(density, used))
  if (showsDensity) event.set(`ProbabilityDensity(${field})`, probabilityDensity(density, value))
  return true
}

export interface Thresholds {
  readonly threshold?: number | undefined
  readonly lower_threshold?: number | undefined
  readonly upper_threshold?: number | undefined
}

/** What thresholds that were written make of a distribution; null when none was. */
export function tailsFrom({
  threshold,
  lower_threshold: lower,
  upper_threshold: upper,
}: Thresholds): ((distribution: Distribution) => Tails) | null {
  if (lower !== undefined || upper !== undefined) return () => ({ lower: lower ?? 0, upper: upper ?? 0 })
  return threshold === undefined ? null : distribution => tailsOf(distribution, threshold)
}
