import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { alignTime, parseTimeSpan, spanSeconds, type TimeSpan } from "../../engine/time/time-span.ts"
import { timeZone, utc } from "../../engine/time/time-zone.ts"

const spans: readonly [text: string, span: TimeSpan | null, seconds: number][] = [
  ["5m", { count: 5, unit: "m" }, 300],
  ["1h", { count: 1, unit: "h" }, 3600],
  ["h", { count: 1, unit: "h" }, 3600],
  ["30s", { count: 30, unit: "s" }, 30],
  ["10secs", { count: 10, unit: "s" }, 10],
  ["2mins", { count: 2, unit: "m" }, 120],
  ["3hrs", { count: 3, unit: "h" }, 10_800],
  ["1day", { count: 1, unit: "d" }, 86_400],
  ["2w", { count: 2, unit: "w" }, 1_209_600],
  ["1w@w1", { count: 1, unit: "w", weekStart: 1 }, 604_800],
  ["1w@w7", { count: 1, unit: "w", weekStart: 0 }, 604_800],
  ["1mon", { count: 1, unit: "mon" }, 2_592_000],
  ["1month", { count: 1, unit: "mon" }, 2_592_000],
  ["1q", { count: 1, unit: "q" }, 7_776_000],
  ["1y", { count: 1, unit: "y" }, 31_536_000],
  ["500ms", { count: 500, unit: "ms" }, 0.5],
  ["10us", { count: 10, unit: "us" }, 0.00001],
  ["5cs", { count: 5, unit: "cs" }, 0.05],
  ["2ds", { count: 2, unit: "ds" }, 0.2],
  [" 5m ", { count: 5, unit: "m" }, 300],
  ["10", null, 0],
  ["", null, 0],
  ["2log10", null, 0],
  ["5x", null, 0],
  ["-5m", null, 0],
  ["1.5h", null, 0],
  ["1d@w1", null, 0],
]
for (const [text, expected, seconds] of spans)
  test(`"${text}"`, () => {
    const span = parseTimeSpan(text)
    assert.equal(span, expected)
    if (span !== null) assert.is(spanSeconds(span), seconds)
  })

for (const text of ["0m", "300ms", "7us", "11ds"])
  test(`"${text}" is no legal span`, () => {
    assert.throws(
      () => parseTimeSpan(text),
      (error: unknown) => error instanceof RuleError && error.code === "time",
    )
  })

const at = (time: string): number => Date.parse(time) / 1000
const iso = (time: number): string => new Date(time * 1000).toISOString()

const buckets: readonly [time: string, span: string, zone: string, expected: string][] = [
  ["2023-11-14T22:13:20.750Z", "500ms", "UTC", "2023-11-14T22:13:20.500Z"],
  ["2023-11-14T22:13:20.750Z", "1s", "UTC", "2023-11-14T22:13:20.000Z"],
  ["2023-11-14T22:13:20Z", "7s", "UTC", "2023-11-14T22:13:14.000Z"],
  ["2023-11-14T22:13:20Z", "5m", "UTC", "2023-11-14T22:10:00.000Z"],
  ["2023-11-14T22:13:20Z", "4h", "UTC", "2023-11-14T20:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1d", "UTC", "2023-11-14T00:00:00.000Z"],
  // 1970-01-01 starts the count: 19,675 days later is odd.
  ["2023-11-14T22:13:20Z", "2d", "UTC", "2023-11-13T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1w", "UTC", "2023-11-12T00:00:00.000Z"],
  ["2023-11-12T00:00:00Z", "1w", "UTC", "2023-11-12T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1w@w1", "UTC", "2023-11-13T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1w@w3", "UTC", "2023-11-08T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1mon", "UTC", "2023-11-01T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "3mon", "UTC", "2023-10-01T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1q", "UTC", "2023-10-01T00:00:00.000Z"],
  ["2023-11-14T22:13:20Z", "1y", "UTC", "2023-01-01T00:00:00.000Z"],
  ["1969-12-31T23:59:59Z", "1h", "UTC", "1969-12-31T23:00:00.000Z"],
  ["1969-12-31T23:59:59Z", "1mon", "UTC", "1969-12-01T00:00:00.000Z"],
  ["2024-03-10T16:00:00Z", "1d", "America/New_York", "2024-03-10T05:00:00.000Z"],
  ["2024-03-11T16:00:00Z", "1d", "America/New_York", "2024-03-11T04:00:00.000Z"],
  ["2024-03-14T16:00:00Z", "1w", "America/New_York", "2024-03-10T05:00:00.000Z"],
  ["2024-03-14T16:00:00Z", "1mon", "America/New_York", "2024-03-01T05:00:00.000Z"],
  ["2024-03-14T16:10:00Z", "1h", "Asia/Kolkata", "2024-03-14T16:00:00.000Z"],
]
for (const [time, span, zone, expected] of buckets)
  test(`${time} in ${span} buckets of ${zone}`, () => {
    const parsed = parseTimeSpan(span)
    assert.ok(parsed)
    assert.is(iso(alignTime(at(time), parsed, timeZone(zone))), expected)
  })

test("aligned to a time", () => {
  const align = (time: string, span: TimeSpan, to: string): string => iso(alignTime(at(time), span, utc, at(to)))
  assert.is(align("2023-11-14T22:13:20Z", { count: 12, unit: "h" }, "2023-11-14T03:00:00Z"), "2023-11-14T15:00:00.000Z")
  assert.is(align("2023-11-14T02:13:20Z", { count: 12, unit: "h" }, "2023-11-14T03:00:00Z"), "2023-11-13T15:00:00.000Z")
  assert.is(align("2023-11-14T22:13:20Z", { count: 1, unit: "w" }, "2023-11-08T06:00:00Z"), "2023-11-08T06:00:00.000Z")
  assert.is(align("2023-11-14T22:13:20Z", { count: 1, unit: "d" }, "2023-11-08T06:00:00Z"), "2023-11-14T00:00:00.000Z")
})

test.run()
