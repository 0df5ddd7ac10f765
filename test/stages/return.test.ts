import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSearch, parseSplStages, runPipeline, testMistakes } from "../harness.ts"

const run = (spl: string, input: readonly Row[]): Row[] => runPipeline(parseSplStages(spl), input)

const texts: [spl: string, input: readonly Row[], search: string][] = [
  ["return ip", [{ ip: "1" }, { ip: "2" }], 'ip="1"'],
  ["return 2 ip", [{ ip: "1" }, { ip: "2" }, { ip: "3" }], '(ip="1") OR (ip="2")'],
  ["return 10 ip src", [{ ip: "1", src: 'a"b\\' }], '(ip="1" src="a\\"b\\\\")'],
  ["return 10 ip=src host", [{ src: "1", host: "h" }], '(ip="1" host="h")'],
  ["return 2 $ip", [{ ip: "1" }, { ip: "2" }], "(1) OR (2)"],
  ["return $ip $host", [{ ip: "1.2.3.4", host: "two words" }], '1.2.3.4 "two words"'],
  ['return "user name"', [{ "user name": "ann" }], '"user name"="ann"'],
  ["return $quoted", [{ quoted: '"two words"' }], '"two words"'],
  ["return $quoted", [{ quoted: '"one" OR "two"' }], '"\\"one\\" OR \\"two\\""'],
  ["return 5 ip", [{ host: "h" }, { ip: ["1", "2"] }], '(ip="1" ip="2")'],
  ["format", [{ a: 1, b: "x" }, { a: 2 }], '( ( a="1" AND b="x" ) OR ( a="2" ) )'],
  ["format maxresults=1", [{ a: 1 }, { a: 2 }], '( ( a="1" ) )'],
  ["format", [{ "a) OR (b": 1 }], '( ( "a) OR (b"="1" ) )'],
  ["format", [], "NOT( )"],
  ['format emptystr="NONE"', [], "NONE"],
  ["format", [{ _time: 5 }], "NOT( )"],
  ["format", [{ search: "a=1 OR b=2" }, { query: "x" }], "( ( a=1 OR b=2 ) OR ( x ) )"],
  ['format mvsep="mv" "{" "[" "AND" "]" "OR" "}"', [{ a: ["x", "y"] }], '{ [ ( a="x" mv a="y" ) ] }'],
]
for (const [spl, input, search] of texts) test(`${spl} over ${JSON.stringify(input)}`, () => assert.equal(run(spl, input), [{ search }]))

test("the search around a subsearch", () => {
  const rows = [
    { t: "bad", ip: "1" },
    { t: "bad", ip: "2" },
    { t: "log", src: "1", n: 1 },
    { t: "log", src: "2", n: 2 },
    { t: "log", src: "3", n: 3 },
  ]
  const found = (spl: string): unknown[] => runPipeline(parseSearch(`${spl} | table n`), rows).map(({ n }) => n)
  assert.equal(found("t=log [search t=bad | return src=ip]"), [1])
  assert.equal(found("t=log [search t=bad | return 10 src=ip]"), [1, 2])
  assert.equal(found("t=log NOT [search t=bad | return 10 src=ip]"), [3])
  assert.equal(found("t=log [search t=bad | rename ip as src | fields src | format]"), [1, 2])
  assert.equal(found("t=log [search t=none | return 10 src=ip]"), [])
})

const mistakes: readonly Mistake[] = [
  ["return", "syntax", /needs at least one field/],
  ["return 10", "syntax", /needs at least one field/],
  ["return 0 ip", "syntax", /gives at least one result/],
  ['format "[" "[" "&&"', "syntax", /takes six texts in quotes or none, not 3/],
  ["format maxresults=some", "syntax", /expected a whole number/],
]
testMistakes(spl => run(spl, []), mistakes)

test.run()
