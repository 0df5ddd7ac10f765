import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, withoutRanges } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

const cases: [title: string, spl: string, input: Row[], output: Row[]][] = [
  ["a day", "bin span=1d _time", [{ _time: 1_700_000_000 }], [{ _time: 1_699_920_000 }]],
  ["a week starts on Sunday", "bin _time span=1w", [{ _time: 1_700_000_000 }], [{ _time: 1_699_747_200 }]],
  ["a number is a span of seconds for times", "bin span=300 _time", [{ _time: 650 }], [{ _time: 600 }]],
  ["parts of a second", "bin span=100ms _time", [{ _time: 10.57 }], [{ _time: 10.5 }]],
  ["a span of time for another field", "bin span=1h t", [{ t: 7300 }], [{ t: 7200 }]],
  ["decimals", "bin span=0.1 x", [{ x: 0.3 }, { x: 0.25 }], [{ x: "0.3-0.4" }, { x: "0.2-0.3" }]],
  ["numbers below zero", "bin span=10 x", [{ x: -1 }, { x: -10 }], [{ x: "-10-0" }, { x: "-10-0" }]],
  ["numeric text", "bin span=10 x", [{ x: "42" }], [{ x: "40-50" }]],
  ["several values and no value stay", "bin span=10 x", [{ x: [1, 2] }, { y: 1 }], [{ x: [1, 2] }, { y: 1 }]],
  [
    "powers of ten",
    "bin span=log10 x",
    [{ x: 1 }, { x: 999 }, { x: 1000 }, { x: 0.5 }],
    [{ x: "1-10" }, { x: "100-1000" }, { x: "1000-10000" }, { x: "0.1-1" }],
  ],
  ["half powers of ten", "bin span=3log10 x", [{ x: 3 }, { x: 29 }, { x: 30 }], [{ x: "3-30" }, { x: "3-30" }, { x: "30-300" }]],
  ["five buckets for 0 to 59 are one of a hundred", "bin bins=5 x", [{ x: 0 }, { x: 59 }], [{ x: "0-100" }, { x: "0-100" }]],
  ["twelve buckets for 0 to 23 are three of ten", "bin bins=12 x", [{ x: 0 }, { x: 23 }], [{ x: "0-10" }, { x: "20-30" }]],
  ["an end widens", "bin end=1000 x", [{ x: 5 }, { x: 15 }], [{ x: "0-10" }, { x: "10-20" }]],
  ["an end below the data makes no difference", "bin bins=10 end=10 x", [{ x: 0 }, { x: 90 }], [{ x: "0-10" }, { x: "90-100" }]],
  ["a single number", "bin x", [{ x: 7 }], [{ x: "7-8" }]],
  ["no numbers at all", "bin x", [{ x: "a" }], [{ x: "a" }]],
  [
    "times without a span, as many as fit a hundred buckets",
    "bin _time",
    [{ _time: 14_401 }, { _time: 0 }],
    [{ _time: 14_400 }, { _time: 0 }],
  ],
  ["times, no more than four buckets", "bin _time bins=4", [{ _time: 3599 }, { _time: 0 }], [{ _time: 1800 }, { _time: 0 }]],
  ["times, at least so wide", "bin _time minspan=15m", [{ _time: 3599 }, { _time: 0 }], [{ _time: 1800 }, { _time: 0 }]],
  [
    "aligned with the newest event",
    "bin span=1h aligntime=latest _time",
    [{ _time: 7300 }, { _time: 7200 }],
    [{ _time: 7300 }, { _time: 3700 }],
  ],
  [
    "aligned with a time of the day of now",
    "bin span=12h aligntime=@d+3h _time",
    [{ _time: 50_000 }, { _time: 5000 }],
    [{ _time: 10_800 }, { _time: -32_400 }],
  ],
  ["days take no alignment", "bin span=1d aligntime=3600 _time", [{ _time: 90_000 }], [{ _time: 86_400 }]],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(runSpl(spl, input), output))

const mistakes: [title: string, spl: string, message: RegExp][] = [
  ["no field", "bin span=5m", /expected a field name/],
  ["a span that is none", "bin span=5parsecs _time", /"5parsecs" is no span/],
  ["a span of nothing", "bin span=0 x", /the span "0" is not above zero/],
  ["a coefficient that is not below the base", "bin span=5log2 x", /needs a base above 1 and a coefficient from 1 up to the base/],
  ["no buckets", "bin bins=0 x", /option "bins" must be above zero, found 0/],
  ["two fields", "bin span=5m _time x", /unexpected "x"/],
]
for (const [title, spl, message] of mistakes) test(title, () => assert.throws(() => parseSplStages(spl), message))

test("a logarithmic span of times", () => assert.throws(() => runSpl("bin span=log2 _time", []), /"log2" is no span of time/))
test("bucket and discretize are bin", () => {
  const expected = withoutRanges(parseSplStages("bin span=5m _time AS t"))
  assert.equal(withoutRanges(parseSplStages("bucket _time span=5m AS t")), expected)
  assert.equal(withoutRanges(parseSplStages("discretize _time AS t span=5m")), expected)
})

test.run()
