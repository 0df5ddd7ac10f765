import { test } from "uvu"
import * as assert from "uvu/assert"
import { evaluate } from "./evaluate.ts"

const max = 2 ** 53 - 1

const table: readonly [expr: string, expected: number | null][] = [
  ["bit_and(12, 9)", 8],
  ["bit_and(7, 6, 5)", 4],
  ['bit_and("12", mask)', 8],
  ["bit_and(pow(2, 53), 1)", null],
  [`bit_and(${max}, 1)`, 1],
  ["bit_or(4, 2)", 6],
  ["bit_or(4, 6)", 6],
  ["bit_or(4294967296, 1)", 4294967297],
  ["bit_xor(3, 2)", 1],
  ["bit_xor(4, 6)", 2],
  ["bit_not(9)", 9007199254740982],
  ["bit_not(9, 15)", 6],
  ["bit_not(9, 7)", 6],
  ["bit_not(0)", max],
  ["bit_not(9, -1)", null],
  ["bit_shift_left(2, 1)", 4],
  ["bit_shift_left(67, 1)", 134],
  ["bit_shift_left(3, 52)", 4503599627370496],
  ["bit_shift_left(1, 53)", 0],
  ["bit_shift_left(3, 57)", 0],
  [`bit_shift_left(3, ${max})`, 0],
  ["bit_shift_left(3, pow(2, 53))", null],
  ["bit_shift_left(3, -2)", null],
  ["bit_shift_right(4, 1)", 2],
  ["bit_shift_right(-3, 1)", null],
  ["bit_shift_right(4, 60)", 0],
  ["bit_and(bit_shift_right(2880123815697639, 8), 4294967295)", 1964306844],
  ["bit_and(1.5, 1)", null],
  ["bit_and(word, 1)", null],
  ["bit_and(absent, 1)", null],
]

for (const [expr, expected] of table) test(expr, () => assert.is(evaluate(expr, { mask: 9, word: "abc" }), expected))

test.run()
