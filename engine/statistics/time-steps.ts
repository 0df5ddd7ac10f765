import { civilFromDays, secondsPerDay } from "../time/calendar.ts"
import type { TimeZone } from "../time/time-zone.ts"

/** Numbers the stretches of time of one length: which one a wall-clock second lies in. */
type Step = (wallClock: number) => number

const seconds =
  (length: number): Step =>
  wallClock =>
    Math.floor(wallClock / length)

const months =
  (count: number): Step =>
  wallClock => {
    const { year, month } = civilFromDays(Math.floor(wallClock / secondsPerDay))
    return Math.floor((year * 12 + month - 1) / count)
  }

/** Splunk's sparkline_time_steps, shortest first, and sparkline_maxsize. */
const steps: readonly Step[] = [...[1, 5, 10, 30, 60, 300, 600, 1800, 3600, secondsPerDay].map(seconds), months(1)]
const maxSteps = 100

/**
 * Counts by epoch second as counts by stretches of equal length, from the first second to the last, in the shortest length that
 * needs at most 100 stretches. Days and months are those of the time zone. Empty stretches count 0.
 */
export function occurrencesByTime(bySecond: ReadonlyMap<number, number>, timeZone: TimeZone): number[] {
  const moments = Array.from(bySecond, ([second, count]) => ({ wallClock: second + timeZone.offsetAt(second), count }))
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { wallClock } of moments) {
    if (wallClock < first) first = wallClock
    if (wallClock > last) last = wallClock
  }
  if (first > last) return []
  const length = (step: Step): number => step(last) - step(first) + 1
  const step = steps.find(each => length(each) <= maxSteps) ?? months(Math.ceil(length(months(1)) / (maxSteps - 1)))
  const start = step(first)
  const counts = new Array<number>(length(step)).fill(0)
  for (const { wallClock, count } of moments) {
    const index = step(wallClock) - start
    counts[index] = (counts[index] ?? 0) + count
  }
  return counts
}
