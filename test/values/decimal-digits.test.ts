import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { binaryOf, decimalOf, fixed, groupThousands, roundDecimal } from "../../engine/values/decimal-digits.ts"

const rounded: readonly [value: number, precision: number, text: string][] = [
  [0, 0, "0"],
  [0, 2, "0.00"],
  [1.5, 0, "2"],
  [2.5, 0, "2"],
  [-2.5, 0, "2"],
  [0.5, 0, "0"],
  [0.05, 0, "0"],
  [0.51, 0, "1"],
  [0.125, 2, "0.12"],
  [0.375, 2, "0.38"],
  [1.005, 2, "1.00"],
  [9.999, 2, "10.00"],
  [0.999, 2, "1.00"],
  [0.001, 2, "0.00"],
  [123.456, 1, "123.5"],
  [1e21, 0, "1000000000000000000000"],
  [5e-324, 3, "0.000"],
  [0.1, 20, "0.10000000000000000555"],
]
for (const [value, precision, text] of rounded) test(`${value} to ${precision} digits`, () => assert.is(fixed(value, precision), text))

test("the expansion of a double is exact", () => {
  assert.equal(decimalOf(0.1), { digits: "1000000000000000055511151231257827021181583404541015625", point: 0 })
  assert.equal(decimalOf(-1200), { digits: "12", point: 4 })
  assert.equal(decimalOf(0), { digits: "", point: 0 })
  assert.is(decimalOf(5e-324).digits.length, 751)
})

test("an odd mantissa and an exponent give the double back", () => {
  assert.equal(binaryOf(0.75), { mantissa: 3n, exponent: -2 })
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 2 ** -1000 }), value => {
      const { mantissa, exponent } = binaryOf(value)
      return Number(mantissa) * 2 ** exponent === value
    }),
  )
})

test("seventeen digits give the double back", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), value => {
      const { digits, point } = roundDecimal(decimalOf(value), 17)
      return Number(`0.${digits || "0"}e${point}`) === value
    }),
  )
})

test("commas between thousands", () => {
  assert.is(groupThousands("999"), "999")
  assert.is(groupThousands("1000"), "1,000")
  assert.is(groupThousands("1234567.8901"), "1,234,567.8901")
  assert.is(groupThousands("1e+06"), "1e+06")
})

test.run()
