import type { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import type { Value } from "../ir/value.ts"
import { type EventMemory, spillNote } from "../spill/event-sorter.ts"
import { Spool } from "../spill/spool.ts"
import { EventFormat } from "../spill/stored-row.ts"
import { EventsByKey, type KeyedEvent, type PlacedEvent, placedFormat } from "./events-by-key.ts"
import { type Group, Grouping, type GroupingPlan } from "./grouping.ts"

/**
 * Adds the aggregates of its group to each event, once all have come. Events for which there is no memory wait on disk; once the
 * groups take too much, they are forgotten and the events brought together group by group.
 * @param stage what the stage is called, for the note that it did so
 */
export const addedAggregates =
  (plan: GroupingPlan, stage: string, context: EventMemory): Operator =>
  next => {
    const { memory, reads, warn } = context
    const grouping = new Grouping(plan)
    const { columns } = grouping
    const events = new Spool<Event>(memory, new EventFormat(reads))
    const holder = memory.hold(
      // The only group there is takes little.
      plan.keys.length === 0
        ? null
        : () => {
            isOver = true
            grouping.clear()
            holder.clear()
          },
    )
    let isOver = false
    let byKey: EventsByKey | null = null

    const takeApart = (event: Event, into: EventsByKey): void => {
      const [own, ...others] = grouping.idsOf(event)
      if (own === undefined) {
        into.pass(event)
        return
      }
      columns.notice(event)
      into.add(own, event)
      // What is set on the event its copies must not see.
      for (const id of others) into.show(id, event.fork())
    }
    const bringTogether = (): EventsByKey => {
      const all = new EventsByKey(context)
      for (const event of events) takeApart(event, all)
      events.clear()
      return all
    }
    const waiting = new Spool<PlacedEvent>(memory, placedFormat(reads))
    function* withAggregates(list: Iterable<KeyedEvent>): Iterable<PlacedEvent> {
      const cells = columns.createCells()
      for (const { position, event } of list) {
        if (event === null) continue
        cells.add(event)
        if (position !== null) waiting.add({ position, event })
      }
      const results = cells.results()
      for (const placed of waiting) {
        setAll(placed.event, results)
        yield placed
      }
      waiting.clear()
    }

    return {
      push(event) {
        if (isOver) {
          byKey ??= bringTogether()
          takeApart(event, byKey)
          return true
        }
        grouping.add(event)
        const { grown } = columns
        columns.grown = 0
        events.add(event)
        if (grown > 0 && !isOver) holder.add(grown)
        return true
      },
      end() {
        if (isOver) byKey ??= bringTogether()
        holder.pin()
        const results = byKey === null ? withGroups(events, grouping) : byKey.results(withAggregates)
        for (const event of results) if (!next.push(event)) break
        const { bytesWritten } = events
        if (byKey !== null) byKey.report(stage, bytesWritten + waiting.bytesWritten)
        else if (bytesWritten > 0) warn(spillNote(stage, "events", bytesWritten))
        grouping.clear()
        holder.clear()
        events.clear()
        waiting.clear()
        next.end()
      },
    }
  }

/** @param grouping of these events */
function* withGroups(events: Iterable<Event>, grouping: Grouping): Iterable<Event> {
  const results = new Map<Group, Added>()
  for (const event of events) {
    const group = grouping.groupOf(event)
    if (group !== null) {
      let values = results.get(group)
      if (values === undefined) {
        values = group.cells.results()
        results.set(group, values)
      }
      setAll(event, values)
    }
    yield event
  }
}

type Added = readonly (readonly [column: string, value: Value])[]

function setAll(event: Event, values: Added): void {
  for (const [column, value] of values) event.set(column, value)
}
