import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { parseSearch, runPipeline, withoutRanges } from "../harness.ts"

const rows: readonly Row[] = [
  { t: "a", u: "ann", n: 2 },
  { t: "a", u: 'say "hi" \\', n: 3 },
  { t: "b", u: "ann", m: 1 },
  { t: "b", u: "bob", m: 5 },
]
const run = (spl: string, warnings: string[] = [], input = rows): Row[] => runPipeline(parseSearch(spl), input, { warnings, now: 100 })

const cases: [title: string, spl: string, expected: readonly Row[]][] = [
  ["a field in a search", 't=a | map search="search t=b u=$u$ | table m"', [{ m: 1 }]],
  [
    "a text with quotes in it",
    't=a | map search="| makeresults | eval who=\\"$u$\\" | table who"',
    [{ who: "ann" }, { who: 'say "hi" \\' }],
  ],
  ["a number in an expression", 't=a | map search="| makeresults | eval k=$n$*10 | table k"', [{ k: 20 }, { k: 30 }]],
  ["the number of the search", "t=a | map [makeresults | eval i=$_serial_id$ | table i]", [{ i: 1 }, { i: 2 }]],
  ["brackets with a search", "t=a n=2 | map [search t=b m<$n$ | table m]", [{ m: 1 }]],
  ["brackets with a bar", 't=a n=2 | map [| makeresults | eval u="$u$" | table u]', [{ u: "ann" }]],
  ["stages behind it", 't=a | map search="search t=b u=$u$" | stats count', [{ count: 1 }]],
  ["a field in several places", 't=a n=2 | map search="search t=b (u=$u$ OR m=$n$) NOT m=$n$ | table m"', [{ m: 1 }]],
]
for (const [title, spl, expected] of cases) test(title, () => assert.equal(run(spl), expected))

test("at most so many searches, and a word about the others", () => {
  const warnings: string[] = []
  assert.equal(run("t=a | map maxsearches=1 [makeresults | eval i=$_serial_id$ | table i]", warnings), [{ i: 1 }])
  assert.equal(warnings, ["map ran 1 searches and left out 1 events; maxsearches sets another number"])
  const many = Array.from({ length: 12 }, (_, i) => ({ i }))
  assert.is(run("i=* | map [makeresults]", [], many).length, 10)
  assert.is(run("i=* | map [makeresults] maxsearches=20", [], many).length, 12)
})

test("brackets and quotes are the same", () =>
  assert.equal(
    withoutRanges(parseSearch('a=1 | map search="search b=$a$ | eval c=\\"x\\""')),
    withoutRanges(parseSearch('a=1 | map [search b=$a$ | eval c="x"]')),
  ))

const mistakes: [spl: string, code: string, message: RegExp][] = [
  ["a=1 | map", "syntax", /needs a search/],
  ["a=1 | map maxsearches=0 [search b=1]", "syntax", /"maxsearches" cannot be 0/],
  ["a=1 | map my_saved_search", "unsupported", /saved search "my_saved_search" cannot be run/],
  ['a=1 | map search="search b=1 | evl c=1"', "unknown_stage", /unknown command "evl"/],
]
for (const [spl, code, message] of mistakes)
  test(`a mistake: ${spl}`, () =>
    assert.throws(
      () => run(spl),
      (error: unknown) => error instanceof RuleError && error.code === code && message.test(error.message),
    ))

test.run()
