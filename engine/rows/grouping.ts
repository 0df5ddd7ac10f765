import type { AccumulatorState } from "../aggregates/aggregate.ts"
import { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { type Scalar, type Value, valuesOf } from "../ir/value.ts"
import { spillNote } from "../spill/event-sorter.ts"
import type { MemoryBudget, MemoryHolder } from "../spill/memory-budget.ts"
import { loadList, loadScalar, saveScalar } from "../statistics/saved-state.ts"
import type { AggregationColumn } from "./aggregation-columns.ts"
import { type Cells, Columns } from "./cells.ts"
import { sortByKey, textOfScalar } from "./key-order.ts"
import { SpilledGroups } from "./spilled-groups.ts"

/** One field that rows are grouped by, and where its value comes from: events without a value are left out. */
export interface GroupKey {
  readonly name: string
  value(event: Event): Value
}

export interface GroupingPlan {
  readonly keys: readonly GroupKey[]
  readonly columns: readonly AggregationColumn[]
  /** A value that a multivalue key holds twice counts once. */
  readonly dedupSplitValues?: boolean
  /** Told when an event with large multivalue keys falls into more groups than are counted. */
  warn?(message: string): void
}

export interface Group {
  readonly key: readonly Scalar[]
  readonly cells: Cells
}

/** About what a group takes beside its key and its accumulators, sorting it and the garbage that making it leaves included. */
const groupBytes = 700

/** So many groups one event may fall into. */
const maxSplits = 100_000

export const fieldKey = (name: string): GroupKey => ({ name, value: event => event.get(name) })

/**
 * Groups events by keys and aggregates each group: what stats and its kin share. Values are told apart by their text, so that 1 and
 * "1" are one group; a multivalue key puts the event into one group per value. State can be merged with that of another thread and
 * saved as plain data.
 */
export class Grouping {
  readonly columns: Columns
  private readonly groups = new Map<string, Group>()
  private readonly plan: GroupingPlan
  private readonly single: GroupKey | null

  constructor(plan: GroupingPlan) {
    this.plan = plan
    this.columns = new Columns(plan.columns)
    const [first] = plan.keys
    this.single = plan.keys.length === 1 && first !== undefined ? first : null
    this.clear()
  }

  get size(): number {
    return this.groups.size
  }

  add(event: Event): void {
    const found = this.locate(event)
    if (found === null) return
    if (found === splits) for (const group of this.split(event)) group.cells.add(event)
    else found.cells.add(event)
  }

  /** The group of an event, made when it is new; the first of them where multivalue keys give several. Null when a key is missing. */
  groupOf(event: Event): Group | null {
    const found = this.locate(event)
    return found === splits ? (this.split(event)[0] ?? null) : found
  }

  /** What the groups of an event are known by, the first of them its own; none when a key is missing. No group is made. */
  idsOf(event: Event): readonly string[] {
    const id = this.idOf(event)
    if (id === null) return []
    return id === splits ? this.combinations(event).map(key => this.idAt(key)) : [id]
  }

  private locate(event: Event): Group | typeof splits | null {
    const id = this.idOf(event)
    if (id === null || id === splits) return id
    return this.groups.get(id) ?? this.create(id, this.combinations(event)[0] ?? [])
  }

  private idOf(event: Event): string | typeof splits | null {
    const { single } = this
    if (single !== null) {
      const value = single.value(event)
      if (value === null) return null
      return typeof value === "object" ? splits : textOfScalar(value)
    }
    let id = ""
    for (const key of this.plan.keys) {
      const value = key.value(event)
      if (value === null) return null
      if (typeof value === "object") return splits
      id = id === "" ? idPart(value) : id + idPart(value)
    }
    return id
  }

  private split(event: Event): Group[] {
    return this.combinations(event).map(key => this.groupAt(key))
  }

  private combinations(event: Event): Scalar[][] {
    let combinations: Scalar[][] = [[]]
    for (const key of this.plan.keys) {
      let values = valuesOf(key.value(event))
      if (this.plan.dedupSplitValues === true) values = distinct(values)
      const room = Math.max(1, Math.floor(maxSplits / combinations.length))
      if (values.length > room) this.plan.warn?.(`an event falls into more than ${maxSplits} groups; the others were left out`)
      const counted = values.length > room ? values.slice(0, room) : values
      combinations = combinations.flatMap(combination => counted.map(value => [...combination, value]))
    }
    return combinations
  }

  private groupAt(key: readonly Scalar[]): Group {
    const id = this.idAt(key)
    return this.groups.get(id) ?? this.create(id, key)
  }

  private idAt(key: readonly Scalar[]): string {
    return this.single !== null ? key.map(textOfScalar).join("") : key.map(idPart).join("")
  }

  private create(id: string, key: readonly Scalar[]): Group {
    const group = { key, cells: this.columns.createCells() }
    this.columns.grown += groupBytes + id.length * 2
    this.groups.set(id, group)
    return group
  }

  /** As if no event had been seen. */
  clear(): void {
    this.groups.clear()
    // Without keys there is one row, also over no events.
    if (this.plan.keys.length === 0) this.create("", [])
  }

  /** Adds the groups of a grouping by the same plan, whose events come later in pipeline order. */
  merge(other: Grouping): void {
    for (const [id, { key, cells }] of other.groups) (this.groups.get(id) ?? this.create(id, key)).cells.merge(cells)
  }

  /** Plain data, for another thread or a spilled run. */
  save(): AccumulatorState {
    return Array.from(this.groups.values(), ({ key, cells }): AccumulatorState => [key.map(saveScalar), cells.save()])
  }

  /** Adds groups that `save` gave, whose events come later in pipeline order. */
  load(state: AccumulatorState): void {
    for (const entry of loadList(state)) {
      const [savedKey, saved = null] = loadList(entry)
      const cells = this.columns.createCells()
      cells.load(saved)
      this.groupAt(loadList(savedKey).map(loadScalar)).cells.merge(cells)
    }
  }

  /** All groups, sorted by their keys. */
  sorted(): Group[] {
    return sortByKey(this.groups.values(), ({ key }) => key)
  }

  /** One row per group, sorted by the keys: these first, then the columns as written. */
  results(): Iterable<Event> {
    return this.rows(this.sorted())
  }

  /** A row for each of the groups, in their order. */
  *rows(groups: Iterable<Group>): Iterable<Event> {
    const columns = this.columns.bound()
    const { keys } = this.plan
    for (const { key, cells } of groups) {
      const row = new Event()
      keys.forEach(({ name }, index) => {
        row.set(name, key[index] ?? null)
      })
      for (const { as, at } of columns) row.set(as, at(cells).result())
      yield row
    }
  }
}

/** Stands for the groups of an event with multivalue keys. */
const splits = Symbol("several groups")

/** With its length in front no value can run into the next one. */
function idPart(value: Scalar): string {
  const text = textOfScalar(value)
  return `${text.length}:${text}`
}

function distinct(values: readonly Scalar[]): readonly Scalar[] {
  const byText = new Map<string, Scalar>()
  for (const value of values) if (!byText.has(textOfScalar(value))) byText.set(textOfScalar(value), value)
  return [...byText.values()]
}

/** What stages that group share beside their plan. */
export interface GroupingMemory {
  readonly memory: MemoryBudget
  warn(message: string): void
}

/** A grouping whose groups wait on disk where they take more memory than there is. */
export class SpillingGrouping {
  private readonly grouping: Grouping
  private readonly spilled: SpilledGroups
  private readonly holder: MemoryHolder

  constructor(plan: GroupingPlan, memory: MemoryBudget) {
    this.grouping = new Grouping(plan)
    this.spilled = new SpilledGroups(this.grouping.columns, memory)
    // One row cannot be split.
    this.holder = memory.hold(plan.keys.length === 0 ? null : () => this.spill())
  }

  get columns(): Columns {
    return this.grouping.columns
  }

  add(event: Event): void {
    this.grouping.add(event)
    const { columns } = this
    const { grown } = columns
    if (grown === 0) return
    columns.grown = 0
    this.holder.add(grown)
  }

  /** No more events come. Gives all groups, sorted by their keys, any number of times; in each pass a group may be changed. */
  groups(): Iterable<Group> {
    const { spilled, holder, grouping } = this
    if (spilled.isEmpty) {
      holder.pin()
      return grouping.sorted()
    }
    this.spill()
    return { [Symbol.iterator]: () => spilled.merged()[Symbol.iterator]() }
  }

  /** A row for each of the groups, in their order. */
  rows(groups: Iterable<Group>): Iterable<Event> {
    return this.grouping.rows(groups)
  }

  /** The groups are not needed any more. @param stage what the stage is called, for the note that they were on disk */
  close(stage: string, warn: (message: string) => void): void {
    if (!this.spilled.isEmpty) warn(spillNote(stage, "groups", this.spilled.bytesWritten))
    this.grouping.clear()
    this.holder.clear()
  }

  private spill(): void {
    const { grouping, columns } = this
    this.spilled.write(grouping.sorted())
    grouping.clear()
    columns.grown = 0
    this.holder.clear()
  }
}

/**
 * Aggregates all events and passes on the rows in the end. Groups that take more memory than there is wait on disk.
 * @param stage what the stage is called, for the note that it did so
 */
export const groupingOperator =
  (plan: GroupingPlan, stage: string, { memory, warn }: GroupingMemory): Operator =>
  next => {
    const grouping = new SpillingGrouping(plan, memory)
    return {
      push(event) {
        grouping.add(event)
        return true
      },
      end() {
        for (const row of grouping.rows(grouping.groups())) if (!next.push(row)) break
        grouping.close(stage, warn)
        next.end()
      },
    }
  }
