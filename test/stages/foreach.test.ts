import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const run = (spl: string, input: readonly Row[], warnings: string[] = []): Row[] => runPipeline(parseSplStages(spl), input, { warnings })

const cases: [title: string, spl: string, input: Row, output: Row][] = [
  ["names that the event lacks", 'foreach a b [eval <<FIELD>> = "<<FIELD>>"]', { x: 1 }, { x: 1, a: "a", b: "b" }],
  ["a pattern means what is there", "foreach a* [eval <<FIELD>> = <<FIELD>> + 1]", { a1: 1, b: 1 }, { a1: 2, b: 1 }],
  [
    "the number that matched",
    "foreach test* [eval <<FIELD>> = <<FIELD>> + <<MATCHSTR>>]",
    { test1: 5, test2: 10 },
    { test1: 6, test2: 12 },
  ],
  [
    "segments under other names",
    "foreach test*ab* fieldstr=MYFIELD matchseg1=SEG1 matchseg2=SEG2 [eval MYFIELD = MYFIELD + SEG1 + SEG2]",
    { test1ab2: 5, test2ab3: 10 },
    { test1ab2: 8, test2ab3: 15 },
  ],
  ["single quotes", "foreach myfield_* [eval <<FIELD>> = '<<FIELD>>' + <<MATCHSTR>>]", { myfield_1: 5 }, { myfield_1: 6 }],
  ["a star leaves out the time", 'foreach * [eval <<FIELD>> = "x"]', { _time: 5, a: 1 }, { _time: 5, a: "x" }],
  [
    "a field once, by the first pattern",
    'foreach a* *b [eval n = n . "<<MATCHSTR>>,"]',
    { n: "", ab: 1, cb: 1 },
    { n: "b,c,", ab: 1, cb: 1 },
  ],
  [
    "several commands",
    "foreach a* [eval t = '<<FIELD>>' * 2 | rename t as \"<<FIELD>>_t\"]",
    { a1: 1, a2: 2 },
    { a1: 1, a2: 2, a1_t: 2, a2_t: 4 },
  ],
  ["fillnull and the rest", 'foreach u* [eval <<FIELD>> = if(<<FIELD>>="null", null(), <<FIELD>>)]', { u1: "null", u2: "x" }, { u2: "x" }],
  [
    "numbers of a multivalue",
    "foreach mode=multivalue mv [eval total = total + <<ITEM>>, count = count + 1]",
    { mv: ["5", "15"], total: 0, count: 0 },
    { mv: ["5", "15"], total: 20, count: 2 },
  ],
  [
    "positions",
    "foreach word mode=multivalue [eval o = mvappend(o, <<ITEM>>.mvindex(n, <<ITER>>))]",
    { word: ["A", "B"], n: ["0", "1"] },
    { word: ["A", "B"], n: ["0", "1"], o: ["A0", "B1"] },
  ],
  ["a single value", "foreach mode=multivalue mv [eval n = n + 1]", { mv: "x", n: 0 }, { mv: "x", n: 1 }],
  [
    "elements of an array",
    "foreach mode=json_array list [eval sum = sum + <<ITEM>>]",
    { list: "[1, 2, 3]", sum: 0 },
    { list: "[1, 2, 3]", sum: 6 },
  ],
  ["text that is no array", "foreach mode=json_array list [eval n = n + 1]", { list: "x", n: 0 }, { list: "x", n: 0 }],
  ["an array or a multivalue", "foreach mode=auto_collections v [eval n = n + 1]", { v: ["a", "b"], n: 0 }, { v: ["a", "b"], n: 2 }],
  ["an empty array", "foreach mode=auto_collections v [eval n = n + 1]", { v: "[]", n: 0 }, { v: "[]", n: 0 }],
  [
    "no wildcards in such a mode",
    "foreach mode=multivalue mv* [eval t = t + <<ITEM>>]",
    { "mv*": ["1", "2"], mv1: ["9", "9"], t: 0 },
    { "mv*": ["1", "2"], mv1: ["9", "9"], t: 3 },
  ],
  [
    "another name for the item",
    "foreach mode=multivalue itemstr=<<NUMBER>> mv [eval t = t + <<NUMBER>>]",
    { mv: ["1", "2"], t: 0 },
    { mv: ["1", "2"], t: 3 },
  ],
  [
    "an item in a longer text",
    'foreach mode=multivalue mv [eval t = t . "<" . "<<ITEM>>!" . ">"]',
    { mv: ["a", "b"], t: "" },
    { mv: ["a", "b"], t: "<a!><b!>" },
  ],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(run(spl, [input]), [output]))

test("each event has fields of its own", () =>
  assert.equal(
    run("eval total=0 | foreach www* [eval total=total + <<FIELD>>] | table total", [{ www1: 1000, www2: 500 }, { www1: 800 }, { x: 1 }]),
    [{ total: 1500 }, { total: 800 }, { total: 0 }],
  ))

test("commands that drop events, and those that count them", () => {
  assert.equal(run("foreach a* [where <<FIELD>> > 1] | table a1", [{ a1: 1 }, { a1: 2 }, { b: 1 }]), [{ a1: 2 }, {}])
  assert.equal(run("foreach a [streamstats count]", [{ a: 1 }, { a: 2 }]), [
    { a: 1, count: 1 },
    { a: 2, count: 2 },
  ])
})

const quoted = 'foreach * [eval "<<FIELD>>_x" = "<<FIELD>>"]'
const hostile: [title: string, spl: string, name: string, output: Readonly<Record<string, string | number>>, warns: boolean][] = [
  ["a quote in double quotes", quoted, 'a" , b = "c', { 'a" , b = "c_x': 'a" , b = "c' }, false],
  ["a bar in double quotes", quoted, "a | delete", { "a | delete_x": "a | delete" }, false],
  ["another assignment in a bare place", "foreach * [eval t = <<FIELD>>]", "1, severity = 0", {}, true],
  ["a bracket in a bare place", "foreach * [eval t = <<FIELD>>]", "a] | head 0", {}, true],
  ["a quote in single quotes", "foreach * [eval t = '<<FIELD>>']", "a' . 'b", {}, true],
  ["a name that is no expression", "foreach * [eval t = <<FIELD>>]", "a{}-", {}, true],
]
for (const [title, spl, name, output, warns] of hostile)
  test(`a name out of a log: ${title}`, () => {
    const warnings: string[] = []
    assert.equal(run(spl, [{ [name]: "v" }], warnings), [{ [name]: "v", ...output }])
    assert.is(warnings.length > 0, warns)
    if (warns) assert.match(warnings[0] ?? "", /^foreach passed over the field /)
  })

test("ever other fields do not fill memory, and are still treated", () => {
  const many = Array.from({ length: 1200 }, (_, i) => ({ [`a${i}`]: i }))
  assert.is(run("foreach a* [eval n = <<FIELD>>]", many).filter(({ n }) => typeof n === "number").length, 1200)
})

test("the same: options before and behind the fields", () =>
  assert.equal(
    withoutRanges(parseSplStages("foreach mode=multivalue mv [eval t = <<ITEM>>]")),
    withoutRanges(parseSplStages("foreach mv mode=multivalue itemstr=X [eval t = X]")),
  ))

const mistakes: readonly Mistake[] = [
  ["foreach [eval a=1]", "syntax", /needs a field or a pattern/],
  ["foreach a*", "syntax", /needs commands in brackets/],
  ["foreach mode=each a [eval b=1]", "syntax", /no mode "each"/],
  ["foreach mode=multivalue a b [eval c=1]", "syntax", /goes over one field, not 2/],
  ["foreach a* [evl <<FIELD>>=1]", "unknown_stage", /unknown command "evl"/],
  ["foreach a* [eval <<FIELD>> = nosuch(1)]", "unknown_function", /unknown function "nosuch"/],
  ["foreach a* [eval <<FIELD>> = 1 +]", "syntax", /expected an expression/],
  ["foreach a* [eval x = <<ITEM>>]", "wrong_argument", /"<<ITEM>>" stands for nothing in this mode/],
  ["foreach mode=multivalue a [eval x = <<FIELD>>]", "wrong_argument", /"<<FIELD>>" stands for nothing in this mode/],
  ["foreach mode=multivalue a [eval x = 1 | eval y = 2]", "wrong_argument", /runs a single eval/],
  ["foreach mode=multivalue a [where a = 1]", "wrong_argument", /runs a single eval/],
  ["foreach mode=multivalue a [eval x = 'y_<<ITEM>>']", "wrong_argument", /stands in the name of a field/],
]
testMistakes(spl => run(spl, []), mistakes)

test.run()
