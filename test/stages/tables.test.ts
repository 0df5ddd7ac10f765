import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

const cases: [title: string, spl: string, input: Row[], output: Row[]][] = [
  [
    "xyseries: numbers sort as numbers, the last value of a place counts, rows without the first field are left out",
    "xyseries h s v",
    [
      { h: 10, s: "b", v: 1 },
      { h: 9, s: "a", v: 2 },
      { h: 10, s: "b", v: 3 },
      { s: "a", v: 4 },
    ],
    [
      { h: 9, a: 2 },
      { h: 10, b: 3 },
    ],
  ],
  ["xyseries: several values", 'xyseries h s v w sep="-"', [{ h: 1, s: "a", v: 2, w: 3 }], [{ h: 1, "v-a": 2, "w-a": 3 }]],
  [
    "untable: a time chart as rows",
    "timechart span=1m count by u | untable _time user n",
    [
      { _time: 61, u: "a" },
      { _time: 0, u: "b" },
    ],
    [
      { _time: 0, user: "a", n: 0 },
      { _time: 0, user: "b", n: 1 },
      { _time: 60, user: "a", n: 1 },
      { _time: 60, user: "b", n: 0 },
    ],
  ],
  ["untable: internal fields are no columns", "untable h k v", [{ h: 1, _time: 5, a: 2 }], [{ h: 1, k: "a", v: 2 }]],
  [
    "transpose: five rows",
    "transpose | fields - column",
    Array.from({ length: 6 }, (_, i) => ({ x: i })),
    [{ "row 1": 0, "row 2": 1, "row 3": 2, "row 4": 3, "row 5": 4 }],
  ],
  [
    "transpose: as many as asked for, missing values stay missing",
    "transpose 2",
    [{ a: 1 }, { b: 2 }, { c: 3 }],
    [
      { column: "a", "row 1": 1 },
      { column: "b", "row 2": 2 },
    ],
  ],
  [
    "transpose: there and back",
    "transpose 0 header_field=k | transpose 0 header_field=column column_name=k",
    [
      { k: "x", v: 1 },
      { k: "y", v: 2 },
    ],
    [
      { k: "x", v: 1 },
      { k: "y", v: 2 },
    ],
  ],
  [
    "addtotals: numeric text counts, times and other internal fields do not",
    "addtotals",
    [{ _time: 100, a: "2", b: 3, c: "x" }],
    [{ _time: 100, a: "2", b: 3, c: "x", Total: 5 }],
  ],
  ["addtotals: commas", "addtotals fieldname=Score, a, b", [{ a: 1, b: 2, c: 3 }], [{ a: 1, b: 2, c: 3, Score: 3 }]],
  [
    "addtotals: rows and columns",
    "addtotals col=t labelfield=u",
    [
      { u: "x", a: 1, b: 2 },
      { u: "y", a: 3, b: 4 },
    ],
    [
      { u: "x", a: 1, b: 2, Total: 3 },
      { u: "y", a: 3, b: 4, Total: 7 },
      { a: 4, b: 6, Total: 10, u: "Total" },
    ],
  ],
  ["addtotals: nothing comes from nothing", "addtotals row=f col=f", [{ a: 1 }], [{ a: 1 }]],
  [
    "addcoltotals: names of a form",
    "addcoltotals n* labelfield=u label=ALL",
    [{ u: 1, n1: 1, n2: 2, m: 5 }],
    [
      { u: 1, n1: 1, n2: 2, m: 5 },
      { n1: 1, n2: 2, u: "ALL" },
    ],
  ],
  ["addcoltotals: tenths add up", "addcoltotals x | tail 1", [{ x: 0.1 }, { x: 0.2 }, { x: 0.3 }], [{ x: 0.6 }]],
  [
    "makecontinuous: several rows of one bucket stay",
    "makecontinuous _time span=1m",
    [{ _time: 125, n: 3 }, { _time: 5, n: 2 }, { _time: 1, n: 1 }, { n: 0 }],
    [{ _time: 0, n: 2 }, { _time: 0, n: 1 }, { _time: 60 }, { _time: 120, n: 3 }, { n: 0 }],
  ],
  [
    "trendline: an event without the number does not count",
    "trendline sma2(x) as t",
    [{ x: 1 }, { y: 1 }, { x: 3 }],
    [{ x: 1 }, { y: 1 }, { x: 3, t: 2 }],
  ],
  ["trendline: the name of the column", "trendline sma2(x)", [{ x: 1 }, { x: 3 }], [{ x: 1 }, { x: 3, "sma2(x)": 2 }]],
  [
    "mstats: no buckets of time without a span",
    "mstats avg(cpu.load) as load where index=m by host",
    [
      { _time: 5, index: "m", host: "a", "cpu.load": 1 },
      { _time: 500, index: "m", host: "a", "cpu.load": 3 },
    ],
    [{ host: "a", load: 2 }],
  ],
  [
    "mstats: the span may close the search",
    "mstats max(_value) as top where metric_name=m span=1m by host",
    [{ _time: 65, metric_name: "m", _value: 4, host: "a" }],
    [{ _time: 60, host: "a", top: 4 }],
  ],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(runSpl(spl, input), output))

test("makecontinuous adds a bounded number of rows and says when it stops", () => {
  const warnings: string[] = []
  const rows = runSpl("makecontinuous _time span=1s", [{ _time: 0 }, { _time: 4_000_000_000 }], warnings)
  assert.is(rows.length, 50_002)
  assert.equal(warnings, ["makecontinuous would add more than 50000 rows; gaps were left"])
})

const mistakes: [title: string, spl: string, message: RegExp][] = [
  ["xyseries with two fields", "xyseries a b", /command "xyseries" needs three fields/],
  ["untable with four fields", "untable a b c d", /command "untable" needs three fields/],
  ["transpose of a negative number", "transpose -1", /the number of rows cannot be negative, found -1/],
  ["trendline of no kind", "trendline avg5(x)", /"avg5" is no trend/],
  ["trendline over one event", "trendline sma1(x)", /"sma1" is no trend/],
  ["trendline of nothing", "trendline", /expected a trend/],
  ["mstats without an aggregate", "mstats where index=m", /expected an aggregate/],
  ["contingency of one field", "contingency a", /command "contingency" needs two fields/],
]
for (const [title, spl, message] of mistakes) test(title, () => assert.throws(() => parseSplStages(spl), message))

test.run()
