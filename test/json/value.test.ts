import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { jsonFrom, parseContainer, parseJson, printJson } from "../../engine/json/value.ts"

/** The compact text of a value; undefined where the text is no JSON. */
function reprinted(text: string): string | undefined {
  const value = parseJson(text)
  return value === undefined ? undefined : printJson(value)
}

const table: readonly [text: string, printed: string | undefined][] = [
  [' { "a" : [ 1 , true , null ] } ', '{"a":[1,true,null]}'],
  ['{"b":1,"2":2,"1":3,"b":4}', '{"b":4,"2":2,"1":3}'],
  ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
  ['"\\u0041\\n\\/\\ud83d\\udc9c"', '"A\\n/💜"'],
  ["1.50", "1.5"],
  ["-0.0", "0"],
  ["1E2", "100"],
  ["9007199254740991", "9007199254740991"],
  ["12345678901234567890", "12345678901234567890"],
  ["-9223372036854775808", "-9223372036854775808"],
  ["1e400", "null"],
  ["[1,]", undefined],
  ["{,}", undefined],
  ['{"a" 1}', undefined],
  ["{a:1}", undefined],
  ["01", undefined],
  ["1.", undefined],
  ["+1", undefined],
  ["nul", undefined],
  ['"a', undefined],
  ['"\n"', undefined],
  ['"\\x"', undefined],
  ["[1] 2", undefined],
  ["\u00a01", undefined],
  ["", undefined],
  [`${"[".repeat(500)}${"]".repeat(500)}`, `${"[".repeat(500)}${"]".repeat(500)}`],
  [`${"[".repeat(501)}${"]".repeat(501)}`, undefined],
  [`"${"x".repeat(16 * 1024 * 1024)}"`, undefined],
]
for (const [text, printed] of table) test(`JSON ${text.slice(0, 40)}`, () => assert.is(reprinted(text), printed))

test("only objects and arrays are containers", () => {
  assert.equal(parseContainer(" [1]"), [1])
  assert.is(parseContainer("1"), undefined)
  assert.is(parseContainer('"[1]"'), undefined)
  assert.is(parseContainer("[1"), undefined)
})

test("texts of fields stand for the JSON in them", () => {
  assert.is(printJson(jsonFrom(["a", 1, "[2]", '{"b": "3"}', "{"])), '["a",1,[2],{"b":"3"},"{"]')
})

test("what it reads and what it refuses is what JSON.parse does", () => {
  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  const noise = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ue0-1.+ truefalsn\n\t') })
  fc.assert(
    fc.property(noise, text => (parseJson(text) !== undefined) === accepts(text)),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(fc.json(), text => (parseJson(text) !== undefined) === accepts(text)))
})

test("printing and reading are inverse", () => {
  fc.assert(
    fc.property(fc.json(), text => {
      const printed = reprinted(text)
      return printed !== undefined && reprinted(printed) === printed
    }),
  )
})

test.run()
