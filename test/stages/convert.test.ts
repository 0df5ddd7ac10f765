import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { type Mistake, parseSplStages, runPipeline, testMistakes } from "../harness.ts"

const values: [conversion: string, value: Value, expected: Value][] = [
  ["ctime", 1700000000, "11/14/2023 22:13:20"],
  ["ctime", "0", "01/01/1970 00:00:00"],
  ["ctime", "never", "never"],
  ["ctime", [0, 60], ["01/01/1970 00:00:00", "01/01/1970 00:01:00"]],
  ["mktime", "11/14/2023 22:13:20", 1700000000],
  ["mktime", "yesterday", "yesterday"],
  ["dur2sec", "00:10:15", 615],
  ["dur2sec", "2+01:00:00", 176_400],
  ["dur2sec", "1:02:03.5", 3723.5],
  ["dur2sec", "10:99", "10:99"],
  ["mstime", "01:30.250", 90.25],
  ["mstime", "7.5", 7.5],
  ["mstime", "x", "x"],
  ["memk", "5", 5],
  ["memk", "5k", 5],
  ["memk", "2M", 2048],
  ["memk", "1.5g", 1_572_864],
  ["memk", "-5m", "-5m"],
  ["rmcomma", "1,000,000.00", 1_000_000],
  ["rmcomma", "a,b", "ab"],
  ["rmcomma", 5, 5],
  ["rmunit", "97%", 97],
  ["rmunit", "1.5e3 bytes", 1500],
  ["rmunit", "none", "none"],
  ["num", "1,234", 1234],
  ["num", "00:01:00", 60],
  ["num", "five", null],
  ["num", "12.5", 12.5],
  ["auto", "12", 12],
  ["auto", "12 apples", "12 apples"],
  ["none", "12", "12"],
]
for (const [conversion, value, expected] of values)
  test(`${conversion}(${JSON.stringify(value)})`, () =>
    assert.equal(runPipeline(parseSplStages(`convert ${conversion}(f)`), [{ k: 1, f: value }]), [
      expected === null ? { k: 1 } : { k: 1, f: expected },
    ]))

const cases: [spl: string, rows: readonly Row[], expected: readonly Row[]][] = [
  ["convert ctime(t) AS c", [{ t: 0 }], [{ t: 0, c: "01/01/1970 00:00:00" }]],
  ['convert timeformat="%H:%M:%S" ctime(nope) ctime(t)', [{ t: 0 }], [{ t: "00:00:00" }]],
  ['convert ctime("5 minute blocks") timeformat=%Y', [{ "5 minute blocks": 0 }], [{ "5 minute blocks": "1970" }]],
  [
    "convert CTIME(*Time) AS *Text timeformat=%s",
    [{ firstTime: 1, lastTime: 2 }],
    [{ firstTime: 1, lastTime: 2, firstText: "1", lastText: "2" }],
  ],
  // A pattern that begins with a star does not mean internal fields.
  ["convert ctime(*) timeformat=%Y", [{ _time: 0, t: 0 }], [{ _time: 0, t: "1970" }]],
  ["convert ctime(_time) AS year timeformat=%Y", [{ _time: 0 }], [{ _time: 0, year: "1970" }]],
  // A field is converted wholly or not at all.
  [
    "convert auto(a) auto(b)",
    [
      { a: "1", b: "2" },
      { a: "x", b: "3" },
    ],
    [
      { a: "1", b: 2 },
      { a: "x", b: 3 },
    ],
  ],
  ["convert num(*) none(k*)", [{ a: "x", b: "1", key: "x" }], [{ b: 1, key: "x" }]],
  // One after the other.
  ["convert rmcomma(x) num(x) as y", [{ x: "1,5" }], [{ x: 15, y: 15 }]],
]
for (const [spl, rows, expected] of cases) test(spl, () => assert.equal(runPipeline(parseSplStages(spl), rows), expected))

test("a format without a date means the day of the search", () =>
  assert.equal(runPipeline(parseSplStages("convert mktime(t) timeformat=%H:%M"), [{ t: "01:00" }], { now: 1_700_000_000 }), [
    { t: 1_699_923_600 },
  ]))

test("the order of conversions stays in YAML", () => {
  assert.equal(renderStages(parseSplStages("convert num(a) num(b) as c ctime(d)")), [{ convert: { num: ["a", { b: "c" }], ctime: "d" } }])
  assert.equal(renderStages(parseSplStages("convert num(a) ctime(b) num(c) as d")), [
    {
      convert: {
        conversions: [
          { function: "num", field: "a" },
          { function: "ctime", field: "b" },
          { function: "num", field: "c", as: "d" },
        ],
      },
    },
  ])
})

const wrong: readonly Mistake[] = [
  ["convert", "syntax"],
  ["convert wat(a)", "syntax"],
  ["convert num a", "syntax"],
  ["convert num(a", "syntax"],
  ["convert num(a*) as b", "wrong_argument"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test.run()
