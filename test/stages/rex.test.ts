import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSearch, parseSplStages, parseYamlStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const raw = String.raw

const cases: [title: string, spl: string, row: Row, expected: Row][] = [
  ["one match unless more are asked for", raw`rex "(?<a>\d+)"`, { _raw: "1 22" }, { _raw: "1 22", a: "1" }],
  ["all matches", raw`rex max_match=0 "(?<a>\d+)"`, { _raw: "1 22" }, { _raw: "1 22", a: ["1", "22"] }],
  ["at most two", raw`rex "(?<a>\d+)" max_match=2`, { _raw: "1 22 3" }, { _raw: "1 22 3", a: ["1", "22"] }],
  ["a match of several is no list", raw`rex max_match=0 "(?<a>\d+)"`, { _raw: "x1" }, { _raw: "x1", a: "1" }],
  ["a field that is missing", raw`rex field=b "(?<a>.+)"`, { a: "old" }, { a: "old" }],
  ["no match", raw`rex field=b "(?<a>\d+)"`, { a: "old", b: "x" }, { a: "old", b: "x" }],
  ["a group without part", raw`rex field=b "(?<a>\d)|(?<c>x)"`, { a: "old", b: "x" }, { a: "old", b: "x", c: "x" }],
  ["an empty group", raw`rex field=b "x(?<a>\d*)"`, { b: "x" }, { b: "x", a: "" }],
  ["python's spelling", raw`rex field=b "(?P<a>\d+)"`, { b: "x1" }, { b: "x1", a: "1" }],
  ["a number as text", raw`rex field=b "(?<a>^1)"`, { b: 12 }, { b: 12, a: "1" }],
  ["each value of a multivalue", raw`rex field=b "(?<a>\d)"`, { b: ["x1", "y", "z23"] }, { b: ["x1", "y", "z23"], a: ["1", "2"] }],
  ["a quoted field", raw`rex field="my field" "(?<a>\d)"`, { "my field": "x1" }, { "my field": "x1", a: "1" }],
  ["the field over itself", raw`rex field=b "^(?<b>\w+)"`, { b: "one two" }, { b: "one" }],
  ["case counts", raw`rex field=b "USER=(?<a>\w+)"`, { b: "user=bob" }, { b: "user=bob" }],
  ["unless it is said", raw`rex field=b "(?i)USER=(?<a>\w+)"`, { b: "user=bob" }, { b: "user=bob", a: "bob" }],
  ["no quotes", raw`rex field=b (?<a>\d+)`, { b: "x12" }, { b: "x12", a: "12" }],
  [
    "where the match stands",
    raw`rex field=b "(?<a>.{10})" offset_field=o`,
    { b: "abcdefghijkl" },
    { b: "abcdefghijkl", a: "abcdefghij", o: "0-9" },
  ],
  [
    "a backslash as published",
    raw`rex field=p "(?<f>[^\\\\]+)$"`,
    { p: raw`C:\Windows\cmd.exe` },
    { p: raw`C:\Windows\cmd.exe`, f: "cmd.exe" },
  ],
  ["a backslash in a class", raw`rex field=p "(?<d>([^\\\]*\\\)*).*"`, { p: raw`C:\a\b.txt` }, { p: raw`C:\a\b.txt`, d: "C:\\a\\" }],
  ["a backslash before a group", raw`rex field=p ".*\\\(?<f>.*)$"`, { p: raw`C:\a\b.txt` }, { p: raw`C:\a\b.txt`, f: "b.txt" }],
  ["an escaped class", raw`rex field=v "0x(?<n>\\d+)$"`, { v: "0x42" }, { v: "0x42", n: "42" }],
  ["a quote", raw`rex field=v "\"(?<n>[^\"]*)\""`, { v: 'say "hi"' }, { v: 'say "hi"', n: "hi" }],
  ["s with g", raw`rex field=c mode=sed "s/a/b/g"`, { c: "aaa" }, { c: "bbb" }],
  ["s alone", raw`rex field=c mode=sed "s/a/b/"`, { c: "aaa" }, { c: "baa" }],
  ["s with a number", raw`rex field=c mode=sed "s/a/b/2"`, { c: "aaa" }, { c: "aba" }],
  ["s with groups", raw`rex field=c mode=sed "s/^(\w+) (\w+)$/\2 \1/"`, { c: "hello world" }, { c: "world hello" }],
  ["s with slashes", raw`rex field=c mode=sed "s/\/tmp\//\/var\//g"`, { c: "/tmp/x" }, { c: "/var/x" }],
  ["s with another delimiter", raw`rex field=c mode=sed "s#/tmp#/var#"`, { c: "/tmp/x" }, { c: "/var/x" }],
  ["s without case", raw`rex field=c mode=sed "s/A/b/gi"`, { c: "aA" }, { c: "bb" }],
  ["y", raw`rex field=c mode=sed "y/abc/xyz/"`, { c: "aabbcc" }, { c: "xxyyzz" }],
  ["two in a row", raw`rex field=c mode=sed "s/a/b/g s/b/c/"`, { c: "aa" }, { c: "cb" }],
  ["the raw text", raw`rex mode=sed "s/secret/xxx/"`, { _raw: "my secret" }, { _raw: "my xxx" }],
  ["values of a multivalue", raw`rex field=c mode=sed "s/a/b/"`, { c: ["a", "x", "ca"] }, { c: ["b", "x", "cb"] }],
  ["a text that does not change stays a number", raw`rex field=c mode=sed "s/a/b/"`, { c: 5 }, { c: 5 }],
  ["a backslash in sed", raw`rex field=c mode=sed "s/\\\\/\//g"`, { c: raw`a\b` }, { c: "a/b" }],
]
for (const [title, spl, row, expected] of cases)
  test(title, () => {
    const pipeline = parseSplStages(spl)
    assert.equal(runPipeline(pipeline, [row]), [expected])
  })

test("SPL and YAML of the same expression", () =>
  assert.equal(
    withoutRanges(parseSplStages(raw`rex field=p ".*\\\(?<f>.*)\\x{202E}"`)),
    withoutRanges(parseYamlStages({ rex: { field: "p", pattern: raw`.*\\(?<f>.*)\x{202E}` } })),
  ))

test("_raw and one match are the defaults", () =>
  assert.equal(withoutRanges(parseSplStages('rex field=_raw max_match=1 "(?<a>x)"')), withoutRanges(parseSplStages('rex "(?<a>x)"'))))

const wrong: readonly Mistake[] = [
  ["rex", "syntax"],
  ["rex field=a", "syntax"],
  ['rex "(?<a>x" "(?<b>y)"', "syntax"],
  ['rex mode=awk "(?<a>x)"', "syntax"],
  ['rex max_match=-1 "(?<a>x)"', "syntax"],
  ['rex wat=1 "(?<a>x)"', "syntax"],
  ['rex "(x)"', "wrong_argument"],
  ['rex "(?<item>.+)-(?<number>"', "regex"],
  ['rex "(((((((((("', "regex"],
  ['rex "[[[[[["', "regex"],
  ['rex mode=sed "s/a/b"', "syntax"],
  ['rex mode=sed "s/a/b/q"', "syntax"],
  ['rex mode=sed "s/a/b/0"', "syntax"],
  ['rex mode=sed "y/abc/xy/"', "syntax"],
  ['rex mode=sed "d"', "syntax"],
  ['rex mode=sed ""', "syntax"],
  ['rex mode=sed "s/(/b/"', "regex"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test("an error of the expression points into it", () => {
  const spl = 'index=main | rex field=a "x(?<n>y"'
  try {
    runPipeline(parseSearch(spl), [])
    assert.unreachable()
  } catch (error) {
    if (!(error instanceof RuleError) || error.range === undefined) throw error
    assert.is(error.code, "regex")
    assert.ok(error.range.start >= spl.indexOf("x(?<") && error.range.end <= spl.length - 1)
  }
})

test.run()
