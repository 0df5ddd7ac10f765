import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { runSpl } from "./run-spl.ts"

const cases: [title: string, spl: string, input: Row[], output: Row[]][] = [
  ["no events, no by: one row, where a count is 0", "stats count avg(x) dc(x)", [], [{ count: 0, "dc(x)": 0 }]],
  ["no events, by: no rows", "stats count by user", [], []],
  [
    "numbers and their text are one group",
    "stats count by code",
    [{ code: 1 }, { code: "1" }, { code: "1.0" }],
    [
      { code: 1, count: 2 },
      { code: "1.0", count: 1 },
    ],
  ],
  [
    "rows are sorted: numbers numerically, then text by code point",
    "stats count by k",
    [{ k: "b" }, { k: 10 }, { k: "9" }, { k: "B" }],
    [
      { k: "9", count: 1 },
      { k: 10, count: 1 },
      { k: "B", count: 1 },
      { k: "b", count: 1 },
    ],
  ],
  [
    "several multivalue keys give a group for each combination",
    "stats count by a, b",
    [{ a: ["x", "y"], b: ["1", "2"] }],
    [
      { a: "x", b: "1", count: 1 },
      { a: "x", b: "2", count: 1 },
      { a: "y", b: "1", count: 1 },
      { a: "y", b: "2", count: 1 },
    ],
  ],
  ["a value that stands twice in one event counts twice", "stats count by tag", [{ tag: ["a", "a"] }], [{ tag: "a", count: 2 }]],
  [
    "keys that look alike when they are joined stay apart",
    "stats count by a b",
    [
      { a: "x", b: "1:y" },
      { a: "x1:", b: "y" },
    ],
    [
      { a: "x", b: "1:y", count: 1 },
      { a: "x1:", b: "y", count: 1 },
    ],
  ],
  ["an empty text is a value", "stats count by a", [{ a: "" }, {}], [{ a: "", count: 1 }]],
  [
    "fields with names of object properties are ordinary",
    "stats count by constructor",
    [{ constructor: "x" }, { other: "y" }],
    [{ constructor: "x", count: 1 }],
  ],
  [
    "all fields but those of by and internal ones",
    "stats values(*) as * by user",
    [{ _time: 2, _raw: "r", user: "ann", b: 1, a: 2 }, { _time: 1, user: "ann", b: 3 }, { user: "bob" }],
    [{ user: "ann", a: 2, b: [1, 3] }, { user: "bob" }],
  ],
  [
    "a count of all fields is 0 in rows without one of them",
    "stats count(*) by user",
    [
      { user: "ann", x: 1 },
      { user: "bob", y: 1 },
    ],
    [
      { user: "ann", "count(x)": 1, "count(y)": 0 },
      { user: "bob", "count(x)": 0, "count(y)": 1 },
    ],
  ],
  ["several wildcards", "stats max(*:*) as top_*_*", [{ "cpu:load": 1 }, { "cpu:load": 3 }], [{ top_cpu_load: 3 }]],
  ["an expression that counts where it is true", "stats count(eval(x > 1)) as n", [{ x: 1 }, { x: 2 }, {}], [{ n: 1 }]],
  ["an expression that is summed", "stats sum(eval(x * 2)) as n", [{ x: 1 }, { x: 2 }, {}], [{ n: 6 }]],
  [
    "first and last follow the pipeline, whose first event is the newest",
    "stats first(x) as f last(x) as l",
    [
      { _time: 1, x: "old" },
      { _time: 2, x: "new" },
    ],
    [{ f: "new", l: "old" }],
  ],
  [
    "commas, capitals and a trailing comma",
    "stats COUNT AS n, dc(user) AS users BY host,",
    [{ host: "a", user: "x" }],
    [{ host: "a", n: 1, users: 1 }],
  ],
  ["a sparkline", "stats sparkline(count) as s", [{ _time: 12 }, { _time: 10 }], [{ s: ["##__SPARKLINE__##", 1, 0, 1] }]],
  ["a sparkline of a field", "stats sparkline(count(x)) as s", [{ _time: 11, x: 1 }, { _time: 10 }], [{ s: ["##__SPARKLINE__##", 1] }]],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(runSpl(spl, input), output))

test("by fields stand first, then the columns as written", () => {
  const [row = {}] = runSpl("stats max(x) as z min(x) as a by user", [{ user: "u", x: 1 }])
  assert.equal(Object.keys(row), ["user", "z", "a"])
})

test("an event with huge multivalue keys falls into a bounded number of groups, and that is said", () => {
  const many = Array.from({ length: 400 }, (_, i) => `v${i}`)
  const warnings: string[] = []
  const rows = runSpl("stats count by a b c", [{ a: many, b: many, c: many }], warnings)
  assert.equal(rows.length, 100_000)
  assert.equal(warnings.length, 2)
})

const mistakes: [title: string, spl: string, code: string, message: string][] = [
  ["by without a field", "stats count by", "syntax", 'expected a field name after "by"'],
  ["no aggregate", "stats", "syntax", "expected an aggregate"],
  ["an unknown option", "stats foo=1 count", "syntax", 'unknown option "foo"'],
  ["an unknown aggregate", "stats cuont by x", "unknown_aggregate", 'unknown aggregate "cuont"'],
  [
    "a column called like a field of by",
    "stats max(x) as x by x",
    "wrong_argument",
    'column "x" is called like a field that the rows are grouped by',
  ],
  [
    "a pattern without one in the name",
    "stats max(*) as m",
    "wrong_argument",
    'column "m" and field "*" differ in their number of wildcards',
  ],
  ["a rate outside timechart", "stats per_hour(x)", "wrong_argument", 'aggregate "per_hour" needs the time buckets of timechart'],
  ["a sparkline of something else than a count", "stats sparkline(avg(x), 1h)", "unsupported", '"sparkline(avg(x), 1h)" is not supported'],
]
for (const [title, spl, code, message] of mistakes)
  test(title, () => {
    try {
      runSpl(spl, [])
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      assert.is(error.code, code)
      assert.is(error.message, message)
      return
    }
    assert.unreachable("no error")
  })

test.run()
