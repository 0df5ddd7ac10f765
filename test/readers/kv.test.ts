import { test } from "uvu"
import * as assert from "uvu/assert"
import { kv } from "../../engine/readers/kv.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const cases: readonly [string, string, unknown, unknown][] = [
  ["pairs", 'site="local host" port=80', { site: "local host", port: "80" }, {}],
  [
    "a time before them",
    "2020-09-04T03:08:02Z level=info msg=started",
    { level: "info", msg: "started", timestamp: "2020-09-04T03:08:02Z" },
    { time: 1599188882 },
  ],
  [
    "a time in brackets, and tabs",
    "[19/Aug/2024:19:41:22 +0000]\tUSER=!!ABSENT!!\tOPERATION=adduser",
    { USER: "!!ABSENT!!", OPERATION: "adduser", timestamp: "19/Aug/2024:19:41:22 +0000" },
    { time: 1724096482 },
  ],
  ["a pair called timestamp", "2020-09-04 03:08:02, timestamp=x a=1", { timestamp: "x", a: "1" }, { time: 1599188882 }],
  ["a number that is no time", "42=x a=1", { a: "1" }, {}],
  ["no pairs", "nothing here", null, {}],
]
for (const [title, line, data, hints] of cases)
  test(`kv: ${title}`, async () => {
    const reading = await readAll(kv, `${line}\r\n`)
    assert.equal(plainData(reading), [data])
    assert.equal(
      reading.records.map(record => record.hints),
      [hints],
    )
    assert.equal(textOf(reading), [line])
    assert.equal(problemsOf(reading), [])
  })

const recognised: readonly [string, string, number][] = [
  ["pairs", "a=1 b=2\na=3 b=4\n", 0.6],
  ["pairs behind times", "2020-09-04 03:08:02 a=1 b=2\n", 0.6],
  ["settings", "a=1\nb=2\n", 0.3],
  ["text with a pair", "the user has set the option verbose=1 just now\n", 0],
  ["text", "no pairs here\n", 0],
]
for (const [title, log, expected] of recognised)
  test(`kv recognises ${title}: ${expected}`, () => assert.is(kv.recognise(Buffer.from(log), "log"), expected))

test.run()
