import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as fc from "fast-check"
import { suite } from "uvu"
import * as assert from "uvu/assert"
import { isMap, isScalar, parseDocument, Scalar } from "yaml"
import { bundledFolder } from "../../engine/load.ts"
import { parseYaml } from "../../engine/yaml/document.ts"
import { type PlainDocument, readPlainYaml } from "../../engine/yaml/plain/document.ts"
import { sharedPath } from "../shared.ts"

const plain = suite("plain YAML")
const cases: readonly (readonly [title: string, text: string, value: unknown])[] = [
  ["scalars", "a: text\nb: 12\nc: -1.50\nd: true\ne: ~\nf:\n", { a: "text", b: 12, c: -1.5, d: true, e: null, f: null }],
  [
    "text that is nearly something else",
    "a: trueish\nb: 1.2.3\nc: -x\nd: 5 o'clock\ne: a#b\nf: a:b\n",
    {
      a: "trueish",
      b: "1.2.3",
      c: "-x",
      d: "5 o'clock",
      e: "a#b",
      f: "a:b",
    },
  ],
  ["text over several lines", "a: one\n  two\n\n  three  \nb: x\n", { a: "one two\nthree", b: "x" }],
  ["single quotes", "a: 'it''s: # \"so\"'\nb: 'one  \n  two\n\n\n  three '\n", { a: 'it\'s: # "so"', b: "one two\n\nthree " }],
  ["double quotes", 'a: "\\"q\\" \\\\ \\n \\t"\nb: "one\n  two"\n', { a: '"q" \\ \n \t', b: "one two" }],
  ["text in the line below its key", "a:\n  text\nb:\n  'quoted'\n", { a: "text", b: "quoted" }],
  ["a block", "a: |\n  one\n    two\n\n  three\n\nb: |-\n  x\n", { a: "one\n  two\n\nthree\n", b: "x" }],
  ["a folded block", "a: >\n  one\n  two\n\n  three\nb: >-\n  x\n  y\n", { a: "one two\nthree\n", b: "x y" }],
  ["lists", "a:\n- x\n- 1\nb:\n  - y\n  - 'z'\nc: []\n", { a: ["x", 1], b: ["y", "z"], c: [] }],
  ["maps in lists", "a:\n- b: 1\n  c:\n  - d\n- b: 2\n", { a: [{ b: 1, c: ["d"] }, { b: 2 }] }],
  ["maps in maps", "a:\n  b:\n    c: x\n  d: y\n", { a: { b: { c: "x" }, d: "y" } }],
  [
    "comments in lines of their own",
    "# c\na:\n# c\n- x\n  # c\n- y\n\n# c\nb: |\n  # no comment\n# c\n",
    { a: ["x", "y"], b: "# no comment\n" },
  ],
  [
    "lists of names in one line",
    "a: [ x, y z ,true, null]\nb: []\nc:\n- [d.e-f]\n",
    { a: ["x", "y z", true, null], b: [], c: [["d.e-f"]] },
  ],
  ["no line end at the end", "a: |\n  x", { a: "x\n" }],
]
for (const [title, text, value] of cases)
  plain(title, () => {
    assert.equal(readPlainYaml(text)?.value, value)
    agrees(text)
  })
plain.run()

const beyond = suite("more than plain YAML is left to the whole parser")
for (const [title, text] of [
  ["a comment", "a: b # c\n"],
  ["a comment within a text", "a: b\n  # c\n  d\n"],
  ["an anchor", "a: &x b\n"],
  ["an alias", "a: *x\n"],
  ["a tag", "a: !!str 1\n"],
  ["a flow list of more than names", "a: [1, {b: c}]\n"],
  ["a flow list over several lines", "a: [b,\n  c]\n"],
  ["a flow list with a comma too many", "a: [b,, c]\n"],
  ["a flow map", "a: {}\n"],
  ["a key that stands twice", "a: 1\na: 2\n"],
  ["a key in quotes", "'a': 1\n"],
  ["a key of the prototype", "__proto__: 1\n"],
  ["a second colon", "a: b: c\n"],
  ["a tab", "a:\tb\n"],
  ["a second document", "a: b\n---\na: c\n"],
  ["an octal number", "a: 0o17\n"],
  ["an exponent", "a: 1e3\n"],
  ["a quote that is not closed", "a: 'b\n"],
  ["quoted text that is not indented", "a: 'b\nc'\n"],
  ["an escape that is seldom", 'a: "\\x41"\n'],
  ["a block that keeps its end", "a: |+\n  b\n\n"],
  ["a block with its indentation", "a: |2\n   b\n"],
  ["a list at the root", "- a\n"],
  ["text at the root", "a\n"],
  ["nothing", ""],
  ["items that do not stand below each other", "a:\n  - b\n - c\n"],
  ["a control character", "a: \u0007\n"],
  ["nesting without end", `${Array.from({ length: 40 }, (_, i) => `${" ".repeat(i)}a:\n`).join("")}${" ".repeat(40)}b\n`],
] as const)
  beyond(title, () => assert.is(readPlainYaml(text), null))
beyond.run()

const agreement = suite("plain YAML says what the whole parser says")
const folders = [bundledFolder(), sharedPath("corpus", "security_content"), sharedPath("corpus", "generations")].filter(
  path => path !== null,
)
const texts = folders.flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(name => /\.ya?ml$/.test(name))
    .map(name => readFileSync(join(folder, name), "utf8")),
)

agreement("of every file at hand", () => {
  const read = texts.filter(text => agrees(text) !== null)
  assert.ok(read.length > 0)
})

agreement("of files with lines moved, cut and changed", () => {
  const piece = fc.constantFrom(
    " ",
    "  ",
    "\n",
    "\n\n",
    "'",
    '"',
    ": ",
    ":",
    "- ",
    "#",
    " #",
    "|",
    ">-",
    "\\",
    "a",
    "x: y",
    "[",
    "*",
    "~",
    "0",
    ".5",
  )
  const source = fc.constantFrom(...cases.map(([, text]) => text), ...texts.filter(text => text.length < 3_000).slice(0, 200))
  const changed = fc
    .tuple(source, fc.array(fc.tuple(fc.nat(3_000), fc.nat(8), piece), { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) =>
      edits.reduce(
        (before, [at, length, insert]) =>
          before.slice(0, at % (before.length + 1)) + insert + before.slice((at % (before.length + 1)) + length),
        text,
      ),
    )
  fc.assert(
    fc.property(changed, text => {
      agrees(text)
    }),
    { numRuns: 3_000 },
  )
})
agreement.run()

const places = suite("places in plain YAML")
places("a text's characters and everything else stand where the whole parser finds them", () => {
  const text = "name: x\nsearch: 'one\n  two'\nlist:\n- a: b\n"
  const { document } = parseYaml("f.yml", text)
  const at = ({ start, end }: { readonly start: number; readonly end: number }): string => text.slice(start, end)
  assert.is(document === null ? "" : at(document.locator(["search"])(4, 7)), "two")
  assert.is(document === null ? "" : at(document.range(["list", 0, "a"])), "b")
  assert.is(document === null ? "" : at(document.keyRange(["list"])), "list")
})
places.run()

/** Whether plain YAML is what the library reads: value, and place and style of the texts below the root. */
function agrees(text: string): PlainDocument | null {
  const document = readPlainYaml(text)
  if (document === null) return null
  const whole = parseDocument(text, { uniqueKeys: true, version: "1.2", schema: "core", strict: true, prettyErrors: false })
  assert.equal([...whole.errors, ...whole.warnings].map(String), [], text)
  assert.equal(document.value, whole.toJS(), text)
  const styles = { PLAIN: "plain", QUOTE_SINGLE: "single", QUOTE_DOUBLE: "double", BLOCK_FOLDED: "block", BLOCK_LITERAL: "block" } as const
  const scalars = isMap(whole.contents)
    ? whole.contents.items.flatMap(({ key, value }) =>
        isScalar(key) && value instanceof Scalar && typeof value.value === "string"
          ? [[String(key.value), value.value, value.range?.[0], value.range?.[1], styles[value.type ?? "PLAIN"]]]
          : [],
      )
    : []
  assert.equal(
    [...document.scalars].map(([key, { value, start, end, style }]) => [key, value, start, end, style]),
    scalars,
    text,
  )
  return document
}
