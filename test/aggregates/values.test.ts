import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Value } from "../../engine/ir/value.ts"
import { accumulate } from "./accumulate.ts"

const hundred = Array.from({ length: 100 }, (_, i) => i)

const table: readonly [title: string, call: string, values: readonly Value[], expected: Value][] = [
  ["count counts events", "count", [1, null, ["a", "b"]], 3],
  ["count of a field counts values", "count(v)", [1, null, ["a", "b"], ""], 4],
  ["c is count", "c(v)", [1, 2], 2],
  ["count of nothing is 0", "count(v)", [], 0],
  ["dc ignores missing values", "dc(v)", ["a", null, "b", "a"], 2],
  ["dc compares as text", "dc(v)", [1, "1", "1.0"], 2],
  ["dc is case-sensitive", "dc(v)", ["a", "A"], 2],
  ["dc of nothing is 0", "dc(v)", [], 0],
  ["distinct_count is dc", "distinct_count(v)", [["a", "b"], "b"], 2],
  ["estdc", "estdc(v)", ["a", "b", "a"], 2],
  ["values sorts by code point", "values(v)", ["10", "9", "100", "a", "B", "_"], ["10", "100", "9", "B", "_", "a"]],
  ["values sorts numbers as text and keeps them numbers", "values(v)", [9, 10, 100, 9], [10, 100, 9]],
  ["values sorts characters beyond U+FFFF last", "values(v)", ["\u{1f4a9}", "\uffee"], ["\uffee", "\u{1f4a9}"]],
  ["values takes values apart", "values(v)", [["b", "a"], "a"], ["a", "b"]],
  ["values of one value is that value", "values(v)", ["a", "a"], "a"],
  ["values of nothing is null", "values(v)", [null], null],
  ["values keeps empty text and odd names", "values(v)", ["", "__proto__"], ["", "__proto__"]],
  ["list keeps order and duplicates", "list(v)", [["first", "dup"], "second", null, ["dup", "7"]], ["first", "dup", "second", "dup", "7"]],
  ["list keeps the first hundred", "list(v)", [...hundred, "more"], hundred],
  ["list cuts a multivalue at a hundred", "list(v)", [["x", "y"], hundred], ["x", "y", ...hundred.slice(0, 98)]],
  ["max compares numbers as numbers", "max(v)", ["9", "10"], "10"],
  ["max of text and numbers is text", "max(v)", [1, "c", "a", 2, 100, "b"], "c"],
  ["min of text and numbers is a number", "min(v)", ["c", 100, "a", 2], 2],
  ["min sorts upper case before lower case", "min(v)", ["a", "B"], "B"],
  ["min keeps the spelling", "min(v)", ["-0.60", "0"], "-0.60"],
  ["max takes values apart", "max(v)", [["1", "30"], "4"], "30"],
  ["max of nothing is null", "max(v)", [null], null],
  ["mode of numbers", "mode(v)", [32, 45, 29, 45, 37], 45],
  ["mode of text", "mode(v)", ["Garcia", "Mayer", "Garcia"], "Garcia"],
  ["mode of a tie is the first by code point", "mode(v)", ["b", "a", "b", "a", "c"], "a"],
  ["mode counts the values of a multivalue", "mode(v)", [["a", "b"], "b"], "b"],
  ["mode of nothing is null", "mode(v)", [], null],
  ["first skips missing values", "first(v)", [null, "a", "b"], "a"],
  ["last skips missing values", "last(v)", ["a", "b", null], "b"],
  ["first of a multivalue", "first(v)", [["a", "b"], "c"], "a"],
  ["last of a multivalue", "last(v)", ["c", ["a", "b"]], "b"],
  ["first of nothing is null", "first(v)", [], null],
]

for (const [title, call, values, expected] of table)
  test(title, () =>
    assert.equal(
      accumulate(
        call,
        values.map(v => ({ v })),
      ),
      expected,
    ),
  )

test.run()
