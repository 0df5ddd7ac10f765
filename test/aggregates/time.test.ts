import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Value } from "../../engine/ir/value.ts"
import { accumulate, printed } from "./accumulate.ts"

const day = 86_400

const table: readonly [title: string, call: string, events: readonly (readonly [time: Value, value: Value])[], expected: Value][] = [
  // biome-ignore format: one case a line
  ["earliest goes by time, not by order", "earliest(v)", [[100, "old"], [300, "new"], [50, null]], "old"],
  // biome-ignore format: one case a line
  ["latest goes by time, not by order", "latest(v)", [[100, "old"], [300, "new"], [200, "mid"]], "new"],
  // biome-ignore format: one case a line
  ["earliest of equal times is the first seen", "earliest(v)", [[100, "a"], [100, "b"]], "a"],
  // biome-ignore format: one case a line
  ["latest of equal times is the first seen", "latest(v)", [[100, "a"], [100, "b"]], "a"],
  [
    "times may be text",
    "latest(v)",
    [
      ["99.5", "a"],
      ["100.25", "b"],
    ],
    "b",
  ],
  [
    "an event without a time does not count",
    "latest(v)",
    [
      [null, "a"],
      [1, "b"],
    ],
    "b",
  ],
  ["no event with a time", "earliest(v)", [[null, "a"]], null],
  // biome-ignore format: one case a line
  ["earliest_time is that of the earliest value", "earliest_time(v)", [[300, "x"], [100, "y"], [50, null]], 100],
  // biome-ignore format: one case a line
  ["latest_time is that of the latest value", "latest_time(v)", [[300, "x"], [100, "y"], [400, null]], 300],
  ["latest_time of nothing is null", "latest_time(v)", [], null],
  // biome-ignore format: one case a line
  ["rate is the increase per second", "rate(v)", [[30, 160], [20, "130"], [10, 100]], 3],
  // biome-ignore format: one case a line
  ["rate ignores text", "rate(v)", [[30, "x"], [20, 130], [10, 100]], 3],
  // biome-ignore format: one case a line
  ["rate adds what a counter had before its reset", "rate(v)", [[30, 20], [20, 120], [10, 100]], 2],
  ["rate of one point is null", "rate(v)", [[10, 100]], null],
  // biome-ignore format: one case a line
  ["rate of one moment is null", "rate(v)", [[10, 100], [10, 200]], null],
  // biome-ignore format: one case a line
  ["sparkline counts by second when that is enough", "sparkline(count)", [[103, "a"], [100, "a"], [100.5, null]], ["##__SPARKLINE__##", 2, 0, 0, 1]],
  // biome-ignore format: one case a line
  ["sparkline of a field counts its values", "sparkline(count(v))", [[101, ["a", "b"]], [100, null], [100, "a"]], ["##__SPARKLINE__##", 1, 2]],
  // biome-ignore format: one case a line
  ["sparkline takes longer steps for longer times", "sparkline(count)", [[400, 1], [0, 1], [3, 1], [120, 1]],
    ["##__SPARKLINE__##", 2, ...zeros(23), 1, ...zeros(55), 1]],
  // biome-ignore format: one case a line
  ["sparkline steps of a day start at midnight", "sparkline(count)", [[14 * day, 1], [5 * day, 1], [5 * day - 1, 1]],
    ["##__SPARKLINE__##", 1, 1, ...zeros(8), 1]],
  // biome-ignore format: one case a line
  ["sparkline never has more than a hundred steps", "sparkline(count)", [[0, 1], [900 * 365.2425 * day, 1]],
    ["##__SPARKLINE__##", 1, ...zeros(98), 1]],
  ["sparkline of nothing is null", "sparkline(count)", [], null],
]

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0)
}

for (const [title, call, events, expected] of table)
  test(title, () =>
    assert.equal(
      printed(
        accumulate(
          call,
          events.map(([_time, v]) => ({ _time, v })),
        ),
      ),
      expected,
    ),
  )

test.run()
