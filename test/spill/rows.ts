import fc from "fast-check"
import type { Row, Value } from "../../engine/ir/value.ts"

const scalar = fc.oneof(
  fc.integer({ min: -2, max: 12 }),
  fc.constantFrom("a", "b", "", "1", "1.0", "1:a", "__proto__", "10.0.0.7", "é\ud83d\ude00", "\ud800", "a\nb", '"', "1e999", "-0"),
  fc.constantFrom(0.1, 0.2, 1e300, Number.POSITIVE_INFINITY, -0),
)
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.array(scalar, { minLength: 2, maxLength: 3 }) },
)
const row = fc.record({ k: value, l: value, x: value, x2: value, _time: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(null)) })

/** Rows with few distinct values, many of them equal in one sense and not in another; without fields that are null. */
export const rows: fc.Arbitrary<Row[]> = fc.array(
  row.map((each): Row => Object.fromEntries(Object.entries(each).filter(([, one]) => one !== null))),
  { maxLength: 40 },
)

export const smallRows: readonly Row[] = ["a", "b", "a", "c"].map(k => ({ k }))
