import { test } from "uvu"
import * as assert from "uvu/assert"
import { evaluate } from "./evaluate.ts"
import { testExpressions, testRejected } from "./expression-table.ts"

const letters = ["a", "b", "c", "d"]

testExpressions([
  ['commands("index=main error | stats count | where count > 1")', {}, ["search", "stats", "where"]],
  ['commands("| tstats count | `macro` | head 1")', {}, ["tstats", "head"]],
  ['commands("")', {}, null],

  ["mvappend(a, b, a)", { a: ["x", "y"], b: 1 }, ["x", "y", 1, "x", "y"]],
  ["mvappend(null(), missing)", {}, null],
  ["mvappend(1 == 1)", {}, "True"],
  ['mvcount(split("a:dc:b2c:123", ":"))', {}, 4],
  ['mvcount(split("abc", ";"))', {}, 1],
  ["mvdedup(m)", { m: [1, "1", "b", 1] }, [1, "b"]],
  ["mvreverse(m)", { m: letters }, ["d", "c", "b", "a"]],
  [
    "mvsort(m)",
    { m: ["b", 9, 10, "a", 100, "B", 70, "A", "\u{1F49C}", "\uFF01"] },
    [10, 100, 70, 9, "A", "B", "a", "b", "\uFF01", "\u{1F49C}"],
  ],

  ['mvfind(split("a:dc:b2c:123", ":"), "b\\dc")', {}, 2],
  ['mvfind(m, "C")', { m: letters }, null],
  ["mvfind(m, p)", { m: letters, p: "[cd]" }, 2],
  ["mvfind(m, p)", { m: letters, p: "[" }, null],
  ['mvfind(x, "^1")', { x: 12 }, 0],

  ["mvindex(m, -2, -1)", { m: letters }, ["c", "d"]],
  ["mvindex(m, 1, -2)", { m: letters }, ["b", "c"]],
  ["mvindex(m, 2, 1)", { m: letters }, null],
  ["mvindex(m, -5)", { m: letters }, null],
  ["mvindex(m, -5, 1)", { m: letters }, null],
  ["mvindex(m, 4)", { m: letters }, null],
  ["mvindex(m, 0, 99)", { m: letters }, letters],
  ["mvindex(m, 1, 1)", { m: letters }, "b"],
  ['mvindex(m, "1")', { m: letters }, "b"],
  ['mvindex(m, "x")', { m: letters }, null],
  ["mvindex(m, 0, missing)", { m: letters }, null],
  ['mvindex("text", -1)', {}, "text"],

  ['mvjoin(mvrange(1, 6), " OR ")', {}, "1 OR 2 OR 3 OR 4 OR 5"],
  ["mvjoin(m, missing)", { m: letters }, null],
  ['mvjoin(x, "-")', { x: 5 }, "5"],

  ["mvzip(mvzip(a, b), c)", { a: [1, 2], b: ["x", "y"], c: ["p", "q"] }, ["1,x,p", "2,y,q"]],
  ['mvzip(a, b, "")', { a: [1, 2], b: ["x", "y"] }, ["1x", "2y"]],
  ["mvzip(missing, a)", { a: 1 }, null],

  ["mvrange(1, 4)", {}, [1, 2, 3]],
  ["mvrange(1, 2)", {}, 1],
  ["mvrange(0, 1, 0.25)", {}, [0, 0.25, 0.5, 0.75]],
  ["mvrange(5, 1, -2)", {}, [5, 3]],
  ["mvrange(1, 5, -1)", {}, null],
  ["mvrange(0, 3, n)", { n: "2" }, [0, 2]],
  ["mvrange(0, 3, n)", { n: 0 }, null],
  ["mvrange(0, 3, n)", { n: "often" }, null],
  ['mvrange(0, 7200, "1h")', {}, [0, 3600]],
  ['mvrange(0, 5000000, "1mon")', {}, [0, 2678400]],
  ['mvrange(0, 1, "500ms")', {}, [0, 0.5]],
  ["mvrange(0, 1000000000)", {}, null],

  ['mvfilter(len(m) > 1 AND NOT match(m, "^x"))', { m: ["a", "xx", "bb"] }, "bb"],
  ["mvfilter(m > 5)", { m: [3, 10, "7"] }, [10, "7"]],
  ["mvfilter(m > 5)", { m: 10 }, 10],
  ["mvfilter(isnotnull(m))", {}, null],
  ['mvfilter(NOT match(m, "false"))', { m: ["true", "false"] }, "true"],

  ["mvmap(m, m . suffix)", { m: ["a", "b"], suffix: "!" }, ["a!", "b!"]],
  ['mvmap(split(s, ","), upper(s))', { s: "a,b" }, ["A", "B"]],
  ["mvmap(m, mvappend(m, m))", { m: ["a", "b"] }, ["a", "a", "b", "b"]],
  ["mvmap(new, if(isnull(mvfind(old, new)), new, null()))", { old: ["a", "b"], new: ["b", "c"] }, "c"],
  ["mvmap(a, mvmap(b, a . b))", { a: ["x", "y"], b: ["1", "2"] }, ["x1", "x2", "y1", "y2"]],
  ["mvmap(m, m > 1)", { m: [1, 2] }, ["False", "True"]],
  ["mvmap(m, 1)", { m: ["a", "b"] }, [1, 1]],
  ["mvmap(mvappend(a, b), b * 2)", { a: [1, 2], b: 3 }, [2, 4, 6]],

  ["mv_to_json_array(m)", { m: ['"Buttercup"', "true", "null"] }, '["\\"Buttercup\\"","true","null"]'],
  ["mv_to_json_array(m, true())", { m: ['"Buttercup"', "true", "null", "x"] }, '["Buttercup",true,null,null]'],
  ["mv_to_json_array(m, false())", { m: [1, 2.5] }, '["1","2.5"]'],

  ['split("1a2b3c4def567890", "def")', {}, ["1a2b3c4", "567890"]],
  ['split("a💜b", "")', {}, ["a", "💜", "b"]],
  ['split("", ",")', {}, ""],
  ['split(",", ",")', {}, ["", ""]],
  ['split(m, ":")', { m: ["a:b", "c"] }, ["a", "b", "c"]],
  ['split(x, ".")', { x: 1.5 }, ["1", "5"]],
  ["split(x, missing)", { x: "a" }, null],
])

testRejected([
  ["mvfilter(a = b)", "wrong_argument", /mvfilter names the fields "a", "b"/],
  ["mvfilter(1 = 1)", "wrong_argument", /mvfilter names no field/],
  ['mvmap("a", 1)', "wrong_argument", /mvmap names no field/],
  ['mvrange(1, 5, "often")', "wrong_argument", /"often" is no step/],
  ["mvrange(1, 5, 0)", "wrong_argument", /"0" is no step/],
  ['mvfind(a, "(")', "regex", /./],
])

test("a field that is called as a property of all objects is a field", () => {
  assert.equal(evaluate("mvmap(__proto__, __proto__ * 2)", JSON.parse('{"__proto__": [1, 2]}')), [2, 4])
  assert.equal(evaluate("mvfilter(constructor > 1)", { constructor: [1, 2] }), 2)
})

test.run()
