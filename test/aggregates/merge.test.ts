import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { Event } from "../../engine/event.ts"
import type { Row, Value } from "../../engine/ir/value.ts"
import { aggregation, exampleCalls } from "./accumulate.ts"

const scalar = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.constantFrom("", "10", "9", "2.0", " 7", "1e3", "abc", "Zed", "é", "\u{1f4a9}", "\uffff", "__proto__"),
  fc.constantFrom(Number.POSITIVE_INFINITY, 0.1),
)
const value: fc.Arbitrary<Value> = fc.oneof(scalar, fc.constant(null), fc.array(scalar, { minLength: 2, maxLength: 4 }))
const row: fc.Arbitrary<Row> = fc.record({
  _time: fc.oneof(fc.integer({ min: 1_700_000_000, max: 1_700_000_020 }), fc.double({ min: 0, max: 2e9, noNaN: true }), fc.constant(null)),
  bytes: value,
  user: value,
})

const close = (a: number, b: number): boolean => Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))

/** Squared deviations are sums of rounded terms: they are the same up to rounding. All other results must be the same. */
const rounds = new Set(["stdev", "stdevp", "var", "varp"])

for (const { definition, call } of exampleCalls) {
  const { create, valueIn } = aggregation(call)
  const feed = (rows: readonly Row[]): ReturnType<typeof create> => {
    const accumulator = create()
    for (const each of rows) {
      const event = Event.from(each)
      accumulator.add(valueIn(event), event)
    }
    return accumulator
  }

  test(`${definition.name}: parts that were saved and merged give what one run gives`, () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.array(fc.nat(30), { maxLength: 3 }), (rows, cuts) => {
        const whole = feed(rows).result()
        const merged = create()
        const bounds = [0, ...cuts.map(cut => Math.min(cut, rows.length)).sort((a, b) => a - b), rows.length]
        bounds.slice(1).forEach((end, i) => {
          const part = create()
          part.load(JSON.parse(JSON.stringify(feed(rows.slice(bounds[i], end)).save())))
          merged.merge(part)
        })
        const result = merged.result()
        if (rounds.has(definition.name) && typeof whole === "number" && typeof result === "number")
          assert.ok(close(whole, result), `${result} should be ${whole}`)
        else assert.equal(result, whole)
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  if (definition.dependsOn === "set")
    test(`${definition.name}: the order of events makes no difference`, () => {
      fc.assert(
        fc.property(fc.array(row, { maxLength: 20 }), rows => {
          const forward = feed(rows).result()
          const backward = feed(rows.toReversed()).result()
          if (rounds.has(definition.name) && typeof forward === "number" && typeof backward === "number")
            assert.ok(close(forward, backward), `${backward} should be ${forward}`)
          else assert.equal(backward, forward)
        }),
        { numRuns: 100, seed: 7 },
      )
    })
}

test.run()
