import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { timeZone } from "../../engine/time/time-zone.ts"

const offsets: readonly [zone: string, time: string, seconds: number][] = [
  ["UTC", "2024-07-01T00:00:00Z", 0],
  ["utc", "2024-07-01T00:00:00Z", 0],
  ["Z", "2024-07-01T00:00:00Z", 0],
  ["+02:00", "2024-07-01T00:00:00Z", 7200],
  ["-0730", "2024-07-01T00:00:00Z", -27_000],
  ["+9", "2024-07-01T00:00:00Z", 32_400],
  ["GMT-0700", "2024-07-01T00:00:00Z", -25_200],
  ["UTC+2", "2024-07-01T00:00:00Z", 7200],
  ["America/New_York", "2024-01-15T12:00:00Z", -18_000],
  ["America/New_York", "2024-07-15T12:00:00Z", -14_400],
  ["america/new_york", "2024-07-15T12:00:00Z", -14_400],
  // The clocks went forward at 07:00:00 UTC and back at 06:00:00 UTC.
  ["America/New_York", "2024-03-10T06:59:59Z", -18_000],
  ["America/New_York", "2024-03-10T07:00:00Z", -14_400],
  ["America/New_York", "2024-11-03T05:59:59Z", -14_400],
  ["America/New_York", "2024-11-03T06:00:00Z", -18_000],
  ["Europe/Paris", "2024-03-31T00:59:59Z", 3600],
  ["Europe/Paris", "2024-03-31T01:00:00Z", 7200],
  ["Asia/Kolkata", "2024-07-01T00:00:00Z", 19_800],
  ["Asia/Kathmandu", "2024-07-01T00:00:00Z", 20_700],
  ["Australia/Lord_Howe", "2024-07-01T00:00:00Z", 37_800],
  ["Australia/Lord_Howe", "2024-01-01T00:00:00Z", 39_600],
]
for (const [zone, time, seconds] of offsets)
  test(`${zone} at ${time}`, () => {
    assert.is(timeZone(zone).offsetAt(Date.parse(time) / 1000), seconds)
  })

test("offsets far outside the calendar are those of its ends", () => {
  const zone = timeZone("America/New_York")
  assert.is(zone.offsetAt(1e18), -18_000)
  assert.is(zone.offsetAt(Number.POSITIVE_INFINITY), -18_000)
  assert.is(Number.isFinite(zone.offsetAt(-1e18)), true)
  assert.is(Number.isFinite(zone.offsetAt(Number.NaN)), true)
})

const wallClocks: readonly [title: string, zone: string, local: [number, number, number, number, number], utc: string][] = [
  ["winter", "America/New_York", [2024, 1, 15, 7, 0], "2024-01-15T12:00:00Z"],
  ["summer", "America/New_York", [2024, 7, 15, 8, 0], "2024-07-15T12:00:00Z"],
  ["a time in the gap moves forward", "America/New_York", [2024, 3, 10, 2, 30], "2024-03-10T07:30:00Z"],
  ["a time that comes twice is the first", "America/New_York", [2024, 11, 3, 1, 30], "2024-11-03T05:30:00Z"],
  ["just before the gap", "America/New_York", [2024, 3, 10, 1, 59], "2024-03-10T06:59:00Z"],
  ["just after the repeated hour", "America/New_York", [2024, 11, 3, 2, 0], "2024-11-03T07:00:00Z"],
  ["the southern hemisphere", "Australia/Sydney", [2024, 1, 1, 0, 0], "2023-12-31T13:00:00Z"],
  ["a fixed offset", "-03:30", [2024, 1, 1, 0, 0], "2024-01-01T03:30:00Z"],
]
for (const [title, zone, [year, month, day, hour, minute], expected] of wallClocks)
  test(`from local: ${title}`, () => {
    const time = timeZone(zone).fromLocal({ year, month, day, hour, minute, second: 0 })
    assert.is(new Date(time * 1000).toISOString(), expected.replace("Z", ".000Z"))
  })

const abbreviations: readonly [zone: string, time: string, abbreviation: string][] = [
  ["UTC", "2024-07-01T00:00:00Z", "UTC"],
  ["+02:00", "2024-07-01T00:00:00Z", "+02:00"],
  ["America/New_York", "2024-01-01T00:00:00Z", "EST"],
  ["America/New_York", "2024-07-01T00:00:00Z", "EDT"],
  ["Europe/Paris", "2024-07-01T00:00:00Z", "CEST"],
  ["Europe/London", "2024-07-01T00:00:00Z", "BST"],
  ["Australia/Sydney", "2024-01-01T00:00:00Z", "AEDT"],
  ["Asia/Tokyo", "2024-01-01T00:00:00Z", "JST"],
  ["America/Sao_Paulo", "2024-01-01T00:00:00Z", "-03"],
]
for (const [zone, time, abbreviation] of abbreviations)
  test(`${zone} at ${time} is called ${abbreviation}`, () => {
    assert.is(timeZone(zone).abbreviationAt(Date.parse(time) / 1000), abbreviation)
  })

for (const name of ["Mars/Olympus", "", "+25:00", "+02:75", "0", "UTC+99"])
  test(`"${name}" is no zone`, () => {
    assert.throws(
      () => timeZone(name),
      (error: unknown) => error instanceof RuleError && error.code === "time",
    )
  })

test.run()
