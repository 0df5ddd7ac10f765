import { test } from "uvu"
import * as assert from "uvu/assert"
import { cef } from "../../engine/readers/cef.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const head = {
  cefVersion: "0",
  deviceVendor: "Security",
  deviceProduct: "threatmanager",
  deviceVersion: "1.0",
  deviceEventClassId: "100",
  name: "worm stopped",
  severity: "10",
}
const prefix = "CEF:0|Security|threatmanager|1.0|100|worm stopped|10|"

const cases: readonly [string, string, Record<string, unknown>, unknown][] = [
  [
    "an extension whose values hold spaces",
    `${prefix}src=10.0.0.1 msg=Detected a threat. No action needed. dst=2.1.2.2`,
    { ...head, src: "10.0.0.1", msg: "Detected a threat. No action needed.", dst: "2.1.2.2" },
    {},
  ],
  ["no extension", prefix, head, {}],
  ["no bar behind the severity", prefix.slice(0, -1), head, {}],
  [
    "escapes in the header",
    "CEF:0|a\\|b|c\\\\|1|2|n|Low|x=1",
    {
      cefVersion: "0",
      deviceVendor: "a|b",
      deviceProduct: "c\\",
      deviceVersion: "1",
      deviceEventClassId: "2",
      name: "n",
      severity: "Low",
      x: "1",
    },
    {},
  ],
  ["escapes in the extension", `${prefix}msg=a\\=b\\\\c\\nd path=C:\\\\x`, { ...head, msg: "a=b\\c\nd", path: "C:\\x" }, {}],
  [
    "an equals sign that is not escaped",
    `${prefix}request=http://h/?a=1&b=2 act=blocked`,
    { ...head, request: "http://h/?a=1&b=2", act: "blocked" },
    {},
  ],
  [
    "labels",
    `${prefix}cs1=My policy cs1Label=Policy Name cn1Label=Count cn1=3 cs2Label=Empty flexString1=x flexString1Label=name`,
    {
      ...head,
      cs1: "My policy",
      cs1Label: "Policy Name",
      cn1Label: "Count",
      cn1: "3",
      cs2Label: "Empty",
      flexString1: "x",
      flexString1Label: "name",
      Policy_Name: "My policy",
      Count: "3",
    },
    {},
  ],
  [
    "keys of vendors",
    `${prefix}ad.user=x c6a1=::1 ad[0]=y empty= src=1`,
    { ...head, "ad.user": "x", c6a1: "::1", "ad[0]": "y", src: "1" },
    {},
  ],
  ["a time in milliseconds", `${prefix}rt=1599188882500 end=1`, { ...head, rt: "1599188882500", end: "1" }, { time: 1599188882.5 }],
  ["a time in words", `${prefix}start=Sep 04 2020 03:08:02 UTC`, { ...head, start: "Sep 04 2020 03:08:02 UTC" }, { time: 1599188882 }],
  [
    "a time without a zone",
    `${prefix}rt=Sep 04 2020 03:08:02`,
    { ...head, rt: "Sep 04 2020 03:08:02", timestamp: "Sep 04 2020 03:08:02" },
    {},
  ],
  ["what is no time", `${prefix}start=now end=1599188882000`, { ...head, start: "now", end: "1599188882000" }, { time: 1599188882 }],
  [
    "a syslog header",
    `<134>Sep  4 2020 03:08:02 fw01 ${prefix}src=1`,
    { ...head, src: "1", timestamp: "Sep  4 2020 03:08:02" },
    { host: "fw01" },
  ],
  [
    "a syslog header of RFC 5424",
    `<134>1 2020-09-04T03:08:02Z fw01 app - - - ${prefix}src=1`,
    { ...head, src: "1" },
    { host: "fw01", time: 1599188882 },
  ],
  ["members of a prototype are ordinary keys", `${prefix}constructor=x`, { ...head, constructor: "x" }, {}],
]
for (const [title, line, data, hints] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`cef: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(cef, `${line}\r\n`, { chunkBytes })
      assert.equal(plainData(reading), [data])
      assert.equal(
        reading.records.map(record => record.hints),
        [hints],
      )
      assert.equal(textOf(reading), [line])
      assert.equal(problemsOf(reading), [])
    })

test("cef: what is no CEF is reported", async () => {
  const reading = await readAll(cef, `${prefix}a=1\nhello\nCEF:0|a|b\n${prefix}a=2\n`)
  assert.is(reading.records.length, 2)
  assert.equal(problemsOf(reading), ["2: the line has no CEF header", "3: the CEF header is cut off"])
})

test.run()
