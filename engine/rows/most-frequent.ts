import type { AccumulatorState } from "../aggregates/aggregate.ts"
import { Event } from "../event.ts"
import type { Operator } from "../exec/operator.ts"
import { type Scalar, valuesOf } from "../ir/value.ts"
import { ExternalSorter } from "../spill/external-sorter.ts"
import type { MemoryBudget } from "../spill/memory-budget.ts"
import type { ExecContext } from "../stages/stage.ts"
import { loadList, loadNumber, loadScalar, saveScalar } from "../statistics/saved-state.ts"
import { compileColumns } from "./aggregation-columns.ts"
import { type FrequencyOptions, standard } from "./frequency.ts"
import { fieldKey, type Group, SpillingGrouping } from "./grouping.ts"
import { compareKeys, type RankedKey, rankKey, textOfScalar } from "./key-order.ts"

/** Counts values and passes on the most frequent (-1) or the rarest (1) of each group. */
export function frequencyOperator(options: FrequencyOptions, direction: -1 | 1, ctx: ExecContext): Operator {
  const { by = [], fields } = options
  const { memory, warn } = ctx
  const columns = compileColumns([{ function: "count", as: "count" }], ctx)
  return next => {
    const grouping = new SpillingGrouping({ keys: [...by, ...fields].map(fieldKey), columns, warn }, memory)
    return {
      push(event) {
        grouping.add(event)
        return true
      },
      end() {
        for (const row of frequencyRows(grouping.groups(), options, direction, memory)) if (!next.push(row)) break
        grouping.close(direction === -1 ? "top" : "rare", warn)
        next.end()
      },
    }
  }
}

interface Counted {
  readonly values: readonly Scalar[]
  readonly count: number
}

/** About what a counted value takes beside its text. */
const countedBytes = 200

/** The values of one group by their counts; those that come too late for the limit are only added up. */
class Frequencies {
  readonly key: readonly Scalar[]
  private readonly ranked: ExternalSorter<Counted>
  private readonly limit: number
  private number = 0
  private total = 0

  constructor(key: readonly Scalar[], direction: -1 | 1, limit: number, memory: MemoryBudget) {
    this.key = key
    this.limit = limit
    this.ranked = new ExternalSorter<Counted>(
      memory,
      {
        compare: (a, b) => direction * (a.count - b.count),
        encode: ({ values, count }) => JSON.stringify([values.map(saveScalar), count]),
        decode(line) {
          const state: AccumulatorState = JSON.parse(line)
          const [values, count] = loadList(state)
          return { values: loadList(values).map(loadScalar), count: loadNumber(count) }
        },
        bytes: ({ values }) => values.reduce<number>((bytes, value) => bytes + textOfScalar(value).length * 2, countedBytes),
      },
      { most: limit },
    )
  }

  add(counted: Counted): void {
    this.number++
    this.total += counted.count
    this.ranked.add(counted)
  }

  /** The rows of the group, once. */
  *rows(options: FrequencyOptions): Iterable<Event> {
    const { fields, useother, otherstr = standard.otherstr } = options
    let rest = this.total
    for (const { values, count } of this.ranked.sorted()) {
      rest -= count
      yield this.row(values, count, options)
    }
    if (useother === true && this.limit > 0 && this.number > this.limit)
      yield this.row(
        fields.map(() => otherstr),
        rest,
        options,
      )
  }

  private row(
    values: readonly Scalar[],
    count: number,
    { by = [], fields, countfield = standard.countfield, percentfield = standard.percentfield, showcount, showperc }: FrequencyOptions,
  ): Event {
    const event = new Event()
    by.forEach((name, index) => {
      event.set(name, this.key[index] ?? null)
    })
    fields.forEach((name, index) => {
      event.set(name, values[index] ?? null)
    })
    if (showcount !== false) event.set(countfield, count)
    // Splunk gives six decimals.
    if (showperc !== false) event.set(percentfield, Number(((100 * count) / this.total).toFixed(6)))
    return event
  }
}

/** @param groups sorted by their keys, which decide between equal counts */
function* frequencyRows(groups: Iterable<Group>, options: FrequencyOptions, direction: -1 | 1, memory: MemoryBudget): Iterable<Event> {
  const { by = [], limit = standard.limit } = options
  // Keys of different text may be equal in order, as 1 and "1.0" are: their values come mixed.
  const equal = new Map<string, Frequencies>()
  let last: RankedKey | null = null
  for (const { key, cells } of groups) {
    const group = key.slice(0, by.length)
    const ranked = rankKey(group)
    if (last !== null && compareKeys(last, ranked) !== 0) {
      for (const frequencies of equal.values()) yield* frequencies.rows(options)
      equal.clear()
    }
    last = ranked
    const id = JSON.stringify(group.map(textOfScalar))
    let frequencies = equal.get(id)
    if (frequencies === undefined) {
      frequencies = new Frequencies(group, direction, limit, memory)
      equal.set(id, frequencies)
    }
    const [count = 0] = valuesOf(cells.fixed[0]?.result() ?? null)
    frequencies.add({ values: key.slice(by.length), count: Number(count) })
  }
  for (const frequencies of equal.values()) yield* frequencies.rows(options)
}
