import { test } from "uvu"
import * as assert from "uvu/assert"
import { admon } from "../../engine/readers/admon.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const update = [
  "10/05/2023 10:11:12.123",
  "dcName=dc1.x.org",
  "admonEventType=Update",
  "Names:",
  "\t\tobjectCategory=CN=Group-Policy-Container,CN=Schema",
  "\t\tdisplayName=Default Domain Policy",
  "Object Details:",
  "\t\tobjectClass=top|container|groupPolicyContainer",
  "\t\tdescription=",
  "Additional Details:",
  "\t\tmember=CN=a,DC=x",
  "\t\tmember=CN=b,DC=x",
]
const updated = {
  timestamp: "10/05/2023 10:11:12.123",
  dcName: "dc1.x.org",
  admonEventType: "Update",
  objectCategory: "CN=Group-Policy-Container,CN=Schema",
  displayName: "Default Domain Policy",
  objectClass: "top|container|groupPolicyContainer",
  member: ["CN=a,DC=x", "CN=b,DC=x"],
}
const sync = ["2/1/2010 3:11:16.095 PM", "dcName=dc2", "admonEventType=Sync", "Names:", "\tname=x"]

const cases: readonly [title: string, lines: readonly string[], data: readonly unknown[], problems: readonly string[]][] = [
  ["a change", update, [updated], []],
  [
    "events one after the other",
    [...update, "", ...sync],
    [updated, { timestamp: "2/1/2010 3:11:16.095 PM", dcName: "dc2", admonEventType: "Sync", name: "x" }],
    [],
  ],
  [
    "events without dates",
    [...sync.slice(1), ...sync.slice(1)],
    [
      { dcName: "dc2", admonEventType: "Sync", name: "x" },
      { dcName: "dc2", admonEventType: "Sync", name: "x" },
    ],
    [],
  ],
  ["lines that belong to no event", ["something", ...sync.slice(0, 1)], [], ["1: the lines belong to no event"]],
]
for (const ending of ["\n", "\r\n"])
  for (const [title, lines, data, problems] of cases)
    for (const chunkBytes of [7, 1 << 20])
      test(`${title}, ${JSON.stringify(ending)}, ${chunkBytes} bytes a chunk`, async () => {
        const reading = await readAll(admon, `${lines.join(ending)}${ending}`, { chunkBytes })
        assert.equal(plainData(reading), data)
        assert.equal(problemsOf(reading), problems)
      })

test("the text of an event is all of its lines", async () => {
  const reading = await readAll(admon, `${update.join("\n")}\n${sync.join("\n")}\n`)
  assert.equal(textOf(reading), [update.join("\n"), sync.join("\n")])
})

test("what is too long is cut off", async () => {
  const reading = await readAll(admon, [...sync, ...Array<string>(9).fill(`\tinfo=${"x".repeat(50)}`), ...sync].join("\n"), {
    maxRecordBytes: 300,
  })
  assert.is(reading.records.length, 2)
  assert.equal(problemsOf(reading), ["10: the event is longer than 300 bytes: its rest is left out"])
})

test("it is recognised by its first lines", () => {
  assert.is(admon.recognise(Buffer.from(`${update.join("\n")}\n`), "x"), 0.97)
  assert.is(admon.recognise(Buffer.from("a=1 admonEventType=Update\n"), "x"), 0)
})

test.run()
