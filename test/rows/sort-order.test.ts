import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { Event } from "../../engine/event.ts"
import { compileSortOrder, sortEvents } from "../../engine/rows/sort-order.ts"

const value = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom("1a", "10", "2", "-", "", "10.0.0.1", "9.0.0.1", "::1", "a", "B", "10.0.0.1a", "1e3"),
  fc.string({ maxLength: 3 }),
)
const types = fc.constantFrom(undefined, "num" as const, "str" as const, "ip" as const)

test("the order is total: it does not depend on the order that events come in", () =>
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), types, fc.boolean(), (values, as, descending) => {
      const order = compileSortOrder([{ field: "f", as, descending: descending ? true : undefined }])
      const rows = values.map(f => order.prepare(Event.from({ f })))
      for (const a of rows)
        for (const b of rows) {
          assert.is(Math.sign(order.compare(a, b)), -Math.sign(order.compare(b, a)) || 0)
          for (const c of rows)
            if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) assert.ok(order.compare(a, c) <= 0, JSON.stringify([a, b, c]))
        }
    }),
  ))

test("descending is ascending turned around, but for missing values", () =>
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), types, (values, as) => {
      const sorted = (descending: true | undefined) =>
        sortEvents(
          values.map(f => Event.from({ f })),
          compileSortOrder([{ field: "f", as, descending }]),
        ).map(event => event.get("f"))
      const up = sorted(undefined)
      const down = sorted(true)
      const missing = values.filter(f => f === null).length
      assert.ok(up.slice(up.length - missing).every(f => f === null))
      assert.ok(down.slice(down.length - missing).every(f => f === null))
      const order = compileSortOrder([{ field: "f", as }])
      const key = (f: (typeof up)[number]): string => JSON.stringify(order.prepare(Event.from({ f })).ranked)
      assert.equal(
        down.slice(0, down.length - missing).map(key),
        up
          .slice(0, up.length - missing)
          .reverse()
          .map(key),
      )
    }),
  ))

test.run()
