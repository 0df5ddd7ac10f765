import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { cleanKey, setPairs, visitPairs } from "../../engine/readers/key-value-pairs.ts"
import { Fields } from "../../engine/readers/record-fields.ts"

function pairsOf(text: string): [string, string][] {
  const pairs: [string, string][] = []
  visitPairs(text, (key, value) => pairs.push([key, value]))
  return pairs
}

const cases: readonly [string, string, readonly [string, string][]][] = [
  ["nothing", "no pairs here", []],
  [
    "white space",
    "a=1 b=x\tc=y",
    [
      ["a", "1"],
      ["b", "x"],
      ["c", "y"],
    ],
  ],
  [
    "commas, semicolons, bars and ampersands",
    "a=1,b=2;c=3|d=4&e=5",
    [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
      ["d", "4"],
      ["e", "5"],
    ],
  ],
  [
    "quoted values",
    'a="x y, z" b="1"',
    [
      ["a", "x y, z"],
      ["b", "1"],
    ],
  ],
  [
    "escaped quotes",
    'msg="say \\"hi\\" now" b=1',
    [
      ["msg", 'say "hi" now'],
      ["b", "1"],
    ],
  ],
  [
    "a path that ends in a backslash",
    'dir="C:\\Temp\\" file="x"',
    [
      ["dir", "C:\\Temp\\"],
      ["file", "x"],
    ],
  ],
  [
    "backslashes stay",
    'path="C:\\\\Windows" p=C:\\x',
    [
      ["path", "C:\\\\Windows"],
      ["p", "C:\\x"],
    ],
  ],
  ["a quote that is not closed", 'a="x y', [["a", "x"]]],
  [
    "single quotes",
    "a='x y' b=1",
    [
      ["a", "x y"],
      ["b", "1"],
    ],
  ],
  [
    "pairs in single quotes",
    "msg='op=login id=3' b=1",
    [
      ["op", "login"],
      ["id", "3"],
      ["b", "1"],
    ],
  ],
  ["an empty value is none", 'a= b="" c=1', [["c", "1"]]],
  ["comparisons are none", "if a==b and c!=d and e<=f", []],
  [
    "an equals sign in a value",
    "q=a=b t=dG9r== x=1",
    [
      ["q", "a=b"],
      ["t", "dG9r=="],
      ["x", "1"],
    ],
  ],
  [
    "the query of a URL in running text",
    "GET /x?a=1&b=2 HTTP/1.1",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  [
    "a URL as a value",
    "url=http://h/x?a=1&b=2 c=3",
    [
      ["url", "http://h/x?a=1&b=2"],
      ["c", "3"],
    ],
  ],
  [
    "brackets around pairs",
    "[a=1] (b=2) {c=f(x)}",
    [
      ["a", "1"],
      ["b", "2"],
      ["c", "f(x)"],
    ],
  ],
  [
    "keys are cleaned",
    "http-method=GET __x=1 9lives=y a.b:c=z",
    [
      ["http_method", "GET"],
      ["x", "1"],
      ["lives", "y"],
      ["a.b:c", "z"],
    ],
  ],
  ["a key of signs is none", "--=1 9=2 =3", []],
  ["a key that is too long is none", `${"k".repeat(129)}=1 a=2`, [["a", "2"]]],
  [
    "repeated keys",
    "a=1 a=2",
    [
      ["a", "1"],
      ["a", "2"],
    ],
  ],
]
for (const [title, text, expected] of cases) test(`pairs: ${title}`, () => assert.equal(pairsOf(text), expected))

test("of pairs with one key the first counts", () => {
  const fields = new Fields()
  setPairs(fields, "a=1 a=2 __proto__=x constructor=y")
  assert.equal(Object.entries(fields), [
    ["a", "1"],
    ["proto__", "x"],
    ["constructor", "y"],
  ])
})

test("a text gives at most 1000 pairs", () => {
  assert.is(pairsOf("a=1 ".repeat(5000)).length, 1000)
})

test("pairs that are quoted and escaped come back", () => {
  const key = fc.stringMatching(/^[A-Za-z][\w.:]{0,10}$/)
  const value = fc.stringMatching(/^[^"\\]{1,20}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), fc.constantFrom(" ", ", ", ";", "|"), (pairs, between) => {
      assert.equal(pairsOf(pairs.map(([name, text]) => `${name}="${text}"`).join(between)), pairs)
    }),
  )
})

test("where a pair stands is inside the text, behind the one before", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab"'=\\,;& ?()]*$/), text => {
      let last = 0
      visitPairs(text, (key, value, start, end) => {
        assert.ok(key !== "" && value !== "" && start >= last && end > start && end <= text.length)
        last = end
      })
    }),
    { numRuns: 2000 },
  )
})

const keys: readonly [string, string][] = [
  ["Account Name", "Account_Name"],
  ["\tLogon ID", "Logon_ID"],
  ["Package Name (NTLM only)", "Package_Name__NTLM_only_"],
  ["naïve", "na_ve"],
  ["123", ""],
  ["", ""],
]
for (const [key, expected] of keys) test(`the key ${JSON.stringify(key)} is cleaned`, () => assert.is(cleanKey(key), expected))

test.run()
