import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { csv } from "../../engine/readers/csv.ts"
import { dataOf, problemsOf, readAll, textOf } from "./reading.ts"

const cases: readonly [string, string | Uint8Array, readonly unknown[], readonly string[]][] = [
  [
    "rows",
    "a,b\n1,x\n2,y\n",
    [
      { a: "1", b: "x" },
      { a: "2", b: "y" },
    ],
    [],
  ],
  [
    "CRLF and no last line end",
    "a,b\r\n1,x\r\n2,y",
    [
      { a: "1", b: "x" },
      { a: "2", b: "y" },
    ],
    [],
  ],
  ["a byte order mark", "\uFEFFa,b\n1,x\n", [{ a: "1", b: "x" }], []],
  ["blank lines", "\na,b\n\n1,x\n  \n", [{ a: "1", b: "x" }], []],
  ["tabs", "a\tb\n1,5\tx\n", [{ a: "1,5", b: "x" }], []],
  ["semicolons", "a;b\n1,5;x\n", [{ a: "1,5", b: "x" }], []],
  ["bars", "a|b\n1|x\n", [{ a: "1", b: "x" }], []],
  ["a declared delimiter", "sep=;\na;b\n1;x\n", [{ a: "1", b: "x" }], []],
  ["an empty cell is a missing field", "a,b,c\n1,,x\n", [{ a: "1", c: "x" }], []],
  ["quoted cells", 'a,b\n"1,2","say ""hi"""\n', [{ a: "1,2", b: 'say "hi"' }], []],
  ["a quoted header", '"a,1","b"\n1,x\n', [{ "a,1": "1", b: "x" }], []],
  [
    "lines in a cell",
    'a,b\n1,"x\n\ny"\n2,z\n',
    [
      { a: "1", b: "x\n\ny" },
      { a: "2", b: "z" },
    ],
    [],
  ],
  ["CRLF lines in a cell", 'a,b\r\n1,"x\r\ny"\r\n', [{ a: "1", b: "x\r\ny" }], []],
  ["a quote inside a cell is text", 'a,b\n5" disk,x"y"\n', [{ a: '5" disk', b: 'x"y"' }], []],
  ["text behind a quoted cell", 'a,b\n"x"y,z\n', [{ a: "xy", b: "z" }], []],
  ["white space around names", " a , b\n1,x\n", [{ a: "1", b: "x" }], []],
  ["columns without a name", ",b,\n1,x,2\n", [{ EXTRA_FIELD_1: "1", b: "x", EXTRA_FIELD_3: "2" }], []],
  ["a header only", "a,b\n", [], []],
  ["nothing", "", [], []],
  [
    "multivalue columns of Splunk",
    'a,__mv_a,b,__mv_b\n"x\ny",$x$;$y$,z,\n1,$a;$$b$;$c$,2,\n',
    [
      { a: ["x", "y"], b: "z" },
      { a: ["a;$b", "c"], b: "2" },
    ],
    [],
  ],
  [
    "too few columns",
    "a,b,c\n1,x\n2,y,z\n",
    [
      { a: "1", b: "x" },
      { a: "2", b: "y", c: "z" },
    ],
    ["2: the row has 2 columns where the header has 3: the others are missing"],
  ],
  [
    "too many columns",
    "a,b\n1,x,?\n2,y\n",
    [
      { a: "1", b: "x" },
      { a: "2", b: "y" },
    ],
    ["2: the row has 3 columns where the header has 2: the rest is left out"],
  ],
  ["a column twice", "a,a\n1,2\n3,\n", [{ a: "2" }, { a: "3" }], ['1: the column "a" stands twice: the last one that is not empty counts']],
  [
    "a quote that is not closed",
    'a,b\n1,x\n2,"y\n3,z\n4,w\n',
    [
      { a: "1", b: "x" },
      { a: "2", b: '"y' },
      { a: "3", b: "z" },
      { a: "4", b: "w" },
    ],
    ["3: a quote is not closed: from here on quotes that do not close on their line are ordinary text"],
  ],
  [
    "invalid UTF-8",
    Buffer.from("a,b\n1,\xff\n", "latin1"),
    [{ a: "1", b: "\uFFFD" }],
    ["2: the line is not valid UTF-8: what could not be decoded is replaced by U+FFFD"],
  ],
]
for (const [title, log, data, problems] of cases)
  for (const chunkBytes of [1 << 20, 1])
    test(`csv: ${title}, ${chunkBytes} bytes a chunk`, async () => {
      const reading = await readAll(csv, log, { chunkBytes })
      assert.equal(dataOf(reading), data)
      assert.equal(problemsOf(reading), problems)
    })

test("csv: a record has the text and the line of its row", async () => {
  const { records } = await readAll(csv, 'a,b\r\n1,"x\r\ny"\r\n2,z\r\n')
  assert.equal(
    records.map(record => [record.format, record.text(), record.position, record.hints]),
    [
      ["csv", '1,"x\r\ny"', { line: 2 }, undefined],
      ["csv", "2,z", { line: 4 }, undefined],
    ],
  )
})

test("csv: an export of Splunk has the event's text and where it came from", async () => {
  const log = '"_raw","_time",host,source,sourcetype,index\n"line 1\nsays ""x""","2020-10-09T18:27:49.000+0000",dc1,s,st,main\n'
  const { records } = await readAll(csv, log)
  assert.equal(
    records.map(record => record.text()),
    ['line 1\nsays "x"'],
  )
  assert.equal(records[0]?.hints, { host: "dc1", source: "s", sourcetype: "st", index: "main", time: 1602268069 })
})

test("csv: an unclosed quote holds no more than the longest record", async () => {
  const log = `a,b\n1,"x\n${"2,y\n".repeat(100)}`
  const reading = await readAll(csv, log, { maxRecordBytes: 50 })
  assert.is(reading.records.length, 101)
  assert.is(reading.problems.length, 1)
})

test("csv: __proto__ is an ordinary column", async () => {
  const { records } = await readAll(csv, "__proto__,constructor\nx,y\n")
  assert.equal(Object.entries(records[0]?.data ?? {}), [
    ["__proto__", "x"],
    ["constructor", "y"],
  ])
  assert.is(Object.getPrototypeOf(records[0]?.data), Object.prototype)
})

test("csv: any table comes back", async () => {
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^[",;\n\r a]*$/))
  const quote = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom("\n", "\r\n"),
      async (rows, chunkBytes, end) => {
        const log = [["id", "a", "b", "c"], ...rows.map((row, index) => [String(index), ...row])]
          .map(row => row.map(quote).join(","))
          .join(end)
        const reading = await readAll(csv, log, { chunkBytes })
        assert.equal(problemsOf(reading), [])
        assert.equal(
          dataOf(reading),
          rows.map(([a, b, c], index) =>
            Object.fromEntries(Object.entries({ id: String(index), a, b, c }).filter(([, value]) => value !== "")),
          ),
        )
        assert.is(textOf(reading).length, rows.length)
      },
    ),
    { numRuns: 300 },
  )
})

test.run()
