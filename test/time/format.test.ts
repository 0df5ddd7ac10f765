import { test } from "uvu"
import * as assert from "uvu/assert"
import { compileTimeFormat } from "../../engine/time/format.ts"
import { timeZone, utc } from "../../engine/time/time-zone.ts"

/** Thursday 2019-07-18 16:30:05.123456 UTC, 09:30 in Los Angeles. */
const july = 1_563_467_405.123456
/** Friday 2021-01-01 00:00:00 UTC: day 1 of the year, in the last ISO week of 2020. */
const newYear = 1_609_459_200

const cases: readonly [format: string, time: number, expected: string][] = [
  ["%Y-%m-%dT%H:%M:%S", 1_700_000_000, "2023-11-14T22:13:20"],
  ["%F %T", july, "2019-07-18 16:30:05"],
  ["%c", july, "Thu Jul 18 16:30:05 2019"],
  ["%+", july, "Thu Jul 18 16:30:05 UTC 2019"],
  ["%x", july, "07/18/2019"],
  ["%X", july, "16:30:05"],
  ["%D", july, "07/18/19"],
  ["%R", july, "16:30"],
  ["%r", july, "04:30:05 PM"],
  ["%v", july, "18-Jul-2019"],
  ["%a %A", july, "Thu Thursday"],
  ["%b %B %h", july, "Jul July Jul"],
  ["%C %y %Y", july, "20 19 2019"],
  ["%G %g %V %u", newYear, "2020 20 53 5"],
  ["%Y %U %W %w", newYear, "2021 00 00 5"],
  // Sunday 2023-01-01 starts week 1 of the Sunday weeks, and ends week 52 of 2022 of the ISO weeks.
  ["%U %W %V %u %w", 1_672_531_200, "01 00 52 7 0"],
  ["%U %W %V", 1_672_617_600, "01 01 01"],
  ["%j", newYear, "001"],
  ["%j", 1_735_603_200, "366"],
  ["%d|%e", newYear, "01| 1"],
  ["%H|%k|%I|%l", 1_609_470_000, "03| 3|03| 3"],
  ["%I %p", newYear, "12 AM"],
  ["%I %p", newYear + 43_200, "12 PM"],
  ["%I %p %P", newYear + 46_800, "01 PM pm"],
  ["%s", july, "1563467405"],
  ["%N", july, "123456000"],
  ["%3N %6N %9N", july, "123 123456 123456000"],
  ["%Q", july, "123"],
  ["%3Q %6Q %9Q", july, "123 123456 123456000"],
  ["%1N", july, "1"],
  ["%f", july, "123456"],
  ["%S.%3N", 1_700_000_000.123, "20.123"],
  ["%s.%3N", 0.125, "0.125"],
  // Cut, not rounded; but a double just below a microsecond is that microsecond.
  ["%S.%3N", 1_700_000_000.9996, "20.999"],
  ["%S.%6N", 1_700_000_000.9999998, "21.000000"],
  ["%z %:z %::z %:::z %Ez %Z", july, "+0000 +00:00 +00:00:00 +00 +0 UTC"],
  ["100%% %%Y", july, "100% %Y"],
  ["%n|%t", july, "\n|\t"],
  ["%J %! %", july, "%J %! %"],
  ["%-d/%-m %_d %-H", newYear, "1/1  1 0"],
  ["%^a %^B %#p", july, "THU JULY pm"],
  ["%Ey %Od", july, "19 18"],
  ["", july, ""],
  ["é %Y 😀", july, "é 2019 😀"],
  ["%F %T", -1, "1969-12-31 23:59:59"],
  ["%F %T", -0.25, "1969-12-31 23:59:59"],
  ["%F", 951_782_400, "2000-02-29"],
  ["%F", -2_203_977_600, "1900-02-28"],
  ["%F %T.%3N", 1_700_000_000_000, "9999-12-31 23:59:59.000"],
  ["%Y", -1e18, "0000"],
  ["%Y", Number.POSITIVE_INFINITY, "9999"],
  ["%Y", Number.NaN, ""],
]
for (const [format, time, expected] of cases)
  test(`${JSON.stringify(format)} of ${time}`, () => {
    assert.is(compileTimeFormat(format, utc)(time), expected)
  })

const zoned: readonly [zone: string, format: string, time: number, expected: string][] = [
  ["America/Los_Angeles", "%+", july, "Thu Jul 18 09:30:05 PDT 2019"],
  ["America/Los_Angeles", "%H %z %:z %::z %:::z %Ez %Z", july, "09 -0700 -07:00 -07:00:00 -07 -420 PDT"],
  ["Asia/Kolkata", "%F %T %z %:::z %Ez", july, "2019-07-18 22:00:05 +0530 +05:30 +330"],
  ["Europe/Berlin", "%F %T %Z", 1_711_846_800, "2024-03-31 03:00:00 CEST"],
  ["Europe/Berlin", "%F %T %Z", 1_711_846_799, "2024-03-31 01:59:59 CET"],
  ["+05:45", "%F %T %Z", newYear - 1, "2021-01-01 05:44:59 +05:45"],
]
for (const [zone, format, time, expected] of zoned)
  test(`${format} in ${zone}`, () => {
    assert.is(compileTimeFormat(format, timeZone(zone))(time), expected)
  })

test("one formatter serves many days", () => {
  const format = compileTimeFormat("%d %H %j", utc)
  assert.equal([newYear, newYear + 86_399, newYear + 86_400, newYear].map(format), ["01 00 001", "01 23 001", "02 00 002", "01 00 001"])
})

test.run()
