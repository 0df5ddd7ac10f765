import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { timeZone, utc } from "../../engine/time/time-zone.ts"
import { parseTimestamp, scanTimestamp } from "../../engine/time/timestamp.ts"

/** 2020-09-04T03:08:02Z. */
const time = 1_599_188_882

const cases: readonly [text: string, expected: number | null][] = [
  ["2020-09-04T03:08:02Z", time],
  ["2020-09-04T03:08:02", time],
  ["2020-09-04 03:08:02", time],
  ["2020-09-04T03:08:02.5Z", time + 0.5],
  ["2020-09-04T03:08:02.123456Z", 1_599_188_882.123456],
  ["2020-09-04T03:08:02.123456789Z", 1_599_188_882.123456],
  ["2020-09-04T03:08:02.999999999Z", 1_599_188_882.999999],
  ["2020-09-04 03:08:02.123", 1_599_188_882.123],
  ["2020-09-04 03:08:02,123", 1_599_188_882.123],
  ["2020-09-04T05:08:02+02:00", time],
  ["2020-09-04T05:08:02.250+02:00", time + 0.25],
  ["2020-09-04T05:08:02+0200", time],
  ["2020-09-04T05:08:02+02", time],
  ["2020-09-03T20:08:02-07:00", time],
  ["2020-09-03 20:08:02 -0700", time],
  ["2020-09-04 03:08:02 UTC", time],
  ["2020-09-04 03:08:02Z", time],
  ["2020-09-04T03:08Z", time - 2],
  ["2020-09-04 03:08", time - 2],
  ["2020-09-04", 1_599_177_600],
  ["2020/09/04 03:08:02", time],
  ["2020-9-4 3:08:02", time],
  ["20200904T030802Z", time],
  ["20200904T030802.250Z", time + 0.25],
  ["20200904030802", time],
  ["20200904030802.123456-420", 1_599_188_882.123456 + 25_200],
  ["  2020-09-04T03:08:02Z ", time],
  ["[2020-09-04T03:08:02Z]", time],
  ["Fri, 04 Sep 2020 03:08:02 +0000", time],
  ["Fri, 4 Sep 2020 03:08:02 GMT", time],
  ["04 Sep 2020 05:08:02 +0200", time],
  ["Thu, 03 Sep 2020 20:08:02 -0700 (PDT)", time],
  ["Friday, 04-Sep-20 03:08:02 GMT", time],
  ["04-Sep-2020 03:08:02", time],
  ["04/Sep/2020:03:08:02 +0000", time],
  ["03/Sep/2020:20:08:02 -0700", time],
  ["[03/Sep/2020:20:08:02 -0700]", time],
  ["09/04/2020 03:08:02 AM", time],
  ["9/4/2020 3:08:02 AM", time],
  ["09/03/2020 03:08:02 PM", time - 43_200],
  ["09/04/2020 12:08:02 AM", time - 10_800],
  ["09/04/2020 12:08:02 PM", time + 32_400],
  ["09/04/2020 03:08:02", time],
  ["09/04/20 03:08:02", time],
  ["09/04/2020 03:08:02.250", time + 0.25],
  ["09/04/2020:03:08:02", time],
  ["09/04/2020", 1_599_177_600],
  ["25/12/2020 00:00:00", 1_608_854_400],
  ["04.09.2020 03:08:02", time],
  ["Sep  4 2020 03:08:02", time],
  ["Sep 4, 2020 3:08:02 AM", time],
  ["September 4, 2020 03:08:02", time],
  ["Sept 4, 2020 03:08:02", time],
  ["Sep  4 03:08:02 2020", time],
  ["Fri Sep  4 03:08:02 2020", time],
  ["Fri Sep  4 03:08:02 UTC 2020", time],
  ["Thu Sep  3 20:08:02 PDT 2020", time],
  ["Sep 4, 2020", 1_599_177_600],
  ["1599188882", time],
  ["1599188882.123456", 1_599_188_882.123456],
  ["1599188882123", 1_599_188_882.123],
  ["1599188882123456", 1_599_188_882.123456],
  ["1599188882123456789", 1_599_188_882.123456],
  ["1599188882123.4", 1_599_188_882.1234],
  ["0", 0],
  ["-1.5", -1.5],
  ["2016-12-31T23:59:60Z", 1_483_228_800],
  // None of these is a time.
  ["", null],
  ["yesterday", null],
  ["2020-09-04T03:08:02Z trailing", null],
  ["2020-02-30T03:08:02Z", null],
  ["2020-13-04T03:08:02Z", null],
  ["2020-09-04T25:08:02Z", null],
  ["2020-09-04T03:68:02Z", null],
  ["2020-09-04T03:08:02+99:00", null],
  ["2020-09-04T03:08:02.Z", null],
  ["20O0-09-04T03:08:02Z", null],
  ["32/Sep/2020:03:08:02 +0000", null],
  ["10.10.20.30", null],
  ["1.2.03", null],
  ["Marked 4 03:08:02", null],
  ["Foo 04 03:08:02", null],
  ["12:30:00", null],
  ["1,599", null],
  ["0x5F51AF12", null],
  ["123456789012345678901", null],
]
for (const [text, expected] of cases)
  test(`"${text}"`, () => {
    assert.is(parseTimestamp(text, utc), expected)
  })

const inNewYork: readonly [text: string, expected: number][] = [
  ["2020-09-03T23:08:02", time],
  ["2020-09-03 23:08:02.250", time + 0.25],
  ["2020-09-04T03:08:02Z", time],
  ["09/03/2020 11:08:02 PM", time],
  ["03/Sep/2020:23:08:02", time],
]
for (const [text, expected] of inNewYork)
  test(`"${text}" in New York`, () => {
    assert.is(parseTimestamp(text, timeZone("America/New_York")), expected)
  })

const yearless: readonly [text: string, reference: string, expected: string][] = [
  ["Sep  4 03:08:02", "2020-09-04T04:00:00Z", "2020-09-04T03:08:02.000Z"],
  ["Sep 14 03:08:02.250", "2020-10-01T00:00:00Z", "2020-09-14T03:08:02.250Z"],
  // Clocks and zones differ: up to a day ahead is still this year.
  ["Sep  4 20:00:00", "2020-09-04T04:00:00Z", "2020-09-04T20:00:00.000Z"],
  ["Dec 31 23:59:59", "2020-01-01T00:10:00Z", "2019-12-31T23:59:59.000Z"],
  ["Jan  1 00:00:01", "2019-12-31T23:59:59Z", "2020-01-01T00:00:01.000Z"],
  ["Oct  1 00:00:00", "2020-09-04T04:00:00Z", "2019-10-01T00:00:00.000Z"],
  ["Feb 29 12:00:00", "2023-05-01T00:00:00Z", "2020-02-29T12:00:00.000Z"],
]
for (const [text, reference, expected] of yearless)
  test(`"${text}" read on ${reference}`, () => {
    const found = parseTimestamp(text, utc, Date.parse(reference) / 1000)
    assert.is(found === null ? null : new Date(found * 1000).toISOString(), expected)
  })

const prefixes: readonly [text: string, rest: string | null][] = [
  ["Sep  4 03:08:02 host sshd[1]: x", " host sshd[1]: x"],
  ["Sep  4 2020 03:08:02 host: x", " host: x"],
  ["2020-09-04T03:08:02.123456+00:00 host x", " host x"],
  ["2020-09-04 03:08:02,123 INFO x", " INFO x"],
  ["2020-09-04 03:08:02 UTC LOG: x", " LOG: x"],
  ["1599188882.123456\tCabc", "\tCabc"],
  ["04/Sep/2020:03:08:02 +0000] x", "] x"],
  ["no time here", null],
  ["10.10.20.30 - - x", null],
]
for (const [text, rest] of prefixes)
  test(`the timestamp at the start of "${text}"`, () => {
    const found = scanTimestamp(text, utc, 1_599_200_000)
    assert.is(found === null ? null : text.slice(found.end), rest)
    if (found !== null) assert.is(Math.floor(found.time), time)
  })

test("reads what Date prints", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("1971-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }), date => {
      const milliseconds = date.getTime()
      assert.is(parseTimestamp(date.toISOString(), utc), milliseconds / 1000)
      assert.is(parseTimestamp(date.toUTCString(), utc), Math.floor(milliseconds / 1000))
    }),
  )
})

test("any text is read or refused, never more", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9A-Za-z :,./+-]{0,40}$/)), text => {
      const found = parseTimestamp(text, utc)
      assert.ok(found === null || Number.isFinite(found))
    }),
    { numRuns: 500 },
  )
})

test.run()
