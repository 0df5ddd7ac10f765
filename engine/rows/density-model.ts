import { type Row, type Scalar, type Value, valueFrom } from "../ir/value.ts"
import type { Lookup } from "../lookup.ts"

/** Distributions of MLTK's DensityFunction that are implemented. */
export const distributions = ["norm", "expon"] as const
export type Distribution = (typeof distributions)[number]

/** A distribution as it was fitted to the values of one group. */
export interface Density {
  readonly distribution: Distribution
  /** Mean of a normal distribution; smallest value of an exponential one. */
  readonly location: number
  /** Standard deviation of a normal distribution; mean distance from the smallest value of an exponential one. */
  readonly scale: number
  readonly mean: number
  readonly std: number
  readonly min: number
  readonly max: number
  readonly cardinality: number
  /** What counts as an outlier where apply does not say. */
  readonly tails: Tails
}

/** Share of values in either tail that count as outliers. */
export interface Tails {
  readonly lower: number
  readonly upper: number
}

/** Densities by group, and what they were fitted to. */
export interface DensityModel {
  readonly field: string
  readonly by: readonly string[]
  readonly densities: ReadonlyMap<string, Density>
}

/** The distribution of the values: the one asked for, or the one that lies closer to them. */
export function fitDensity(values: readonly number[], asked: Distribution | null, tails: (distribution: Distribution) => Tails): Density {
  const sorted = values.toSorted((a, b) => a - b)
  const count = sorted.length
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count
  const std = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count)
  const min = sorted[0] ?? 0
  const common = { mean, std, min, max: sorted.at(-1) ?? 0, cardinality: count }
  const norm: Density = { distribution: "norm", location: mean, scale: std, ...common, tails: tails("norm") }
  const expon: Density = { distribution: "expon", location: min, scale: mean - min, ...common, tails: tails("expon") }
  if (asked !== null) return asked === "norm" ? norm : expon
  return distance(sorted, expon) < distance(sorted, norm) ? expon : norm
}

/** Wasserstein distance between the values and a distribution. */
const distance = (sorted: readonly number[], density: Density): number =>
  sorted.reduce((sum, value, index) => sum + Math.abs(value - quantile(density, (index + 0.5) / sorted.length)), 0) / sorted.length

/** The value that a share of the distribution lies below. */
export function quantile({ distribution, location, scale }: Density, share: number): number {
  return distribution === "norm" ? location + scale * normalQuantile(share) : location - scale * Math.log1p(-share)
}

export function probabilityDensity({ distribution, location, scale }: Density, value: number): number {
  if (scale === 0) return value === location ? 1 : 0
  const z = (value - location) / scale
  if (distribution === "norm") return Math.exp((-z * z) / 2) / (scale * Math.sqrt(2 * Math.PI))
  return z < 0 ? 0 : Math.exp(-z) / scale
}

/**
 * The shares of a threshold: a normal distribution is improbable at both ends, an exponential one at its upper end.
 */
export const tailsOf = (distribution: Distribution, threshold: number): Tails =>
  distribution === "norm" ? { lower: threshold / 2, upper: threshold / 2 } : { lower: 0, upper: threshold }

/** Bounds outside of which values are outliers. */
export function bounds(density: Density, { lower, upper }: Tails): { readonly low: number; readonly high: number } {
  return {
    low: lower > 0 ? quantile(density, lower) : Number.NEGATIVE_INFINITY,
    high: upper > 0 ? quantile(density, 1 - upper) : Number.POSITIVE_INFINITY,
  }
}

/** The ranges of outliers as MLTK prints them: `left:right:share`. */
export function printBoundaries(density: Density, tails: Tails): Value {
  const { low, high } = bounds(density, tails)
  const round = (number: number): string => String(Number(number.toFixed(4)))
  const ranges: Scalar[] = []
  if (tails.lower > 0) ranges.push(`-Infinity:${round(low)}:${round(tails.lower)}`)
  if (tails.upper > 0) ranges.push(`${round(high)}:Infinity:${round(tails.upper)}`)
  return valueFrom(ranges)
}

/** A text that is the same for equal values of the grouping fields. */
export const modelKey = (values: readonly string[]): string => JSON.stringify(values)

/** Models are kept as lookups under the name that MLTK gives their files. */
export const modelLookup = (model: string): string => `__mlspl_${model}`

export function saveModel(lookup: Lookup, { field, by, densities }: DensityModel): void {
  const rows = Array.from(
    densities,
    ([group, { tails, ...density }]): Row => ({ field, by: JSON.stringify(by), group, ...density, ...tails }),
  )
  lookup.write(rows, { append: false })
}

/** Null when the model has not been fitted. */
export function loadModel(lookup: Lookup): DensityModel | null {
  const densities = new Map<string, Density>()
  const [first] = lookup.rows()
  for (const row of lookup.rows()) {
    const distribution = distributions.find(name => name === row.distribution)
    if (distribution === undefined) continue
    const number = (name: string): number => Number(row[name])
    densities.set(String(row.group), {
      distribution,
      location: number("location"),
      scale: number("scale"),
      mean: number("mean"),
      std: number("std"),
      min: number("min"),
      max: number("max"),
      cardinality: number("cardinality"),
      tails: { lower: number("lower"), upper: number("upper") },
    })
  }
  if (first === undefined || densities.size === 0) return null
  return { field: String(first.field), by: namesFrom(String(first.by)), densities }
}

/** Names or values as they stand in a model. */
export function namesFrom(text: string): readonly string[] {
  const list: unknown = JSON.parse(text)
  return Array.isArray(list) ? list.map(String) : []
}

/** Coefficients of Acklam's rational approximation, which is good to nine digits. */
const central = {
  numerator: [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239],
  denominator: [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
}
const tail = {
  numerator: [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783],
  denominator: [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
}
const tailShare = 0.02425

/** The value that a share of the standard normal distribution lies below. */
function normalQuantile(share: number): number {
  if (share <= 0) return Number.NEGATIVE_INFINITY
  if (share >= 1) return Number.POSITIVE_INFINITY
  if (share > 1 - tailShare) return -normalQuantile(1 - share)
  if (share < tailShare) {
    const q = Math.sqrt(-2 * Math.log(share))
    return polynomial(tail.numerator, q) / polynomial(tail.denominator, q)
  }
  const q = share - 0.5
  return (q * polynomial(central.numerator, q * q)) / polynomial(central.denominator, q * q)
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
