import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Value } from "../../engine/ir/value.ts"
import { accumulate, printed } from "./accumulate.ts"

const table: readonly [title: string, call: string, values: readonly Value[], expected: Value][] = [
  ["avg ignores text and missing values", "avg(v)", ["1", "x", null, "3"], 2],
  ["avg takes all values of a multivalue", "avg(v)", [["1", "2"], 6], 3],
  ["avg of no numbers is null", "avg(v)", ["x", null], null],
  ["mean is avg", "mean(v)", [2, 4], 3],
  ["sum of tenths has no drift", "sum(v)", Array.from({ length: 10 }, () => 0.1), 1],
  ["avg of a hundred equal values is the value", "avg(v)", Array.from({ length: 100 }, () => 3.99), 3.99],
  ["sum keeps small terms beside large ones", "sum(v)", [1e16, 1, -1e16], 1],
  ["sum beyond exact integers", "sum(v)", [9007199254740991, 9007199254740991, 2], 18014398509481984],
  ["sum with infinity", "sum(v)", [1, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY],
  ["sum of no numbers is null", "sum(v)", [null], null],
  ["sumsq", "sumsq(v)", [2, 4, 4, 4, 5, 5, 7, 9, 4], 248],
  ["range", "range(v)", [2, 4, 4, 4, 5, 5, 7, 9, 4], 7],
  ["range of one number is 0", "range(v)", [7], 0],
  ["range of no numbers is null", "range(v)", ["a"], null],
  ["stdev is that of a sample", "round of stdev(v)", [2, 4, 4, 4, 5, 5, 7, 9, 4], 2.027588],
  ["stdevp is that of a population", "round of stdevp(v)", [2, 4, 4, 4, 5, 5, 7, 9, 4], 1.911628],
  ["var is that of a sample", "round of var(v)", [2, 4, 4, 4, 5, 5, 7, 9, 4], 4.111111],
  ["varp is that of a population", "varp(v)", [1, 2, 3, 4], 1.25],
  ["var of one number is 0", "var(v)", [1.8], 0],
  ["stdev of one number is 0", "stdev(v)", [1.8], 0],
  ["var of no numbers is null", "var(v)", ["x"], null],
  ["var far from zero does not cancel", "var(v)", [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 30],
  ["median of an odd count", "median(v)", [9, 1, 5], 5],
  ["median of an even count is the higher of two", "median(v)", [1, 2, 3, 4], 3],
  ["median compares as numbers", "median(v)", ["10", "9", "100"], 10],
  ["median of no numbers is null", "median(v)", [], null],
  ["perc50 interpolates", "perc50(v)", [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5.5],
  ["perc95 interpolates", "perc95(v)", [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 9.55],
  ["perc50 of running totals", "perc50(v)", [0, 212, 579, 1068, 1692, 2301, 2793, 3306, 3673, 4010], 1996.5],
  ["perc95 of running totals", "perc95(v)", [0, 212, 579, 1068, 1692, 2301, 2793, 3306, 3673, 4010], 3858.35],
  ["p is perc", "p75(v)", [1, 2, 3, 4, 5], 4],
  ["percentile is perc", "percentile75(v)", [1, 2, 3, 4, 5], 4],
  ["the number may have decimals", "p99.9(v)", [0, 1000], 999],
  ["perc0 is the smallest", "perc0(v)", [3, 1, 2], 1],
  ["perc100 is the largest", "perc100(v)", [3, 1, 2], 3],
  ["exactperc", "exactperc50(v)", [1, 2], 1.5],
  ["upperperc", "upperperc50(v)", [1, 2], 1.5],
  ["per_second divides by the width of the bucket", "per_second(v)", [60, "60", "x"], 2],
  ["per_minute", "per_minute(v)", [60, 60], 120],
  ["per_hour", "per_hour(v)", [1], 60],
  ["per_day", "per_day(v)", [1], 1440],
  ["per_day of no numbers is null", "per_day(v)", [], null],
]

for (const [title, call, values, expected] of table)
  test(title, () => {
    const result = accumulate(
      call.replace("round of ", ""),
      values.map(v => ({ v })),
    )
    assert.equal(call.startsWith("round of ") && typeof result === "number" ? Number(result.toFixed(6)) : printed(result), expected)
  })

test.run()
