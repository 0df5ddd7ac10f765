import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { json } from "../../engine/readers/json.ts"
import { dataOf, parsedExactly, problemsOf, readAll, textOf } from "./reading.ts"

const a = { a: 1 }
const b = { b: "x" }
const stray = "something that is no JSON object stands where a record is expected, and is left out"

const cases: readonly [string, string | Uint8Array, readonly unknown[], readonly string[]][] = [
  ["an array", '[{"a":1},{"b":"x"}]', [a, b], []],
  ["an array over lines", '[\n  {"a": 1},\n  {"b": "x"}\n]\n', [a, b], []],
  ["an empty array", "[]", [], []],
  ["documents over lines", '{\n "a": 1\n}\n{\n "b": "x"\n}\n', [a, b], []],
  ["documents one behind the other", '{"a":1}{"b":"x"}', [a, b], []],
  ["arrays one behind the other", '[{"a":1}]\n[{"b":"x"}]', [a, b], []],
  ["commas between documents", '{"a":1},\n{"b":"x"},\n', [a, b], []],
  ["record separators", '\x1e{"a":1}\n\x1e{"b":"x"}\n', [a, b], []],
  ["a byte order mark", '\uFEFF[{"a":1}]', [a], []],
  ["brackets in strings", '[{"a":"}]{[\\"]"},{"b":"\\\\"}]', [{ a: '}]{["]' }, { b: "\\" }], []],
  ["an exact integer", '[{"id":12345678901234567890}]', [{ id: "12345678901234567890" }], []],
  [
    "a record with lists",
    '{"tags":["a"],"items":[],"list":[{"x":[{"y":1}]}]}',
    [{ tags: ["a"], items: [], list: [{ x: [{ y: 1 }] }] }],
    [],
  ],
  ["nothing", "", [], []],
  ["scalars in an array", '[{"a":1}, 1, "x{", null,\n{"b":"x"}]', [a, b], [`1: ${stray}`, `1: ${stray}`, `1: ${stray}`]],
  ["an array in an array", '[[{"a":1}],{"b":"x"}]', [b], ["1: the JSON value is an array, not an object"]],
  ["text between documents", '{"a":1}\nwarning: it\'s "late\n{"b":"x"}', [a, b], [`2: ${stray}`]],
  ["a malformed element", '[{"a":1},\n{"c":tru},\n{"b":"x"}]', [a, b], ["2: the JSON value is not valid JSON"]],
  [
    "a string that is not closed",
    '[\n{"a":1},\n{"c":"y},\n{"b":"x"}\n]',
    [a],
    ["3: the JSON value is not valid JSON", "5: the JSON document is cut off: it has no end"],
  ],
  [
    "a string that is not closed on a line of its own",
    '[\n{"a":1},\n{\n"c":"y\n},\n{"b":"x"}\n]',
    [a, b],
    ["3: the JSON value is not valid JSON"],
  ],
  ["a cut off array", '[{"a":1},{"b":', [a], ["1: the JSON value is cut off: it has no end"]],
  ["an array cut off between elements", '[{"a":1},', [a], ["1: the JSON document is cut off: it has no end"]],
  ["a cut off list", '{"Records":[{"a":1},{"b', [a], ["1: the JSON value is cut off: it has no end"]],
  ["too many closing brackets", '{"a":1}}\n{"b":"x"}', [a, b], ["1: a closing bracket stands where none is open"]],
  [
    "invalid UTF-8",
    Buffer.from('[{"b":"\xff"},{"a":1}]', "latin1"),
    [{ b: "\uFFFD" }, a],
    ["1: the JSON value is not valid UTF-8: what could not be decoded is replaced by U+FFFD"],
  ],
  ["a replacement character of its own", '[{"b":"\uFFFD"}]', [{ b: "\uFFFD" }], []],
]
for (const [title, log, data, problems] of cases)
  for (const chunkBytes of [1 << 20, 7, 1])
    test(`json: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(json, log, { chunkBytes })
      assert.equal(dataOf(reading), data)
      assert.equal(problemsOf(reading), problems)
    })

test("json: a record knows where it begins", async () => {
  const { records } = await readAll(json, '[\n  {"a":\n1},{"b":"x"}]\n', { chunkBytes: 3 })
  assert.equal(
    records.map(record => [record.text(), record.position]),
    [
      ['{"a":\n1}', { line: 2, offset: 4 }],
      ['{"b":"x"}', { line: 3, offset: 13 }],
    ],
  )
})

for (const chunkBytes of [1 << 20, 30])
  test(`json: elements over the limit are reported, ${chunkBytes} bytes a chunk`, async () => {
    const fits = `{"a":"${"x".repeat(92)}"}`
    const long = `{"a":"${"x".repeat(93)}"}`
    const reading = await readAll(json, `[${fits},\n${long},\n${fits}]`, { chunkBytes, maxRecordBytes: 100 })
    assert.equal(textOf(reading), [fits, fits])
    assert.equal(problemsOf(reading), ["2: the JSON value has more bytes than the limit of 100, and is left out"])
  })

test("json: a list is longer than the longest record", async () => {
  const records = Array.from({ length: 1000 }, (_, n) => ({ n }))
  const log = JSON.stringify({ "@odata.context": "x", value: records, after: "y".repeat(500) })
  const reading = await readAll(json, log, { chunkBytes: 64, maxRecordBytes: 100 })
  assert.equal(dataOf(reading), records)
  assert.equal(problemsOf(reading), [])
})

test("json: a record that is nested too deep is reported", async () => {
  const deep = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`
  const reading = await readAll(json, `[${deep(499)},\n${deep(500)},\n${deep(100_000)},\n{"a":1}]`)
  assert.is(reading.records.length, 2)
  const message = "the JSON value is nested deeper than 500 levels, and is left out"
  assert.equal(problemsOf(reading), [`2: ${message}`, `3: ${message}`])
})

test("json: any records come back, however they are laid out and cut", async () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue({ depthSize: "small" }), { maxKeys: 8 }).map(value => ({ EventID: 1, ...value }))
  const layouts: readonly ((values: readonly unknown[]) => string)[] = [
    values => JSON.stringify(values),
    values => JSON.stringify(values, null, "\t"),
    values => values.map(value => JSON.stringify(value, null, 2)).join("\n"),
    values => values.map(value => JSON.stringify(value)).join(""),
    values => (values.length === 0 ? "" : JSON.stringify({ Records: values })),
    values => (values.length === 0 ? "" : JSON.stringify({ took: 3, hits: { hits: values } }, null, 2)),
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 10 }),
      fc.constantFrom(...layouts),
      fc.integer({ min: 1, max: 100 }),
      async (values, layout, chunkBytes) => {
        const reading = await readAll(json, layout(values), { chunkBytes })
        assert.equal(problemsOf(reading), [])
        assert.equal(dataOf(reading), parsedExactly(JSON.stringify(values)))
      },
    ),
    { numRuns: 300 },
  )
})

test("json: whatever the bytes, reading ends without an exception", async () => {
  const piece = fc.constantFrom("{", "}", "[", "]", '"', "\\", ",", ":", "\n", " ", "1", "a", '{"Records":[', '"hits":{"hits":[{')
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), async (pieces, chunkBytes) => {
      const log = pieces.join("")
      const whole = await readAll(json, log)
      const cut = await readAll(json, log, { chunkBytes })
      assert.equal(dataOf(cut), dataOf(whole))
      assert.equal(cut.problems, whole.problems)
    }),
    { numRuns: 500 },
  )
})

test.run()
