import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseJson } from "../../engine/readers/json-text.ts"

const cases: readonly [string, string, unknown][] = [
  ["a mask that a double cannot hold", '{"Keywords":-9214364837600034816}', { Keywords: "-9214364837600034816" }],
  ["white space around it", '{"id" : 12345678901234567890 }', { id: "12345678901234567890" }],
  ["the largest safe integer", '{"id":9007199254740991}', { id: 9007199254740991 }],
  ["one more", '{"id":9007199254740992}', { id: "9007199254740992" }],
  ["one less than the smallest", '{"id":-9007199254740992}', { id: "-9007199254740992" }],
  ["sixteen safe digits", '{"time":1602234469123456}', { time: 1602234469123456 }],
  ["a float", '{"rtt":0.00393986701965332123}', { rtt: 0.003939867019653321 }],
  ["digits before a decimal point", '{"n":12345678901234567890.5}', { n: 12345678901234567000 }],
  ["an exponent", '{"n":12345678901234567890e2}', { n: 1234567890123456800000 }],
  ["digits in a string", '{"id":"12345678901234567890"}', { id: "12345678901234567890" }],
  ["what looks like a member in a string", '{"m":"x, 12345678901234567890, y"}', { m: "x, 12345678901234567890, y" }],
  ["a quoted member in a string", '{"m":"\\"id\\":12345678901234567890,"}', { m: '"id":12345678901234567890,' }],
  [
    "both in one document",
    '{"m":": 12345678901234567890,","id":12345678901234567891}',
    { m: ": 12345678901234567890,", id: "12345678901234567891" },
  ],
  ["a string that ends in a backslash", '{"m":"a\\\\","id":12345678901234567891}', { m: "a\\", id: "12345678901234567891" }],
  [
    "deeper ones",
    '{"a":{"id":12345678901234567890},"b":[12345678901234567891,1]}',
    { a: { id: "12345678901234567890" }, b: ["12345678901234567891", 1] },
  ],
  [
    "the same key outside and inside",
    '{"id":9007199254740993,"x":{"id":9007199254740992}}',
    { id: "9007199254740993", x: { id: "9007199254740992" } },
  ],
  ["a key twice: the last counts", '{"id":12345678901234567890,"id":12345678901234567891}', { id: "12345678901234567891" }],
  ["a key twice, a string last", '{"id":12345678901234567890,"id":"x"}', { id: "x" }],
  ["a key with an escape", '{"a\\"id":12345678901234567890}', { 'a"id': "12345678901234567890" }],
  ["a key of an object's prototype", '{"toString":12345678901234567890}', { toString: "12345678901234567890" }],
  ["alone", "12345678901234567890", "12345678901234567890"],
]
for (const [title, text, expected] of cases) test(`exact integers: ${title}`, () => assert.equal(parseJson(text), expected))

test("exact integers: __proto__ is an ordinary key", () => {
  const value = parseJson('{"__proto__":12345678901234567890}')
  assert.equal(Object.entries(value ?? {}), [["__proto__", "12345678901234567890"]])
  assert.is(Object.getPrototypeOf(value), Object.prototype)
})

test("malformed text throws as JSON.parse does", () => {
  for (const text of ['{"id":12345678901234567890', '{"id":12345678901234567890,}', '{"a":01234567890123456789}', "x"])
    assert.throws(
      () => parseJson(text),
      (error: unknown) => error instanceof SyntaxError,
    )
})

/** JSON with large integers, as text and as what it has to be parsed to. */
const document = fc.letrec<{ node: readonly [string, unknown] }>(tie => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n }).map((n): readonly [string, unknown] => {
      const safe = n >= -9007199254740991n && n <= 9007199254740991n
      return [String(n), safe ? Number(n) : String(n)]
    }),
    fc
      .oneof(fc.string(), fc.constantFrom('":12345678901234567890,', "[12345678901234567890]"))
      .map((s): readonly [string, unknown] => [JSON.stringify(s), s]),
    fc
      .array(tie("node"), { maxLength: 4 })
      .map((items): readonly [string, unknown] => [`[${items.map(([text]) => text).join(" , ")}]`, items.map(([, value]) => value)]),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom("id", 'a"b', "c\\", "", "k1234567890123456789"), tie("node")), {
        selector: ([key]) => key,
        maxLength: 5,
      })
      .map((members): readonly [string, unknown] => [
        `{${members.map(([key, [text]]) => `${JSON.stringify(key)}:${text}`).join(",")}}`,
        Object.fromEntries(members.map(([key, [, value]]) => [key, value])),
      ]),
  ),
})).node

test("any document keeps every digit of its integers", () => {
  fc.assert(
    fc.property(document, ([text, value]) => assert.equal(parseJson(text), value)),
    { numRuns: 500 },
  )
})

test.run()
