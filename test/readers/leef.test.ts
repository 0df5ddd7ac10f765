import { test } from "uvu"
import * as assert from "uvu/assert"
import { leef } from "../../engine/readers/leef.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const head = { deviceVendor: "Microsoft", deviceProduct: "MSExchange", deviceVersion: "4.0 SP1", eventId: "15345" }
const names = "Microsoft|MSExchange|4.0 SP1|15345|"

const cases: readonly [string, string, Record<string, unknown>, unknown][] = [
  [
    "version 1: tabs",
    `LEEF:1.0|${names}src=192.0.2.0\tmsg=a b=c\tempty=\tsev=5`,
    { leefVersion: "1.0", ...head, src: "192.0.2.0", msg: "a b=c", sev: "5" },
    {},
  ],
  [
    "version 1: a relay has made spaces of the tabs",
    `LEEF:1.0|${names}src=192.0.2.0 msg=a b sev=5`,
    { leefVersion: "1.0", ...head, src: "192.0.2.0", msg: "a b", sev: "5" },
    {},
  ],
  ["version 2: a delimiter", `LEEF:2.0|${names}^|a=1^b=2 3`, { leefVersion: "2.0", ...head, a: "1", b: "2 3" }, {}],
  ["version 2: the code of a delimiter", `LEEF:2.0|${names}x5E|a=1^b=2`, { leefVersion: "2.0", ...head, a: "1", b: "2" }, {}],
  ["version 2: another notation of it", `LEEF:2.0|${names}0x09|a=1\tb=2`, { leefVersion: "2.0", ...head, a: "1", b: "2" }, {}],
  ["version 2: no delimiter given", `LEEF:2.0|${names}|a=1\tb=2`, { leefVersion: "2.0", ...head, a: "1", b: "2" }, {}],
  ["version 2: not even its bar", `LEEF:2.0|${names}a=1\tb=2`, { leefVersion: "2.0", ...head, a: "1", b: "2" }, {}],
  [
    "the time of the device, behind a syslog header",
    `<13>Sep  4 2020 04:00:00 mx LEEF:1.0|${names}devTime=Sep 04 2020 03:08:02.000 UTC\ta=1`,
    { leefVersion: "1.0", ...head, devTime: "Sep 04 2020 03:08:02.000 UTC", a: "1" },
    { host: "mx", time: 1599188882 },
  ],
  [
    "the time of the syslog header",
    `Sep  4 2020 03:08:02 mx LEEF:1.0|${names}a=1\tb=2`,
    { leefVersion: "1.0", ...head, a: "1", b: "2", timestamp: "Sep  4 2020 03:08:02" },
    { host: "mx" },
  ],
]
for (const [title, line, data, hints] of cases)
  test(`leef: ${title}`, async () => {
    const reading = await readAll(leef, `${line}\n`)
    assert.equal(plainData(reading), [data])
    assert.equal(
      reading.records.map(record => record.hints),
      [hints],
    )
    assert.equal(textOf(reading), [line])
    assert.equal(problemsOf(reading), [])
  })

test("leef: what is no LEEF is reported", async () => {
  const reading = await readAll(leef, `hello\nLEEF:1.0|a|b\nLEEF:1.0|${names}a=1\n`)
  assert.is(reading.records.length, 1)
  assert.equal(problemsOf(reading), ["1: the line has no LEEF header", "2: the LEEF header is cut off"])
})

test.run()
