import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { Document, parseDocument, Scalar } from "yaml"
import { parseYaml } from "../../engine/yaml/document.ts"

const styles = [Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE, Scalar.BLOCK_FOLDED, Scalar.BLOCK_LITERAL] as const

/** A YAML text with one value written in a style; long lines are folded. */
function written(value: string, type: (typeof styles)[number], lineWidth: number): string {
  const scalar = new Scalar(value)
  scalar.type = type
  const document = new Document({ before: 1 })
  document.set("search", scalar)
  document.set("after", 2)
  return document.toString({ lineWidth, minContentWidth: 0 })
}

/** What a piece of a file may stand for one character of a value. */
function standsFor(piece: string, character: string): boolean {
  return piece === character || (piece === "'" && character === "'") || piece === "\\" || piece === '"'
}

const text = fc
  .string({ unit: fc.constantFrom(..."ab =|\"'\\#:-[]{}<>?*\n  ", "é", "日", "\t"), maxLength: 60 })
  .filter(value => value.trim() !== "")

test("every character of a value leads to where it is written", () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...styles), fc.constantFrom(0, 20), (value, style, lineWidth) => {
      const source = written(value, style, lineWidth)
      // The library writes some plain scalars, such as a colon before a line break, in a way that it does not read itself.
      fc.pre(parseDocument(source).errors.length === 0)
      const { document, errors } = parseYaml("rule.yml", source)
      assert.equal(
        errors.map(({ message }) => message),
        [],
        source,
      )
      if (document === null || typeof document.value !== "object" || document.value === null) throw new Error("the document is there")
      const found = "search" in document.value ? document.value.search : undefined
      if (typeof found !== "string") return
      const locate = document.locator(["search"])
      let before = -1
      for (let i = 0; i < found.length; i++) {
        const character = found.charAt(i)
        const { start } = locate(i, i + 1)
        assert.ok(start >= before, `places ascend: ${JSON.stringify(source)}, ${i}`)
        before = start
        // A blank or line break may stand for a folded line break and the indentation around it.
        if (!/\s/.test(character))
          assert.ok(standsFor(source.charAt(start), character), `${JSON.stringify(source)}: "${character}" at ${start}`)
      }
    }),
    { numRuns: 500 },
  )
})

const cases: readonly (readonly [title: string, source: string, part: string, line: number, column: number])[] = [
  ["a plain scalar", "search: index=main x=1", "x=1", 1, 20],
  ["a plain scalar over lines", "search: index=main\n  x=1\n  y=2", "y=2", 3, 3],
  ["single quotes", "search: 'a=''b'' x=1'", "x=1", 1, 18],
  ["double quotes", 'search: "a=\\"b\\" \\u0041 x=1"', "x=1", 1, 25],
  ["a line continued by a backslash", 'search: "a=1 \\\n  x=1"', "x=1", 2, 3],
  ["a literal block", "search: |-\n  a=1\n    | x=1", "x=1", 3, 7],
  ["a folded block", "search: >-\n  a=1\n  b=2\n\n  x=1", "x=1", 5, 3],
  ["a folded block with lines of its own indentation", "search: >-\n  a=1\n    b=2\n  x=1", "x=1", 4, 3],
  ["a block with an indentation indicator", "search: |2-\n    a=1\n   x=1", "x=1", 3, 4],
  ["line breaks of Windows", "search: |-\r\n  a=1\r\n  x=1\r\n", "x=1", 3, 3],
  ["quotes whose lines are not indented", "search: 'a=1\nb=2\nx=1'", "x=1", 3, 1],
  ["inside a list", "search:\n  - where: a=1 AND x=1", "x=1", 2, 20],
]
for (const [title, source, part, line, column] of cases)
  test(`the place of a part of ${title}`, () => {
    const { document, errors } = parseYaml("rule.yml", source)
    assert.equal(
      errors.map(({ message }) => message),
      [],
    )
    if (document === null) throw new Error("the document is there")
    const path = source.includes("- where") ? ["search", 0, "where"] : ["search"]
    const value: unknown = path.reduce<unknown>(
      (at, step) => (typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined),
      document.value,
    )
    const start = String(value).indexOf(part)
    const range = document.locator(path)(start, start + part.length)
    assert.is(document.source.text.slice(range.start, range.end), part)
    const before = document.source.text.slice(0, range.start).split("\n")
    assert.equal([before.length, (before.at(-1) ?? "").length + 1], [line, column])
  })

test.run()
