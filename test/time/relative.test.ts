import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { applyTimeModifier, parseTimeModifier } from "../../engine/time/relative.ts"
import { timeZone, utc } from "../../engine/time/time-zone.ts"

const iso = (time: number): string => new Date(time * 1000).toISOString().replace(".000Z", "Z")
const at = (time: string): number => Date.parse(time) / 1000

/** Tuesday. */
const now = "2023-11-14T22:13:20Z"

const cases: readonly [modifier: string, expected: string][] = [
  ["now", now],
  ["now()", now],
  ["NOW", now],
  ["-1d@d", "2023-11-13T00:00:00Z"],
  ["-1d", "2023-11-13T22:13:20Z"],
  ["+1d", "2023-11-15T22:13:20Z"],
  ["1d", "2023-11-15T22:13:20Z"],
  ["-d", "2023-11-13T22:13:20Z"],
  ["-30m", "2023-11-14T21:43:20Z"],
  ["-5s", "2023-11-14T22:13:15Z"],
  ["-90", "2023-11-14T22:11:50Z"],
  ["-1h@h", "2023-11-14T21:00:00Z"],
  ["@s", now],
  ["@m", "2023-11-14T22:13:00Z"],
  ["@h", "2023-11-14T22:00:00Z"],
  ["@d", "2023-11-14T00:00:00Z"],
  ["@w", "2023-11-12T00:00:00Z"],
  ["@w0", "2023-11-12T00:00:00Z"],
  ["@w1", "2023-11-13T00:00:00Z"],
  ["@w2", "2023-11-14T00:00:00Z"],
  ["@w3", "2023-11-08T00:00:00Z"],
  ["@w6", "2023-11-11T00:00:00Z"],
  ["@w7", "2023-11-12T00:00:00Z"],
  ["@week", "2023-11-12T00:00:00Z"],
  ["@mon", "2023-11-01T00:00:00Z"],
  ["@q", "2023-10-01T00:00:00Z"],
  ["@qtr", "2023-10-01T00:00:00Z"],
  ["@y", "2023-01-01T00:00:00Z"],
  ["-1q@q", "2023-07-01T00:00:00Z"],
  ["-4q", "2022-11-14T22:13:20Z"],
  ["-1y@y", "2022-01-01T00:00:00Z"],
  ["-1w@w1", "2023-11-06T00:00:00Z"],
  ["@d+3h", "2023-11-14T03:00:00Z"],
  ["-1mon@mon+7d", "2023-10-08T00:00:00Z"],
  ["-mon@mon+7d", "2023-10-08T00:00:00Z"],
  ["+1mon", "2023-12-14T22:13:20Z"],
  ["-1h-30m@m+15s", "2023-11-14T20:43:15Z"],
  ["@mon-1s", "2023-10-31T23:59:59Z"],
  ["@y@w1", "2022-12-26T00:00:00Z"],
  ["@w6+1d-7d@d", "2023-11-05T00:00:00Z"],
  ["now-1d", "2023-11-13T22:13:20Z"],
  ["now@d", "2023-11-14T00:00:00Z"],
  ["rt", now],
  ["rt-5m", "2023-11-14T22:08:20Z"],
  ["-2secs", "2023-11-14T22:13:18Z"],
  ["-2second", "2023-11-14T22:13:18Z"],
  ["-2min", "2023-11-14T22:11:20Z"],
  ["-2minutes", "2023-11-14T22:11:20Z"],
  ["-2hrs", "2023-11-14T20:13:20Z"],
  ["-2hours", "2023-11-14T20:13:20Z"],
  ["-2days", "2023-11-12T22:13:20Z"],
  ["-2weeks", "2023-10-31T22:13:20Z"],
  ["-2months", "2023-09-14T22:13:20Z"],
  ["-2quarters", "2023-05-14T22:13:20Z"],
  ["-2yrs", "2021-11-14T22:13:20Z"],
  ["0", "1970-01-01T00:00:00Z"],
  ["1", "1970-01-01T00:00:01Z"],
  ["1700000000", now],
  ["1700000000.5", "2023-11-14T22:13:20.500Z"],
  ["10/19/2009:0:0:0", "2009-10-19T00:00:00Z"],
  ["10/05/2021:20:00:01", "2021-10-05T20:00:01Z"],
  ["1/2/2021", "2021-01-02T00:00:00Z"],
  ["2024-01-31", "2024-01-31T00:00:00Z"],
  ["2024-01-31T10:20", "2024-01-31T10:20:00Z"],
  ["2024-01-31T10:20:30.250Z", "2024-01-31T10:20:30.250Z"],
  ["2024-01-31 10:20:30+02:00", "2024-01-31T08:20:30Z"],
  [" -1d ", "2023-11-13T22:13:20Z"],
]
for (const [modifier, expected] of cases)
  test(modifier, () => {
    assert.is(iso(applyTimeModifier(parseTimeModifier(modifier), at(now), utc)), expected)
  })

const months: readonly [from: string, modifier: string, expected: string][] = [
  ["2023-03-31T12:00:00Z", "-1mon", "2023-02-28T12:00:00Z"],
  ["2024-03-31T12:00:00Z", "-1mon@mon", "2024-02-01T00:00:00Z"],
  ["2024-01-31T12:00:00Z", "+1mon", "2024-02-29T12:00:00Z"],
  ["2024-02-29T12:00:00Z", "-1y", "2023-02-28T12:00:00Z"],
  ["2024-01-15T12:00:00Z", "-1mon", "2023-12-15T12:00:00Z"],
  ["2024-01-15T12:00:00Z", "-13mon", "2022-12-15T12:00:00Z"],
  ["2024-01-31T12:00:00Z", "@q", "2024-01-01T00:00:00Z"],
  ["2024-12-31T12:00:00Z", "+1q", "2025-03-31T12:00:00Z"],
]
for (const [from, modifier, expected] of months)
  test(`${modifier} from ${from}`, () => {
    assert.is(iso(applyTimeModifier(parseTimeModifier(modifier), at(from), utc)), expected)
  })

/** New York's clocks went forward on 2024-03-10 and back on 2024-11-03. */
const newYork: readonly [from: string, modifier: string, expected: string][] = [
  ["2024-03-10T16:00:00Z", "@d", "2024-03-10T05:00:00Z"],
  ["2024-03-10T16:00:00Z", "-1d", "2024-03-09T17:00:00Z"],
  ["2024-03-10T16:00:00Z", "-24h", "2024-03-09T16:00:00Z"],
  ["2024-03-10T16:00:00Z", "@d+3h", "2024-03-10T08:00:00Z"],
  ["2024-03-10T02:00:00Z", "@d", "2024-03-09T05:00:00Z"],
  ["2024-11-03T06:30:00Z", "@h", "2024-11-03T06:00:00Z"],
  ["2024-11-03T05:30:00Z", "@h", "2024-11-03T05:00:00Z"],
  ["2024-07-15T12:00:00Z", "@y", "2024-01-01T05:00:00Z"],
  ["2024-07-15T12:00:00Z", "07/04/2024:00:00:00", "2024-07-04T04:00:00Z"],
]
for (const [from, modifier, expected] of newYork)
  test(`${modifier} from ${from} in New York`, () => {
    assert.is(iso(applyTimeModifier(parseTimeModifier(modifier), at(from), timeZone("America/New_York"))), expected)
  })

test("half-hour zones snap to their own hours", () => {
  assert.is(iso(applyTimeModifier(parseTimeModifier("@h"), at("2024-01-01T10:10:00Z"), timeZone("Asia/Kolkata"))), "2024-01-01T09:30:00Z")
})

const failures: readonly [modifier: string, message: string, hint?: string][] = [
  ["", 'unknown time ""'],
  ["yesterday", 'unknown time "yesterday"'],
  ["-1x", 'unknown unit "x" in the time "-1x"'],
  ["-1dayz", 'unknown unit "dayz" in the time "-1dayz"', 'did you mean "day"?'],
  ["@", 'unexpected "@" in the time "@"'],
  ["-1d@", 'unexpected "@" in the time "-1d@"'],
  ["@d3", '"@d3" counts days of a week that is none in the time "@d3"'],
  ["-", '"-" has no amount in the time "-"'],
  ["-1d1h", '"1h" has no sign in the time "-1d1h"'],
  ["-1d foo", 'unexpected " foo" in the time "-1d foo"'],
  ["@w8", '"8" has no sign in the time "@w8"'],
  ["13/45/2020:00:00:00", 'unexpected "/45/2020:00:00:00" in the time "13/45/2020:00:00:00"'],
  ["rtnow", '"now" has no sign in the time "rtnow"'],
]
for (const [modifier, message, hint] of failures)
  test(`"${modifier}" is no time`, () => {
    try {
      parseTimeModifier(modifier)
      assert.unreachable()
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      assert.is(error.code, "time")
      assert.is(error.message, message)
      if (hint !== undefined) assert.is(error.hint, hint)
    }
  })

test.run()
