import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, withoutRanges } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

const cases: [title: string, spl: string, input: Row[], output: Row[]][] = [
  ["a chart without fields is one row", "chart count", [{ x: 1 }, { x: 2 }], [{ count: 2 }]],
  [
    "a chart over one field",
    "chart sum(x) as total by u",
    [{ u: "b", x: 1 }, { u: "a", x: 2 }, { x: 9 }],
    [
      { u: "a", total: 2 },
      { u: "b", total: 1 },
    ],
  ],
  [
    "by two fields is over the first by the second",
    "chart count by u, s",
    [
      { u: "a", s: 200 },
      { u: "a", s: 404 },
    ],
    [{ u: "a", "200": 1, "404": 1 }],
  ],
  [
    "an empty place is 0 for a count and missing for others",
    "chart count max(x) over u by s",
    [
      { u: "a", s: "p", x: 5 },
      { u: "b", s: "q", x: 6 },
    ],
    [
      { u: "a", "count: p": 1, "count: q": 0, "max(x): p": 5 },
      { u: "b", "count: p": 0, "count: q": 1, "max(x): q": 6 },
    ],
  ],
  [
    "names of columns as a template",
    'chart format="$VAL$/$AGG$" count as n max(x) as m over u by s',
    [{ u: "a", s: "p", x: 5 }],
    [{ u: "a", "p/n": 1, "p/m": 5 }],
  ],
  [
    "the lowest instead of the highest",
    "chart limit=bottom1 useother=f sum(x) as n over u by s",
    [
      { u: "a", s: "p", x: 5 },
      { u: "a", s: "q", x: 1 },
    ],
    [{ u: "a", q: 1 }],
  ],
  [
    "a limit in two words",
    "chart count over u by s limit=top 1 useother=f",
    [
      { u: "a", s: "p" },
      { u: "a", s: "q" },
      { u: "b", s: "q" },
    ],
    [
      { u: "a", q: 1 },
      { u: "b", q: 1 },
    ],
  ],
  [
    "the score is another aggregate of the values",
    "chart agg=max limit=1 useother=f sum(x) as n over u by s",
    [
      { u: "a", s: "p", x: 9 },
      { u: "a", s: "q", x: 8 },
      { u: "b", s: "q", x: 8 },
    ],
    [{ u: "a", p: 9 }, { u: "b" }],
  ],
  [
    "others are aggregated as one, not averaged",
    "chart limit=1 avg(x) as n over u by s",
    [
      { u: "a", s: "p", x: 90 },
      { u: "a", s: "q", x: 1 },
      { u: "a", s: "r", x: 2 },
      { u: "a", s: "r", x: 6 },
    ],
    [{ u: "a", p: 90, OTHER: 3 }],
  ],
  [
    "all series",
    "chart limit=0 count over u by s",
    Array.from({ length: 12 }, (_, i) => ({ u: "a", s: `s${i}` })),
    [{ u: "a", ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`s${i}`, 1])) }],
  ],
  [
    "ten series and the others",
    "chart count over u by s",
    Array.from({ length: 12 }, (_, i) => ({ u: "a", s: i })),
    [{ u: "a", ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [String(i), 1])), OTHER: 2 }],
  ],
  [
    "names for the others and for none",
    'chart limit=1 otherstr="rest" nullstr="none" count over u by s',
    [{ u: "a", s: "p" }, { u: "a", s: "p" }, { u: "a", s: "q" }, { u: "a" }],
    [{ u: "a", p: 2, none: 1, rest: 1 }],
  ],
  [
    "series not in the top",
    "chart count over u by s where sum notin top1",
    [
      { u: "a", s: "p" },
      { u: "a", s: "p" },
      { u: "a", s: "q" },
    ],
    [{ u: "a", q: 1, OTHER: 2 }],
  ],
  [
    "series below a bound",
    "chart useother=f count over u by s where max < 2",
    [
      { u: "a", s: "p" },
      { u: "a", s: "p" },
      { u: "a", s: "q" },
    ],
    [{ u: "a", q: 1 }],
  ],
  [
    "columns in buckets",
    "chart count over u by x span=10",
    [
      { u: "a", x: 3 },
      { u: "a", x: 12 },
      { u: "a", x: "n/a" },
    ],
    [{ u: "a", "0-10": 1, "10-20": 1, "n/a": 1 }],
  ],
  [
    "rows in buckets that fit the data, with those between",
    "chart bins=3 count over x",
    [{ x: 3 }, { x: 25 }],
    [
      { x: "0-10", count: 1 },
      { x: "10-20", count: 0 },
      { x: "20-30", count: 1 },
    ],
  ],
  [
    "rows in buckets, no empty ones",
    "chart cont=f count over x span=10",
    [{ x: 3 }, { x: 25 }],
    [
      { x: "0-10", count: 1 },
      { x: "20-30", count: 1 },
    ],
  ],
  [
    "values that are no names of fields",
    "chart count over u by s",
    [
      { u: "a", s: "" },
      { u: "a", s: "_x" },
    ],
    [{ u: "a", VALUE: 1, VALUE_x: 1 }],
  ],
  ["a multivalue field counts in each of its columns", "chart count over u by s", [{ u: "a", s: ["p", "q"] }], [{ u: "a", p: 1, q: 1 }]],
  ["a time chart without events", "timechart span=1h count", [], []],
  ["events without a time have no place", "timechart span=1m count", [{ x: 1 }, { _time: 61 }], [{ _time: 60, count: 1 }]],
  [
    "empty stretches have 0 for a count and nothing for others",
    "timechart span=1m count avg(x) as m",
    [
      { _time: 130, x: 4 },
      { _time: 5, x: 2 },
    ],
    [
      { _time: 0, count: 1, m: 2 },
      { _time: 60, count: 0 },
      { _time: 120, count: 1, m: 4 },
    ],
  ],
  [
    "days start at midnight",
    "timechart span=1d count",
    [{ _time: 86_400 + 3600 }, { _time: 100 }],
    [
      { _time: 0, count: 1 },
      { _time: 86_400, count: 1 },
    ],
  ],
  [
    "months have their own lengths",
    "timechart span=1mon count",
    // 2023-03-02 and 2023-01-15
    [{ _time: 1_677_715_200 }, { _time: 1_673_740_800 }],
    [
      { _time: 1_672_531_200, count: 1 },
      { _time: 1_675_209_600, count: 0 },
      { _time: 1_677_628_800, count: 1 },
    ],
  ],
  [
    "an hour of events fits minutes",
    "timechart count",
    [{ _time: 3600 }, { _time: 0 }],
    Array.from({ length: 61 }, (_, i) => ({ _time: 60 * i, count: i === 0 || i === 60 ? 1 : 0 })),
  ],
  [
    "the width of time may stand behind the split field",
    "timechart count by u span=1m usenull=f",
    [{ _time: 61, u: "a" }, { _time: 62 }],
    [{ _time: 60, a: 1 }],
  ],
  [
    "a width in numbers there is that of the field",
    "timechart span=1m count by x span=10",
    [{ _time: 0, x: 12 }],
    [{ _time: 0, "10-20": 1 }],
  ],
  [
    "a rate of each stretch",
    "timechart span=1m per_second(x) as r",
    [
      { _time: 30, x: 60 },
      { _time: 10, x: 60 },
    ],
    [{ _time: 0, r: 2 }],
  ],
  [
    "stretches that start elsewhere",
    "timechart span=1h aligntime=600 count",
    [{ _time: 4300 }, { _time: 700 }],
    [
      { _time: 600, count: 1 },
      { _time: 4200, count: 1 },
    ],
  ],
  [
    "stretches that start with the first event",
    "timechart span=1m aligntime=earliest count",
    [{ _time: 95 }, { _time: 20 }],
    [
      { _time: 20, count: 1 },
      { _time: 80, count: 1 },
    ],
  ],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(runSpl(spl, input), output))

test("a chart with far too many rows leaves its gaps and says so", () => {
  const warnings: string[] = []
  const rows = runSpl("timechart span=1s count", [{ _time: 4_000_000_000 }, { _time: 0 }], warnings)
  assert.equal(rows, [
    { _time: 0, count: 1 },
    { _time: 4_000_000_000, count: 1 },
  ])
  assert.equal(warnings, ["a chart would have more than 50000 rows; its gaps were left"])
})

const mistakes: [title: string, spl: string, message: RegExp][] = [
  ["three fields", "chart count by a, b, c", /a chart has at most two fields/],
  ["over without a field", "chart count over", /expected a field name after "over"/],
  ["no aggregate", "chart by x", /expected an aggregate/],
  ["a limit that is none", "chart limit=many count by x", /"many" is no limit/],
  ["a span that is none", "timechart span=blue count", /"blue" is no span/],
  ["an unknown option", "timechart spam=1h count", /unknown option "spam"/],
  ["a condition on series without a test", "timechart count by x where sum", /expected "in", "notin", "<" or ">"/],
]
for (const [title, spl, message] of mistakes) test(title, () => assert.throws(() => parseSplStages(spl), message))

const same: [title: string, a: string, b: string][] = [
  ["defaults", 'chart limit=10 agg=sum useother=t usenull=t sep=": " cont=t count by x', "chart count by x"],
  ["by and over", "chart count by x, y", "chart count over x by y"],
  ["options of rows in front", "chart span=10 count over x by y", "chart count over x span=10 by y"],
  ["a call as a score", "timechart agg=max(x) count by u", "timechart agg=max count by u"],
  ["options behind", "timechart count by u limit=5 span=1h useother=f", "timechart span=1h limit=top5 useother=false count by u"],
]
for (const [title, a, b] of same)
  test(`the same: ${title}`, () => assert.equal(withoutRanges(parseSplStages(a)), withoutRanges(parseSplStages(b))))

test.run()
