import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseCsvTable } from "../../engine/rows/csv-table.ts"

const tables: [title: string, text: string, fields: readonly string[], rows: readonly Row[]][] = [
  ["white space in front of a cell is none of it", "a, b\n1,\tx y \n", ["a", "b"], [{ a: "1", b: "x y " }]],
  ["white space in quotes is", 'a,b\n" 1", " "\n', ["a", "b"], [{ a: " 1", b: " " }]],
  ["empty cells are missing, empty lines are no rows", "a,b\n\n,2\n\n1,\n", ["a", "b"], [{ b: "2" }, { a: "1" }]],
  [
    "a byte order mark and any line ends",
    "\ufeffa,b\r\n1,2\r\n3,4",
    ["a", "b"],
    [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ],
  ],
  ["quotes hold commas, quotes and line ends", 'a,b\n"x, y","say ""hi""\nthere"\n', ["a", "b"], [{ a: "x, y", b: 'say "hi"\nthere' }]],
  [
    "a name is an ordinary name",
    "__proto__,constructor\n1,2\n",
    ["__proto__", "constructor"],
    [
      Object.fromEntries([
        ["__proto__", "1"],
        ["constructor", "2"],
      ]),
    ],
  ],
  ["nothing", "", [], []],
  ["a header alone", "a,b\n", ["a", "b"], []],
]
for (const [title, text, fields, rows] of tables)
  test(title, () => {
    const table = parseCsvTable(text)
    assert.equal(table.fields, fields)
    assert.equal(
      table.rows.map(row => Object.entries(row)),
      rows.map(row => Object.entries(row)),
    )
    assert.equal(table.problems, [])
  })

test("rows of another width are kept and reported with their line", () => {
  const { rows, problems } = parseCsvTable("a,b\n1\n2,3\n4,5,6\n")
  assert.equal(rows, [{ a: "1" }, { a: "2", b: "3" }, { a: "4", b: "5" }])
  assert.equal(problems, [
    { line: 2, message: "the row has 1 columns where the header has 2" },
    { line: 4, message: "the row has 3 columns where the header has 2" },
  ])
})

test("columns without a name of their own are left out and reported", () => {
  const { fields, rows, problems } = parseCsvTable("a,,a\n1,2,3\n")
  assert.equal(fields, ["a"])
  assert.equal(rows, [{ a: "1" }])
  assert.equal(problems, [
    { line: 1, message: "column 2 has no name" },
    { line: 1, message: 'column "a" stands twice' },
  ])
})

test("a text without quotes reads the same when a quoted column makes the other way of reading necessary", () => {
  const cell = fc.stringMatching(/^[a-z0-9 .*-]{0,8}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), cells => {
      const lines = [["a", "b"], ...cells].map(row => row.join(","))
      const plain = parseCsvTable(lines.join("\n"))
      const quoted = parseCsvTable(lines.map((line, i) => (i === 0 ? `${line},"c"` : `${line},"x"`)).join("\n"))
      assert.equal(plain.rows.length, cells.length)
      assert.equal(
        quoted.rows.map(({ c: _, ...row }) => row),
        plain.rows,
      )
    }),
  )
})

test.run()
