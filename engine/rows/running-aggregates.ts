import type { Event } from "../event.ts"
import type { Operator, Test } from "../exec/operator.ts"
import { numberOf } from "../ir/value.ts"
import { Columns } from "./cells.ts"
import { groupKey } from "./group-key.ts"
import { Grouping, type GroupingPlan } from "./grouping.ts"
import { SlidingWindow } from "./sliding-window.ts"

/** How far back running aggregates look. */
export interface WindowOptions {
  /** Whether an event counts in its own aggregates; true when left out. */
  readonly current?: boolean | undefined
  /** Number of events. */
  readonly window?: number | undefined
  /** Whether all groups share one window; true when left out. */
  readonly global?: boolean | undefined
}

/** Puts the running aggregates into events. */
export interface Running {
  add(event: Event): void
  clear(): void
}

export function runningTotals(plan: GroupingPlan, { current }: WindowOptions): Running {
  const grouping = new Grouping(plan)
  return {
    add(event) {
      const group = grouping.groupOf(event)
      if (group === null) return
      if (current !== false) group.cells.add(event)
      const results = group.cells.results()
      if (current === false) group.cells.add(event)
      for (const [column, value] of results) event.set(column, value)
    },
    clear: () => grouping.clear(),
  }
}

/** Events that a window by time alone is expected to hold. */
const expectedSize = 256

export function runningWindows(plan: GroupingPlan, by: readonly string[], options: WindowOptions, seconds: number | null): Running {
  const columns = new Columns(plan.columns)
  const { window: size = Number.POSITIVE_INFINITY } = options
  const current = options.current !== false
  const shared = options.global !== false
  let groups = new Map<string, { readonly window: SlidingWindow; count: number }>()
  let position = 0
  return {
    add(event) {
      const id = groupKey(event, by)
      // One window over all groups counts events of every group, grouped or not.
      position++
      if (id === null) return
      let group = groups.get(id)
      if (group === undefined) {
        group = { window: new SlidingWindow(columns, Number.isFinite(size) ? size : expectedSize), count: 0 }
        groups.set(id, group)
      }
      group.count++
      const { window } = group
      const at = shared ? position : group.count
      const time = seconds === null ? 0 : (numberOf(event.get("_time")) ?? Number.NaN)
      // Without the event itself the window reaches one event further back.
      const oldest = current ? at - size + 1 : at - size
      if (current) window.add(event, at, time)
      window.expire((then, thenTime) => then < oldest || (seconds !== null && Math.abs(time - thenTime) >= seconds))
      const results = window.cells().results()
      if (!current) window.add(event, at, time)
      for (const [column, value] of results) event.set(column, value)
    },
    clear() {
      groups = new Map()
      position = 0
    },
  }
}

export interface Resets {
  readonly before: Test | null
  readonly after: Test | null
  readonly onChange: boolean
}

/** Passes events on with their running aggregates, which start anew where the conditions say so. */
export const resetting =
  (start: () => Running, by: readonly string[], { before, after, onChange }: Resets): Operator =>
  next => {
    const running = start()
    let last: string | null = null
    return {
      push(event) {
        if (before?.(event) === true) running.clear()
        if (onChange) {
          const id = groupKey(event, by)
          // Events that lack one of the fields change nothing.
          if (id !== null) {
            if (last !== null && id !== last) running.clear()
            last = id
          }
        }
        running.add(event)
        if (after?.(event) === true) running.clear()
        return next.push(event)
      },
      end: () => next.end(),
    }
  }
