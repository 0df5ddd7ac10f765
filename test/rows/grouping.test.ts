import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { aggregates } from "../../engine/aggregates/index.ts"
import { Event } from "../../engine/event.ts"
import type { Row } from "../../engine/ir/value.ts"
import type { AggregationColumn } from "../../engine/rows/aggregation-columns.ts"
import { orderedAggregates } from "../../engine/rows/aggregation-list.ts"
import { fieldKey, Grouping } from "../../engine/rows/grouping.ts"
import { timeZone } from "../../engine/time/time-zone.ts"
import { applyWildcard, wildcardCapture } from "../../engine/wildcard.ts"

const create = (name: string) => {
  const definition = aggregates.get(name)
  return () => definition.create({ parameter: Number.NaN, timeZone: timeZone("UTC"), bucketSeconds: Number.NaN })
}
const column = (name: string, field: string): AggregationColumn => ({
  as: `${name}_${field}`,
  argument: event => event.get(field),
  create: create(name),
  bind: null,
})
const capture = wildcardCapture("x*", { caseSensitive: true })
const pattern: AggregationColumn = {
  as: "sum_*",
  argument: () => null,
  create: create("sum"),
  bind: field => {
    const captured = capture(field)
    return captured === null ? null : applyWildcard("sum_*", captured)
  },
}
const columns = [column("values", "x1"), pattern, column("list", "x2"), column("first", "x1"), column("avg", "x1")]
const grouping = (keys: readonly string[]): Grouping => new Grouping({ keys: keys.map(fieldKey), columns })
const rowsOf = (each: Grouping): Row[] => Array.from(each.results(), event => event.toRow())

const value = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom("a", "b", "", "1", "1:a", "__proto__"),
  fc.constant(null),
  fc.array(fc.constantFrom("a", "b", "c"), { minLength: 2, maxLength: 3 }),
)
const rows = fc.array(fc.record({ k: value, l: value, x1: value, x2: value }), { maxLength: 30 })
const keys = fc.constantFrom([], ["k"], ["k", "l"])
const eventOf = (row: Row): Event => Event.from(Object.fromEntries(Object.entries(row).filter(([, each]) => each !== null)))

test("parts that are merged give what one pass gives", () => {
  fc.assert(
    fc.property(rows, keys, fc.nat(30), (all, by, cut) => {
      const whole = grouping(by)
      const early = grouping(by)
      const late = grouping(by)
      all.forEach((row, index) => {
        whole.add(eventOf(row))
        const part = index < cut ? early : late
        part.add(eventOf(row))
      })
      early.merge(late)
      assert.equal(rowsOf(early), rowsOf(whole))
    }),
  )
})

test("parts that were saved as JSON and loaded give what one pass gives", () => {
  fc.assert(
    fc.property(rows, keys, fc.nat(30), (all, by, cut) => {
      const whole = grouping(by)
      for (const row of all) whole.add(eventOf(row))
      const loaded = grouping(by)
      for (const part of [all.slice(0, cut), all.slice(cut)]) {
        const each = grouping(by)
        for (const row of part) each.add(eventOf(row))
        loaded.load(JSON.parse(JSON.stringify(each.save())))
      }
      assert.equal(rowsOf(loaded), rowsOf(whole))
    }),
  )
})

test("what depends on the order of events is what the registry says", () => {
  const ordered = aggregates.definitions.filter(({ dependsOn }) => dependsOn === "order").map(({ name }) => name)
  assert.equal([...orderedAggregates].sort(), ordered.sort())
})

test("groups are cleared, and without keys one row stays", () => {
  const none = grouping([])
  none.add(eventOf({ x1: "a" }))
  none.clear()
  assert.equal(rowsOf(none), [{}])
  const one = grouping(["k"])
  one.add(eventOf({ k: "a" }))
  one.clear()
  assert.is(one.size, 0)
})

test.run()
