import { test } from "uvu"
import * as assert from "uvu/assert"
import { evaluate } from "./evaluate.ts"
import { testExpressions, testRejected } from "./expression-table.ts"

testExpressions([
  ["len(s)", { s: "" }, 0],
  ["len(s)", { s: 1234.5 }, 6],
  ["len(s)", { s: ["only"] }, 4],
  ["length(s)", { s: "abc" }, 3],
  ['len("é💜")', {}, 2],

  ["lower(s)", { s: 12 }, "12"],
  ["lower(s)", { s: ["A", 7, "Ü"] }, ["a", "7", "ü"]],
  ["upper(s)", { s: "straße" }, "STRASSE"],

  ['ltrim("abc", "")', {}, "abc"],
  ['ltrim("\t x\t")', {}, "x\t"],
  ['rtrim(" x \t")', {}, " x"],
  ['trim("xxx", "x")', {}, ""],
  ['trim("\n x \n")', {}, "\n x \n"],
  ['trim("💜a💜", "💜")', {}, "a"],
  ["trim(s, missing)", { s: "a" }, null],
  ['rtrim(s, "$")', { s: ["a$", "b$"] }, null],
  ['trim(s, "0")', { s: 1200 }, "12"],

  ['substr("abcdef", -2, 2)', {}, "ef"],
  ['substr("abcdef", 0)', {}, "abcdef"],
  ['substr("abcdef", 0, 1)', {}, ""],
  ['substr("abcdef", -10, 6)', {}, "ab"],
  ['substr("abcdef", 4, -2)', {}, "bc"],
  ['substr("abcdef", 2, -5)', {}, "a"],
  ['substr("abcdef", 5, 100)', {}, "ef"],
  ['substr("abcdef", 3, 0)', {}, ""],
  ['substr("a💜b", 2, 1)', {}, "💜"],
  ['substr("abc", 1.9, 1.9)', {}, "a"],
  ['substr(s, "2")', { s: 12345 }, "2345"],
  ['substr(s, "x")', { s: "abc" }, null],
  ["substr(s, 1)", { s: ["ab", "cd"] }, null],

  ['urldecode("a+b%2Bc")', {}, "a+b+c"],
  ['urldecode("%zz%4")', {}, "%zz%4"],
  ['urldecode("%E2%82%AC")', {}, "€"],
  ['urldecode("%C3")', {}, "\ufffd"],
  ["urldecode(s)", { s: ["%41", "%42"] }, null],

  ['replace("aXbXc", "X", "-")', {}, "a-b-c"],
  ['replace(date, "^(\\d{1,2})/(\\d{1,2})/", "\\2/\\1/")', { date: "1/14/2023" }, "14/1/2023"],
  ['replace(hex, "([0-9A-F]{2})", "%\\1")', { hex: "6C73" }, "%6C%73"],
  ['replace("abc", "b", "$1$&$")', {}, "a$1$&$c"],
  ['replace("a.b", ".", "")', {}, ""],
  ['replace("abc", "x*", "-")', {}, "-a-b-c-"],
  ['replace("abc", "(x)?b", "<\\1>")', {}, "a<>c"],
  ['replace("abc", "z", "y")', {}, "abc"],
  ['replace(s, "5", "6")', { s: 1555 }, "1666"],
  ["replace(s, pattern, with)", { s: "aab", pattern: "a+", with: "x" }, "xb"],
  ["replace(s, pattern, missing)", { s: "aab", pattern: "a+" }, null],
  ['replace(s, pattern, "x")', { s: "a(b", pattern: "(" }, null],
  ['replace(missing, "a", "b")', {}, null],
  ['replace(s, "a", "b")', { s: ["a", "b"] }, null],

  ['spath(s, "a.b")', { s: '{"a": {"b": [1, {"c": 2}]}}' }, '[1,{"c":2}]'],
  ["spath(s, path)", { s: '{"a": 1, "b": 2}', path: "b" }, 2],
  ['spath(s, "a")', { s: ['{"a": 1}', '{"a": 2}'] }, null],
  ["spath(s, missing)", { s: '{"a": 1}' }, null],
])

testRejected([
  ['replace(s, "(", "x")', "regex", /./],
  ["len()", "wrong_arity", /"len" takes 1 argument/],
  ['spath("{}")', "wrong_arity", /"spath" takes 2 arguments/],
])

test("a pattern out of the data is compiled once and still applies to each event", () => {
  assert.equal(evaluate('mvmap(p, replace("abc", p, "-"))', { p: ["a", "b", "a", "(", "c"] }), ["-bc", "a-c", "-bc", "ab-"])
})

test.run()
