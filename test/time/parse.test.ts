import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { compileTimeFormat } from "../../engine/time/format.ts"
import { compileTimeParser } from "../../engine/time/parse.ts"
import { timeZone, utc } from "../../engine/time/time-zone.ts"

/** 2024-05-17 12:34:56 UTC, a Friday. */
const now = 1_715_949_296

const cases: readonly [text: string, format: string, expected: number | null][] = [
  ["2023-11-14T22:13:20Z", "%Y-%m-%dT%H:%M:%SZ", 1_700_000_000],
  ["2023-11-14 22:13:20.125", "%F %T.%3N", 1_700_000_000.125],
  ["2023-11-14 22:13:20.123456", "%F %T.%6N", 1_700_000_000.123456],
  ["2023-11-14 22:13:20.123456789", "%F %T.%9N", 1_700_000_000.123456],
  ["2023-11-14 22:13:20.5", "%F %T.%N", 1_700_000_000.5],
  ["2023-11-14 22:13:20.250Z", "%Y-%m-%dT%H:%M:%S.%QZ", null],
  ["2023-11-14T22:13:20.250Z", "%Y-%m-%dT%H:%M:%S.%QZ", 1_700_000_000.25],
  ["2023-11-14T22:13:20.250", "%Y-%m-%dT%H:%M:%S.%3Q", 1_700_000_000.25],
  ["14/Nov/2023:22:13:20 +0000", "%d/%b/%Y:%H:%M:%S %z", 1_700_000_000],
  ["14/Nov/2023:17:13:20 -0500", "%d/%b/%Y:%H:%M:%S %z", 1_700_000_000],
  ["2023-11-15T03:43:20+05:30", "%Y-%m-%dT%H:%M:%S%:z", 1_700_000_000],
  ["2023-11-15T03:43:20+05:30", "%Y-%m-%dT%H:%M:%S%z", 1_700_000_000],
  ["2023-11-14T22:13:20Z", "%Y-%m-%dT%H:%M:%S%z", 1_700_000_000],
  ["2023-11-14T22:13:20Z", "%Y-%m-%dT%H:%M:%S%Z", 1_700_000_000],
  ["2023-11-14 17:13:20 -05", "%F %T %z", 1_700_000_000],
  ["2023-11-14 17:13:20 EST", "%F %T %Z", 1_700_000_000],
  ["2023-11-14 22:13:20 UTC", "%F %T %Z", 1_700_000_000],
  ["2023-11-14 22:13:20 gmt", "%F %T %Z", 1_700_000_000],
  ["2023-11-14 17:13:20 America/New_York", "%F %T %Z", 1_700_000_000],
  ["2023-11-14 22:13:20 +0000", "%F %T %Z", 1_700_000_000],
  ["2023-11-14 22:13:20 XYZZY", "%F %T %Z", null],
  ["20231114151320.000000-420", "%Y%m%d%H%M%S.%6N%Ez", 1_700_000_000],
  ["Tue Nov 14 22:13:20 2023", "%c", 1_700_000_000],
  ["Tue Nov 14 22:13:20 UTC 2023", "%+", 1_700_000_000],
  ["Tuesday, November 14, 2023 10:13:20 PM", "%A, %B %d, %Y %I:%M:%S %p", 1_700_000_000],
  ["tue, nov 14, 2023 10:13:20 pm", "%a, %b %d, %Y %I:%M:%S %p", 1_700_000_000],
  ["11/14/2023 10:13:20 PM", "%x %r", 1_700_000_000],
  ["11/14/23", "%D", 1_699_920_000],
  ["12:30 AM 2023-11-14", "%I:%M %p %F", 1_699_921_800],
  ["12:30 PM 2023-11-14", "%I:%M %p %F", 1_699_965_000],
  ["1700000000", "%s", 1_700_000_000],
  ["-1", "%s", -1],
  ["1700000000.125", "%s.%3N", 1_700_000_000.125],
  ["1700000000125", "%s%3N", 1_700_000_000.125],
  ["1700000000123456", "%s%6N", 1_700_000_000.123456],
  ["31/12/99", "%d/%m/%y", 946_598_400],
  ["31/12/68", "%d/%m/%y", 3_124_137_600],
  ["2024 060", "%Y %j", 1_709_164_800],
  ["2023 366", "%Y %j", null],
  ["20231114", "%Y%m%d", 1_699_920_000],
  ["2023-1-2 3:4:5", "%Y-%m-%d %H:%M:%S", 1_672_628_645],
  // White space.
  ["  2023-11-14   22:13:20", "%Y-%m-%d %H:%M:%S", 1_700_000_000],
  ["2023-11-1422:13:20", "%Y-%m-%d %H:%M:%S", 1_700_000_000],
  ["Nov  4 2023", "%b %d %Y", 1_699_056_000],
  ["Nov  4 2023", "%b %e %Y", 1_699_056_000],
  ["2023-11-14\t22:13:20", "%F%n%T", 1_700_000_000],
  // Text after the format is ignored; text within is not.
  ["2023-11-14 and more", "%Y-%m-%d", 1_699_920_000],
  ["01/02/2006 15:04:05", "%d/%m/%Y", 1_138_752_000],
  ["at 2023-11-14", "%Y-%m-%d", null],
  ["2023/11/14", "%Y-%m-%d", null],
  ["100% 2023-11-14", "100%% %F", 1_699_920_000],
  // ISO weeks and the weeks of C.
  ["2020-W53-5", "%G-W%V-%u", 1_609_459_200],
  ["2021 01 0", "%Y %U %w", 1_609_632_000],
  ["2021 01 1", "%Y %W %u", 1_609_718_400],
  // What is not a date.
  ["2023-02-29", "%F", null],
  ["2024-02-29", "%F", 1_709_164_800],
  ["2023-13-01", "%F", null],
  ["2023-00-10", "%F", null],
  ["2023-11-14 24:00:00", "%F %T", null],
  ["2023-11-14 22:60:00", "%F %T", null],
  ["2023-11-14 22:13:61", "%F %T", null],
  ["2016-12-31 23:59:60", "%F %T", 1_483_228_800],
  ["2023-11-14 13:00 PM", "%F %I:%M %p", null],
  ["invalid date", "%d-%m-%Y", null],
  ["", "%Y", null],
  // What the format leaves out: today for the date, this year for the year, midnight for the time.
  ["13:30", "%H:%M", 1_715_952_600],
  ["07", "%H", 1_715_929_200],
  ["01:02:03 PM", "%I:%M:%S %p", 1_715_950_923],
  ["Mar 15", "%b %d", 1_710_460_800],
  ["29/02 06:00", "%d/%m %H:%M", 1_709_186_400],
  ["20", "%d", 1_716_163_200],
  ["2023-11", "%Y-%m", null],
  ["2023", "%Y", null],
  ["Nov 2023", "%b %Y", null],
]
for (const [text, format, expected] of cases)
  test(`${JSON.stringify(text)} as ${format}`, () => {
    assert.is(compileTimeParser(format, utc, now)(text), expected)
  })

test("a time without an offset is in the zone", () => {
  assert.is(compileTimeParser("%F %T", timeZone("America/New_York"))("2023-11-14 17:13:20"), 1_700_000_000)
  assert.is(compileTimeParser("%F %T %Z", timeZone("America/New_York"))("2023-07-14 17:13:20 EDT"), 1_689_369_200)
})

test("an abbreviation that the zone uses means the zone", () => {
  // Israel Standard Time, not India's.
  assert.is(compileTimeParser("%F %T %Z", timeZone("Asia/Kolkata"))("2023-11-15 03:43:20 IST"), 1_700_000_000)
})

test("today is the zone's day", () => {
  // 2024-05-18 00:30 in Tokyo is still the 17th in UTC.
  assert.is(compileTimeParser("%H:%M", timeZone("Asia/Tokyo"), 1_715_959_800)("06:00"), 1_715_979_600)
})

test("what strftime prints, strptime reads", () => {
  const formats = ["%F %T.%6N", "%d/%b/%Y:%H:%M:%S.%f %z", "%s.%6N", "%A %B %e %I:%M:%S.%6Q %p %Y %Z", "%G-%V-%u %T.%6N", "%Y %j %T.%6N"]
  const zones = ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"].map(name => timeZone(name))
  for (const zone of zones)
    for (const format of formats) {
      const print = compileTimeFormat(format, zone)
      const parse = compileTimeParser(format, zone)
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 999_999 }), (seconds, micros) => {
          const text = print((seconds * 1e6 + micros) / 1e6)
          const parsed = parse(text)
          // The second of two equal hours reads back as the first where the text has no offset.
          assert.is(parsed === null ? null : print(parsed).replace(/[A-Z+-]+\d*$/, ""), text.replace(/[A-Z+-]+\d*$/, ""))
        }),
        { numRuns: 60 },
      )
    }
})

test.run()
