import { test } from "uvu"
import * as assert from "uvu/assert"
import { cri } from "../../engine/readers/cri.ts"
import { plainData } from "./plain-data.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

const at = "2024-01-18T10:11:12.123456789Z"

const cases: readonly [title: string, lines: readonly string[], data: readonly unknown[], problems: readonly string[]][] = [
  ["JSON", [`${at} stdout F {"a":{"b":1}}`], [{ a: { b: 1 } }], []],
  ["pairs", [`${at} stderr F user=ann done`], [{ user: "ann", message: "user=ann done", stream: "stderr" }], []],
  ["what only looks like JSON", [`${at} stdout F {broken`], [{ message: "{broken", stream: "stdout" }], []],
  ["an empty line", [`${at} stdout F`], [{ message: "", stream: "stdout" }], []],
  [
    "a line that is split, with one of the other stream between",
    [`${at} stdout P {"a":`, `${at} stderr F x`, `${at} stdout P "b`, `${at} stdout F c"}`],
    [{ message: "x", stream: "stderr" }, { a: "bc" }],
    [],
  ],
  ["another line", ["hello", `${at} stdout F y`], [{ message: "y", stream: "stdout" }], ["1: the line has no time and stream before it"]],
]
for (const [title, lines, data, problems] of cases)
  for (const chunkBytes of [5, 1 << 20])
    test(`${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(cri, `${lines.join("\n")}\n`, { chunkBytes })
      assert.equal(plainData(reading), data)
      assert.equal(problemsOf(reading), problems)
    })

test("the record is the line of the container, at the time at which it was written", async () => {
  const reading = await readAll(cri, `${at} stdout F {"a":1}\n`)
  assert.equal(textOf(reading), ['{"a":1}'])
  assert.equal(reading.records[0]?.hints, { time: 1705572672.123456 })
})

test("parts that never end are given up at the limit", async () => {
  const reading = await readAll(cri, `${at} stdout P ${"x".repeat(80)}\n`.repeat(4), { maxRecordBytes: 150 })
  assert.equal(
    reading.records.map(record => record.text().length),
    [160, 160],
  )
})

test("it is recognised by its lines", () => {
  assert.is(cri.recognise(Buffer.from(`${at} stdout F x\n`), "x"), 0.95)
  assert.is(cri.recognise(Buffer.from(`${at} hello\n`), "x"), 0)
})

test.run()
