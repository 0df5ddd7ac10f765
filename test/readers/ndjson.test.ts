import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ndjson } from "../../engine/readers/ndjson.ts"
import { dataOf, parsedExactly, problemsOf, readAll, textOf } from "./reading.ts"

const one = { a: 1 }
const two = { b: "x" }
const three = { c: [1] }

const cases: readonly [string, string | Uint8Array, readonly unknown[], readonly string[]][] = [
  ["lines", '{"a":1}\n{"b":"x"}\n', [one, two], []],
  ["no last line end", '{"a":1}\n{"b":"x"}', [one, two], []],
  ["CRLF", '{"a":1}\r\n{"b":"x"}\r\n', [one, two], []],
  ["blank lines", '\n{"a":1}\n\n  \t\r\n{"b":"x"}\n\n', [one, two], []],
  ["a byte order mark", '\uFEFF{"a":1}\n', [one], []],
  ["a byte order mark where files were joined", '{"a":1}\n\uFEFF{"b":"x"}\n', [one, two], []],
  ["a record separator", '\x1e{"a":1}\n\x1e{"b":"x"}\n', [one, two], []],
  ["text beyond ASCII", '{"b":"x"}\n{"é":"日本"}\n', [two, { é: "日本" }], []],
  ["a duplicate key", '{"a":0,"a":1}\n', [one], []],
  ["an exact integer", '{"Keywords":-9214364837600034816}\n', [{ Keywords: "-9214364837600034816" }], []],
  ["nothing", "", [], []],
  ["a truncated last line", '{"a":1}\n{"b":"x', [one], ["2: the line is cut off: its JSON has no end"]],
  ["a truncated line among others", '{"a":1}\n{"b":\n{"c":[1]}\n', [one, three], ["2: the line is cut off: its JSON has no end"]],
  ["a line that is no JSON", '{"a":1}\nhello\n{"c":[1]}\n', [one, three], ["2: the line is not valid JSON"]],
  [
    "values that are no objects",
    '[1]\n"x"\n1\ntrue\nnull\n{"a":1}\n',
    [one],
    [
      "1: the line is an array, not an object",
      "2: the line is a string, not an object",
      "3: the line is a number, not an object",
      "4: the line is a boolean, not an object",
      "5: the line is null, not an object",
    ],
  ],
  [
    "NUL bytes where a log was truncated",
    `${"\0".repeat(5)}{"a":1}\n{"b":"x"}\n${"\0".repeat(3)}`,
    [one, two],
    ["1: 5 NUL bytes around the line are left out", "3: 3 NUL bytes around the line are left out"],
  ],
  ["a NUL byte inside", '{"a":\0 1}\n{"b":"x"}\n', [two], ["1: the line is not valid JSON"]],
  [
    "invalid UTF-8",
    Buffer.from('{"b":"x"}\n{"b":"\xff!"}\n{"a":1}\n', "latin1"),
    [two, { b: "\uFFFD!" }, one],
    ["2: the line is not valid UTF-8: what could not be decoded is replaced by U+FFFD"],
  ],
]
for (const [title, log, data, problems] of cases)
  for (const chunkBytes of [1 << 20, 7, 1])
    test(`ndjson: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(ndjson, log, { chunkBytes })
      assert.equal(dataOf(reading), data)
      assert.equal(problemsOf(reading), problems)
    })

test("ndjson: a record has its line's text and number", async () => {
  const { records } = await readAll(ndjson, '\n {"a": 1} \r\n{"b":"x"}\n')
  assert.equal(
    records.map(record => [record.format, record.text(), record.position, record.hints]),
    [
      ["ndjson", ' {"a": 1} ', { line: 2 }, undefined],
      ["ndjson", '{"b":"x"}', { line: 3 }, undefined],
    ],
  )
})

test("ndjson: __proto__ and constructor are ordinary keys", async () => {
  const { records } = await readAll(ndjson, '{"__proto__":{"x":1},"constructor":"c"}\n')
  assert.equal(Object.keys(records[0]?.data ?? {}), ["__proto__", "constructor"])
  assert.is(Object.getPrototypeOf(records[0]?.data), Object.prototype)
})

for (const chunkBytes of [1 << 20, 50, 3])
  test(`ndjson: lines up to the limit are read, longer ones reported, ${chunkBytes} bytes a chunk`, async () => {
    const fits = `{"a":"${"x".repeat(92)}"}`
    const long = `{"a":"${"x".repeat(93)}"}`
    const log = [fits, long, '{"a":1}', "y".repeat(500), fits, long].join("\r\n")
    const reading = await readAll(ndjson, log, { chunkBytes, maxRecordBytes: 100 })
    assert.equal(textOf(reading), [fits, '{"a":1}', fits])
    assert.equal(
      reading.problems.map(({ position, message }) => [position.line, message.replace(/\d+ bytes/, "N bytes")]),
      [2, 4, 6].map(line => [line, "the line has N bytes, more than the limit of 100, and is left out"]),
    )
  })

test("ndjson: deep nesting does not exhaust the stack", async () => {
  const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
  const wrapped = `{"_index":"i","_source":${deep}}`
  const { records, problems } = await readAll(ndjson, `${deep}\n${wrapped}\n{"a":1}\n`)
  assert.is(records.length, 3)
  assert.is(problems.length, 0)
  assert.is(typeof records[1]?.text(), "string")
})

test("ndjson: any records come back, in whatever chunks", async () => {
  const record = fc.dictionary(
    fc.string().filter(key => key !== "_raw"),
    fc.jsonValue({ depthSize: "small" }),
    { minKeys: 1, maxKeys: 20 },
  )
  const plain = record.map(value => ({ EventID: 1, ...value }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(plain, { maxLength: 20 }),
      fc.integer({ min: 1, max: 200 }),
      fc.constantFrom("\n", "\r\n"),
      async (values, chunkBytes, end) => {
        const lines = values.map(value => JSON.stringify(value))
        const reading = await readAll(ndjson, lines.join(end), { chunkBytes })
        assert.equal(problemsOf(reading), [])
        assert.equal(textOf(reading), lines)
        assert.equal(dataOf(reading), lines.map(parsedExactly))
      },
    ),
    { numRuns: 200 },
  )
})

test.run()
