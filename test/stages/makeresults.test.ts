import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSearch, runPipeline, testMistakes } from "../harness.ts"

/** 2024-10-27 12:34:56 UTC. */
const now = 1_730_032_496.5
const run = (spl: string): Row[] => runPipeline(parseSearch(spl), [{ _time: 5 }], { now })

const cases: [spl: string, expected: readonly Row[]][] = [
  ["| makeresults", [{ _time: 1_730_032_496 }]],
  [
    "| makeresults count=2 | streamstats count",
    [
      { _time: 1_730_032_496, count: 1 },
      { _time: 1_730_032_496, count: 2 },
    ],
  ],
  ["| makeresults count=0", []],
  ["| makeresults count=3 | head 1", [{ _time: 1_730_032_496 }]],
  ['| makeresults format=csv data="a, b\nx y,2\n"', [{ a: "x y", b: "2" }]],
  ['| makeresults format=json data="[]"', []],
  ['| makeresults format=json data="[{\\"a\\": {\\"b\\": [1, 2]}, \\"c\\": true, \\"d\\": null}]"', [{ a: '{"b":[1,2]}', c: "true" }]],
  ["| gentimes start=-2 | fields starttime", [{ starttime: 1_729_814_400 }, { starttime: 1_729_900_800 }]],
  ["| gentimes start=-1 end=1 | fields endtime", [{ endtime: 1_729_987_199 }, { endtime: 1_730_073_599 }]],
  ["| gentimes start=1", []],
  ["| gentimes start=10/25/24 end=10/27/24 increment=36h | fields starttime", [{ starttime: 1_729_814_400 }, { starttime: 1_729_944_000 }]],
  [
    "| gentimes start=2/28/2024 end=3/1/2024 | fields starthuman",
    [{ starthuman: "Wed Feb 28 00:00:00 2024" }, { starthuman: "Thu Feb 29 00:00:00 2024" }],
  ],
  ["| gentimes start=10/26/2024:23:59:58 end=10/27/2024 increment=1s | stats count", [{ count: 2 }]],
]
for (const [spl, expected] of cases) test(spl, () => assert.equal(run(spl), expected))

const mistakes: readonly Mistake[] = [
  ["| makeresults count=-1", "syntax", /"count" cannot be -1/],
  ["| makeresults format=xml data=x", "syntax", /no format "xml"/],
  ["| makeresults format=csv", "syntax", /"format" and "data" go together/],
  ['| makeresults format=json data="{}"', "wrong_argument", /no JSON array of objects/],
  ['| makeresults format=csv data="a,b\n1"', "wrong_argument", /data line 2: the row has 1 columns/],
  ["| gentimes", "syntax", /needs a start/],
  ["| gentimes start=2024-10-01", "time", /"2024-10-01" is no date/],
  ["| gentimes start=2\\/30\\/2024", "time", /is no date/],
  ["| gentimes start=-1 increment=1w", "time", /"1w" is no length of a time range/],
]
testMistakes(run, mistakes)

test.run()
