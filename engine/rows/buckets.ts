import { RuleError } from "../errors/error.ts"
import type { Event } from "../event.ts"
import type { SourceRange } from "../ir/source.ts"
import { numberOf, printNumber, type Scalar, type Value } from "../ir/value.ts"
import type { ExecContext } from "../stages/stage.ts"
import { applyTimeModifier, parseTimeModifier } from "../time/relative.ts"
import { alignTime, spanSeconds, type TimeSpan } from "../time/time-span.ts"
import type { TimeZone } from "../time/time-zone.ts"
import { parseSpan, type Span, secondsSpan } from "./span.ts"

/** How a field is cut into buckets, as bin and the charts write it. */
export interface BucketOptions {
  readonly span?: string | undefined
  /** At most so many buckets, where there is no span. */
  readonly bins?: number | undefined
  readonly minspan?: string | undefined
  /** Extents of a numerical field; they only widen those of the data. */
  readonly start?: number | undefined
  readonly end?: number | undefined
  readonly aligntime?: string | undefined
}

/** Buckets of one field. They are named by where they start. */
export interface Buckets {
  startOf(value: number): number
  /** What a result shows: the time for times, `10-20` for numbers. */
  label(start: number): Scalar
  next(start: number): number
  /** Width in seconds, for times; NaN for numbers. */
  readonly seconds: number
}

/** Smallest and largest value of a field; NaN when it has no number. */
export interface Extent {
  readonly min: number
  readonly max: number
}

/** Buckets that are known at once, or only once the extent of the data is. */
export type BucketsPlan = { readonly fixed: Buckets } | { readonly fixed: null; fit(extent: Extent): Buckets }

const defaultBins = 100

/**
 * @throws RuleError "wrong_argument" or "time" for what is no span or no time
 */
export function planBuckets(field: string, options: BucketOptions, ctx: ExecContext, range?: SourceRange): BucketsPlan {
  const span = options.span === undefined ? null : parseSpan(options.span, range)
  const least = options.minspan === undefined ? 0 : widthOf(parseSpan(options.minspan, range))
  const isTime = field === "_time"
  if (span?.kind === "log") {
    if (isTime) throw new RuleError("wrong_argument", `"${options.span}" is no span of time`, { range, hint: 'name one such as "5m"' })
    return { fixed: logBuckets(span) }
  }
  if (span?.kind === "number" && !isTime) return { fixed: numberBuckets(span.size) }
  if (span === null && !isTime) return { fixed: null, fit: extent => numberBuckets(Math.max(least, fittingSize(extent, options))) }
  const timeSpan = span === null ? null : span.kind === "time" ? span.span : secondsSpan(span.size)
  const alignment = compileAlignment(options.aligntime, ctx, range)
  if (timeSpan !== null && alignment.kind === "none") return { fixed: timeBuckets(timeSpan, ctx.timeZone) }
  if (timeSpan !== null && alignment.kind === "fixed") {
    // The clock may be asked only while events run through.
    let buckets: Buckets | null = null
    const known = (): Buckets => (buckets ??= timeBuckets(timeSpan, ctx.timeZone, alignment.time()))
    return {
      fixed: {
        startOf: value => known().startOf(value),
        label: start => start,
        next: start => known().next(start),
        seconds: spanSeconds(timeSpan),
      },
    }
  }
  return {
    fixed: null,
    fit(extent) {
      const origin = alignment.kind === "fixed" ? alignment.time() : alignment.kind === "none" ? undefined : extent[alignment.kind]
      return timeBuckets(
        timeSpan ?? fittingSpan(extent, options.bins ?? defaultBins, least),
        ctx.timeZone,
        Number.isNaN(origin) ? 0 : origin,
      )
    },
  }
}

type Alignment = { readonly kind: "none" | "min" | "max" } | { readonly kind: "fixed"; time(): number }

function compileAlignment(text: string | undefined, ctx: ExecContext, range: SourceRange | undefined): Alignment {
  switch (text?.toLowerCase()) {
    case undefined:
      return { kind: "none" }
    case "earliest":
      return { kind: "min" }
    case "latest":
      return { kind: "max" }
    default: {
      const modifier = parseTimeModifier(text ?? "", range)
      if (modifier.kind === "epoch") return { kind: "fixed", time: () => modifier.seconds }
      const now = ctx.clock()
      return { kind: "fixed", time: () => applyTimeModifier(modifier, now(), ctx.timeZone) }
    }
  }
}

/** The extent of a field over events. */
export function extentOf(events: Iterable<Event>, field: string): Extent {
  let min = Number.NaN
  let max = Number.NaN
  for (const event of events) {
    const value = numberOf(event.get(field))
    if (value === null || !Number.isFinite(value)) continue
    if (!(value >= min)) min = value
    if (!(value <= max)) max = value
  }
  return { min, max }
}

/** What a value becomes in its bucket; values that are no numbers stay. */
export function bucketed(value: Value, buckets: Buckets): Value {
  const number = numberOf(value)
  if (number === null || !Number.isFinite(number)) return value
  const start = buckets.startOf(number)
  return Number.isNaN(start) ? value : buckets.label(start)
}

/** Widths that time buckets get by themselves, as documented for timechart. */
const timeSteps: readonly TimeSpan[] = [
  { count: 1, unit: "s" },
  { count: 5, unit: "s" },
  { count: 10, unit: "s" },
  { count: 30, unit: "s" },
  { count: 1, unit: "m" },
  { count: 5, unit: "m" },
  { count: 10, unit: "m" },
  { count: 30, unit: "m" },
  { count: 1, unit: "h" },
  { count: 1, unit: "d" },
  { count: 1, unit: "mon" },
  { count: 1, unit: "y" },
]

function fittingSpan({ min, max }: Extent, bins: number, least: number): TimeSpan {
  const wanted = Number.isNaN(min) ? 0 : (max - min) / bins
  const fitting = timeSteps.find(step => spanSeconds(step) >= wanted && spanSeconds(step) >= least)
  return fitting ?? { count: Math.max(1, Math.ceil(Math.max(wanted, least) / spanSeconds({ count: 1, unit: "y" }))), unit: "y" }
}

/** The least power of ten that gives at most as many buckets as are wanted. */
function fittingSize(
  { min, max }: Extent,
  { bins = defaultBins, start = Number.POSITIVE_INFINITY, end = Number.NEGATIVE_INFINITY }: BucketOptions,
): number {
  const wanted = (Math.max(max, end) - Math.min(min, start)) / bins
  if (!(wanted > 0 && Number.isFinite(wanted))) return 1
  const exponent = Math.ceil(Math.log10(wanted))
  // The logarithm of a power of ten may come out a little off.
  return [exponent - 1, exponent, exponent + 1].map(n => Number(`1e${n}`)).find(size => size >= wanted) ?? 1
}

const widthOf = (span: Span): number => (span.kind === "time" ? spanSeconds(span.span) : span.kind === "number" ? span.size : 0)

export function timeBuckets(span: TimeSpan, zone: TimeZone, alignment?: number): Buckets {
  const { count, unit } = span
  const size = spanSeconds(span)
  const startOf = (time: number): number => alignTime(time, span, zone, alignment)
  // A time that is surely in the next bucket, whatever the length of days and months.
  const beyond =
    unit === "mon"
      ? count * 31 * 86_400 + 10_800
      : unit === "q"
        ? count * 93 * 86_400 + 10_800
        : unit === "y"
          ? count * 367 * 86_400
          : size * 1.5
  return { startOf, label: start => start, next: start => startOf(start + beyond), seconds: size }
}

function numberBuckets(size: number): Buckets {
  const at = (index: number): number => Number((index * size).toPrecision(15))
  const indexOf = (value: number): number => {
    const index = Math.floor(value / size)
    // 0.3 / 0.1 is below 3.
    return at(index + 1) <= value ? index + 1 : at(index) > value ? index - 1 : index
  }
  return {
    startOf: value => at(indexOf(value)),
    label: start => `${printNumber(start)}-${printNumber(at(Math.round(start / size) + 1))}`,
    next: start => at(Math.round(start / size) + 1),
    seconds: Number.NaN,
  }
}

function logBuckets({ coefficient, base }: Extract<Span, { kind: "log" }>): Buckets {
  const at = (exponent: number): number => coefficient * base ** exponent
  const exponentOf = (value: number): number => {
    const exponent = Math.floor(Math.log(value / coefficient) / Math.log(base))
    return at(exponent + 1) <= value ? exponent + 1 : at(exponent) > value ? exponent - 1 : exponent
  }
  const after = (start: number): number => at(Math.round(Math.log(start / coefficient) / Math.log(base)) + 1)
  return {
    // There is no logarithm of what is not above zero.
    startOf: value => (value > 0 ? at(exponentOf(value)) : Number.NaN),
    label: start => `${printNumber(start)}-${printNumber(after(start))}`,
    next: after,
    seconds: Number.NaN,
  }
}
