import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const run = (spl: string, input: readonly Row[]): Row[] => runPipeline(parseSplStages(spl), input)
/** What is new in the only result. */
const added = (spl: string, input: Row): Row => {
  const [result = {}, ...others] = run(spl, [input])
  assert.equal(others, [])
  return Object.fromEntries(
    Object.entries(result).filter(([name, value]) => !Object.hasOwn(input, name) || JSON.stringify(input[name]) !== JSON.stringify(value)),
  )
}

const json = '{"a": {"b": [{"c": 1}, {"c": 2}], "d": true, "e": null}, "x y": "z"}'
const windows =
  '<Event><System><EventID>4624</EventID></System><EventData><Data Name="User">ann</Data><Data Name="Type">3</Data></EventData></Event>'
const cases: [spl: string, input: Row, expected: Row][] = [
  ["spath", { _raw: json }, { "a.b{}.c": [1, 2], "a.d": "true", "a.e": "null", "x y": "z" }],
  ["spath a.b{}.c", { _raw: json }, { "a.b{}.c": [1, 2] }],
  ["spath path=a.b{1}.c output=o", { _raw: json }, { o: 2 }],
  ["spath output=o a.b{}", { _raw: json }, { o: ['{"c":1}', '{"c":2}'] }],
  ['spath input=j output=o path = "x y"', { j: json }, { o: "z" }],
  ["spath path=nothing output=o", { _raw: json, o: "kept" }, {}],
  ["spath", { _raw: "plain text" }, {}],
  ["spath input=missing", { _raw: json }, {}],
  ["spath input=list path=n output=o", { list: ['{"n": 1}', "text", '{"n": 2}'] }, { o: [1, 2] }],
  ["spath input=list", { list: ['{"n": 1}', '{"n": 2, "m": 3}'] }, { n: [1, 2], m: 3 }],
  [
    "spath",
    { _raw: windows },
    { "Event.System.EventID": "4624", "Event.EventData.Data{@Name}": ["User", "Type"], "Event.EventData.Data": ["ann", "3"] },
  ],
  ["spath path=Event.EventData.Data{2} output=o", { _raw: windows }, { o: "3" }],
  ["xmlkv", { _raw: windows }, { EventID: "4624", Data: "3" }],
  ["xmlkv Message", { Message: "Task: <t:Command a='1'>x &amp; y</t:Command ><Empty></Empty><b>no</c>" }, { "t:Command": "x &amp; y" }],
  ["xmlkv", { n: 1 }, {}],
  ["xpath \"//Data[@Name='User']\" outfield=user", { _raw: windows }, { user: "ann" }],
  ["extract", { _raw: 'a=1, b="x y" c=d;e=f http://h/?q=r&s=t =u' }, { a: "1", b: "x y", c: "d", e: "f", q: "r", s: "t" }],
  ["extract", { _raw: '{"a": {"b": 1}}' }, { "a.b": 1 }],
  ["extract auto=f", { _raw: "a=1" }, {}],
  ["extract", { _raw: 'a-b=1 k="say \\"hi\\""' }, { a_b: "1", k: 'say "hi"' }],
  ["extract clean_keys=f", { _raw: "a-b=1" }, { "a-b": "1" }],
  ["extract", { _raw: "a=1 a=2" }, { a: "1" }],
  ["extract mv_add=t", { _raw: "a=1 a=2" }, { a: ["1", "2"] }],
  ["extract limit=1", { _raw: "a=1 b=2" }, { a: "1" }],
  ["extract maxchars=4", { _raw: "a=1 b=2" }, { a: "1" }],
  ['kv pairdelim="\\n" kvdelim=":"', { _raw: "x" }, {}],
  ['extract pairdelim=";" kvdelim=":"', { _raw: 'a : 1 ; b:"x;y"; Referer: https://h; c:; :d' }, { a: "1", b: "x;y" }],
  ['extract pairdelim="?&" kvdelim="="', { _raw: "/path?a=1&b=2" }, { a: "1", b: "2" }],
  ["fromjson j", { j: '{"a": 1, "b": [1, "x"], "c": [], "d": {"e": 1}, "f": false}' }, { a: 1, b: [1, "x"], d: '{"e":1}', f: "false" }],
  ["fromjson j prefix=p.", { j: '{"a": 1}' }, { "p.a": 1 }],
  ["fromjson j", { j: "[1]" }, {}],
  ["fromjson j", { j: '{"__proto__": 1}' }, Object.fromEntries([["__proto__", 1]])],
]
for (const [spl, input, expected] of cases)
  test(`${spl} over ${JSON.stringify(input).slice(0, 60)}`, () => assert.equal(Object.entries(added(spl, input)), Object.entries(expected)))

const objects: [spl: string, input: Row, json: string | null][] = [
  ["tojson", { a: 1, b: "x", c: "2.50", d: "007", _time: 5 }, '{"a":1,"b":"x","c":2.5,"d":"007"}'],
  ["tojson", { id: "12345678901234567890" }, '{"id":12345678901234567890}'],
  ["tojson num(a) str(b*)", { a: "5", b1: 5, c: 1 }, '{"a":5,"b1":"5"}'],
  ["tojson num(*)", { a: "5", b: "x" }, '{"a":5}'],
  ["tojson num(*) fill_null=t", { a: "5", b: "x" }, '{"a":5,"b":null}'],
  ["tojson bool(*)", { a: "T", b: "no", c: "0", d: 2, e: "maybe" }, '{"a":true,"b":false,"c":false,"d":true}'],
  ["tojson json(*)", { a: '{"x":[1]}', b: "{x", c: 3, d: '"s"' }, '{"a":{"x":[1]},"c":3,"d":"s"}'],
  [
    "tojson auto(*)",
    { a: "true", b: "null", c: '{"x":1}', d: "text", e: "3", f: '"q"' },
    '{"a":true,"b":null,"c":{"x":1},"d":"text","e":3,"f":"\\"q\\""}',
  ],
  ["tojson default_type=str", { a: 1, b: ["x", 2] }, '{"a":"1","b":["x","2"]}'],
  ["tojson age str(name) default_type=num", { age: "5", name: "6", x: 1 }, '{"age":5,"name":"6"}'],
  ["tojson include_internal=t", { a: 1, _time: 5 }, '{"a":1,"_time":5}'],
  ["tojson _time a", { a: 1, _time: 5 }, '{"a":1,"_time":5}'],
  ["tojson nothing", { a: 1 }, "{}"],
]
for (const [spl, input, expected] of objects)
  test(`${spl} over ${JSON.stringify(input)}`, () => assert.equal(run(`${spl} output_field=out`, [input])[0]?.out, expected))

test("tojson writes to the event's text unless told otherwise", () => assert.equal(run("tojson", [{ a: 1 }]), [{ a: 1, _raw: '{"a":1}' }]))

const tables: [title: string, spl: string, raw: string, expected: readonly Readonly<Record<string, Value>>[]][] = [
  [
    "aligned columns",
    "multikv",
    "Name     Age Job\nJosh     42  Dev\nAnn Lee  35  CEO",
    [
      { Name: "Josh", Age: "42", Job: "Dev" },
      { Name: "Ann Lee", Age: "35", Job: "CEO" },
    ],
  ],
  ["a cell that is empty", "multikv", "A    B    C\n1         3", [{ A: "1", C: "3" }]],
  ["tabs", "multikv", "a b\tc\n1\t2 3", [{ "a b": "1", c: "2 3" }]],
  ["a header further down", "multikv forceheader=2", "title\n\na b\n1 2", [{ a: "1", b: "2" }]],
  ["some columns of some rows", "multikv fields a filter x y", "a b\n1 x\n2 z\n3 y", [{ a: "1" }, { a: "3" }]],
  [
    "no header",
    "multikv noheader=t",
    "1 2\n3 4",
    [
      { Column_1: "1", Column_2: "2" },
      { Column_1: "3", Column_2: "4" },
    ],
  ],
  ["no table", "multikv", "", []],
]
for (const [title, spl, raw, expected] of tables)
  test(`multikv: ${title}`, () =>
    assert.equal(
      run(spl, [{ _raw: raw }]).map(({ _raw, ...rest }) => rest),
      expected,
    ))

test("the same: a path with and without its name", () =>
  assert.equal(withoutRanges(parseSplStages("spath output=o a.b")), withoutRanges(parseSplStages('spath path="a.b" output=o input=_raw'))))

const mistakes: readonly Mistake[] = [
  ["spath output=o", "syntax", /"output" needs a path/],
  ["spath path=a b", "syntax", /takes one path/],
  ["spath in=a", "syntax", /unknown option "in"/],
  ["xpath", "syntax", /needs a path/],
  ['xpath "//a["', "wrong_argument", /is not supported/],
  ["extract my-extractions", "unsupported", /extraction "my-extractions" is defined in Splunk's transforms.conf/],
  ["multikv conf=ps", "unsupported", /table "ps" is defined in Splunk's multikv.conf/],
  ["fromjson", "syntax", /needs a field/],
  ["tojson date(x)", "syntax", /no type "date"/],
  ["tojson default_type=date", "syntax", /no type "date"/],
]
testMistakes(spl => run(spl, []), mistakes)

test.run()
