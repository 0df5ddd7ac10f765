import { test } from "uvu"
import * as assert from "uvu/assert"
import { text } from "../../engine/readers/text.ts"
import { problemsOf, readAll, textOf } from "./reading.ts"

test("text: one record a line, blank lines left out, indentation kept", async () => {
  const reading = await readAll(text, "first\r\n\r\n  second \nthird\0", { chunkBytes: 4 })
  assert.equal(textOf(reading), ["first", "  second ", "third"])
  assert.equal(
    reading.records.map(record => [record.format, record.data, record.position]),
    [1, 3, 4].map(line => ["text", null, { line }]),
  )
  assert.equal(problemsOf(reading), ["4: 1 NUL bytes around the line are left out"])
})

test("text: batches stay small in large chunks", async () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index} ${"x".repeat(20)}`)
  const sizes: number[] = []
  const numbers: (number | undefined)[] = []
  const chunks = (async function* () {
    yield Buffer.from(lines.join("\n"))
  })()
  for await (const batch of text.read(chunks, { name: "log", report: () => {}, maxRecordBytes: 1000 })) {
    sizes.push(batch.length)
    for (const record of batch) numbers.push(record.position.line)
  }
  assert.ok(sizes.length > 4)
  assert.equal(
    numbers,
    lines.map((_, index) => index + 1),
  )
})

test.run()
