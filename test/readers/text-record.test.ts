import { test } from "uvu"
import * as assert from "uvu/assert"
import { LogClock } from "../../engine/readers/text-record.ts"

/** Text, the time in UTC where it says no zone, and the time where it says one. */
const cases: readonly [string, number | null, number | null][] = [
  ["2020-09-04T03:08:02Z", 1599188882, 1599188882],
  ["2020-09-04T03:08:02.5+02:00", 1599181682.5, 1599181682.5],
  ["2020-09-04 03:08:02", 1599188882, null],
  ["09/04/2020 03:08:02 AM", 1599188882, null],
  ["09/04/2020 03:08:02 AM -0700", 1599214082, 1599214082],
  ["Sep  4 2020 03:08:02", 1599188882, null],
  ["Sep  4 2020 03:08:02.123 UTC", 1599188882.123, 1599188882.123],
  ["Fri Sep  4 03:08:02 UTC 2020", 1599188882, 1599188882],
  ["Fri Sep  4 03:08:02 2020", 1599188882, null],
  ["Fri, 04 Sep 2020 03:08:02 -0700 (PDT)", 1599214082, 1599214082],
  ["10/Oct/2000:13:55:36 -0700", 971211336, 971211336],
  ["20200904030802.123456-420", 1599214082.123456, 1599214082.123456],
  ["1599188882.5", 1599188882.5, 1599188882.5],
  ["1599188882000", 1599188882, 1599188882],
  ["2020-09-04", 1599177600, null],
  ["yesterday", null, null],
]
for (const [text, time, zoned] of cases)
  test(`the time "${text}"`, () => {
    const clock = new LogClock()
    for (let again = 0; again < 2; again++) {
      assert.is(clock.read(text), time)
      assert.is(clock.readZoned(text), zoned)
    }
  })

test.run()
