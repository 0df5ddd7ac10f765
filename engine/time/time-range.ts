/** A span of time in epoch seconds, open where a bound is left out. */
export interface TimeRange {
  /** The first time within. */
  readonly from?: number | undefined
  /** The first time beyond. */
  readonly to?: number | undefined
}

/** Whether an event of a time lies within; one without a time cannot be told to lie outside. */
export const isWithin = (time: number | null, { from, to }: TimeRange): boolean =>
  time === null || ((from === undefined || time >= from) && (to === undefined || time < to))
