import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { parseSplStages, parseYamlStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const makemv: [arguments: string, value: Value, expected: Value][] = [
  ["m", "a b c", ["a", "b", "c"]],
  ["m", "a", "a"],
  ["m", 5, 5],
  ["m", " ", null],
  ['delim="," m', "a,,b,", ["a", "b"]],
  ['delim="," allowempty=true m', "a,,b,", ["a", "", "b", ""]],
  ['allowempty=t m delim=","', ",", ["", ""]],
  ['delim="|foo|" m', "a|foo|b|foo|c", ["a", "b", "c"]],
  ['delim="||" m', "a|||b||||c", ["a", "|b", "c"]],
  ['delim="💥界" m', "a💥界b", ["a", "b"]],
  ['delim="," m', ["a,b", "c"], ["a", "b", "c"]],
  ['setsv=true delim="," m', "a,b", ["a", "b"]],
  ['tokenizer="([^,]+),?" m', "a,b,,c", ["a", "b", "c"]],
  [String.raw`tokenizer="(\w*)," m`, "a,,b,", ["a", "b"]],
  [String.raw`tokenizer="(\w*)," allowempty=true m`, "a,,b,", ["a", "", "b"]],
  [String.raw`tokenizer="\d" m`, "a1b2", ["1", "2"]],
  ['tokenizer="(x)" m', "abc", null],
]
for (const [args, value, expected] of makemv)
  test(`makemv ${args} of ${JSON.stringify(value)}`, () =>
    assert.equal(runPipeline(parseSplStages(`makemv ${args}`), [{ m: value, k: 1 }])[0]?.m ?? null, expected))

test("a space is the default", () =>
  assert.equal(withoutRanges(parseYamlStages({ makemv: { field: "m", delim: " " } })), withoutRanges(parseSplStages("makemv m"))))

const cases: [spl: string, rows: readonly Row[], expected: readonly Row[]][] = [
  ["mvexpand m", [{ id: 1, m: "x" }, { id: 2, m: 7 }, { id: 3 }], [{ id: 1, m: "x" }, { id: 2, m: 7 }, { id: 3 }]],
  ["mvexpand limit=1 m", [{ m: ["a", "b"] }], [{ m: "a" }]],
  ["mvexpand m limit=0", [{ m: ["a", "b"] }], [{ m: "a" }, { m: "b" }]],
  ["mvexpand m | head 1", [{ m: ["a", "b"] }, { m: "c" }], [{ m: "a" }]],
  [
    "mvexpand m | eval n=m",
    [{ m: ["a", "b"], n: 0 }],
    [
      { m: "a", n: "a" },
      { m: "b", n: "b" },
    ],
  ],
  [
    'makemv delim="," t | mvexpand t | reverse',
    [
      { id: "a", t: "x,y" },
      { id: "b", t: "z" },
    ],
    [
      { id: "b", t: "z" },
      { id: "a", t: "y" },
      { id: "a", t: "x" },
    ],
  ],
  // A time of its own keeps an event apart.
  [
    "mvcombine h",
    [
      { _time: 2, h: "a" },
      { _time: 1, h: "b" },
    ],
    [
      { _time: 2, h: "a" },
      { _time: 1, h: "b" },
    ],
  ],
  ["mvcombine h", [{ h: "a" }, { n: 1 }, { n: 1 }, { h: ["b", "c"] }], [{ h: ["a", "b", "c"] }, { n: 1 }, { n: 1 }]],
  ["mvcombine h | nomv h", [{ h: "a" }, { h: "b" }], [{ h: "a b" }]],
  ['mvcombine delim="" h | nomv h', [{ h: "a" }, { h: "b" }], [{ h: "ab" }]],
  ["nomv m", [{ m: ["a", 1] }, { m: "x" }, { n: 1 }], [{ m: "a\n1" }, { m: "x" }, { n: 1 }]],
]
for (const [spl, rows, expected] of cases) test(spl, () => assert.equal(runPipeline(parseSplStages(spl), rows), expected))

testMistakes(
  parseSplStages,
  [
    "makemv",
    'makemv delim=","',
    'makemv delim="" m',
    'makemv delim="," tokenizer="(x)" m',
    "makemv a b",
    "mvexpand",
    "mvexpand a b",
    "mvexpand a limit=invalid",
    "mvexpand a limit=-1",
    "mvcombine",
    "mvcombine a b",
    "nomv",
    "nomv a b",
  ].map(spl => [spl, "syntax"]),
)

test.run()
