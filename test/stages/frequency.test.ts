import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, withoutRanges } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

const users = (text: string): Row[] => [...text].map(user => ({ user }))

const cases: [title: string, spl: string, input: Row[], output: Row[]][] = [
  [
    "by falling count, equal counts by value",
    "top user showperc=f",
    users("cabbca"),
    [
      { user: "a", count: 2 },
      { user: "b", count: 2 },
      { user: "c", count: 2 },
    ],
  ],
  ["percentages have six decimals", "top user limit=1", users("aab"), [{ user: "a", count: 2, percent: 66.666667 }]],
  ["ten of them", "top user showperc=f | stats count", users("abcdefghijkl"), [{ count: 10 }]],
  ["all of them", "top limit=0 user showperc=f | stats count", users("abcdefghijkl"), [{ count: 12 }]],
  [
    "percentages are those of the group",
    "top limit=1 user by host",
    [
      { host: 1, user: "a" },
      { host: 1, user: "a" },
      { host: 1, user: "b" },
      { host: 2, user: "c" },
    ],
    [
      { host: 1, user: "a", count: 2, percent: 66.666667 },
      { host: 2, user: "c", count: 1, percent: 100 },
    ],
  ],
  ["an event that lacks one of the fields does not count", "top a b", [{ a: 1, b: 2 }, { a: 1 }], [{ a: 1, b: 2, count: 1, percent: 100 }]],
  [
    "each of several values counts",
    "top tag showperc=f",
    [{ tag: ["x", "y"] }, { tag: "x" }],
    [
      { tag: "x", count: 2 },
      { tag: "y", count: 1 },
    ],
  ],
  [
    "the others as a row",
    "top limit=1 useother=t user",
    users("aabc"),
    [
      { user: "a", count: 2, percent: 50 },
      { user: "OTHER", count: 2, percent: 50 },
    ],
  ],
  ["no others, no row", "top limit=5 useother=t user showperc=f", users("a"), [{ user: "a", count: 1 }]],
  [
    "by rising count",
    "rare user showperc=f",
    users("abbccc"),
    [
      { user: "a", count: 1 },
      { user: "b", count: 2 },
      { user: "c", count: 3 },
    ],
  ],
  ["no events", "rare user", [], []],
]
for (const [title, spl, input, output] of cases) test(title, () => assert.equal(runSpl(spl, input), output))

const same: [title: string, a: string, b: string][] = [
  ["a number in front is the limit", "top 5 showperc=false x", "top limit=5 showperc=f x"],
  ["options behind", "rare x by y limit=3 countfield=n", 'rare limit=3 countfield="n" x by y'],
  ["defaults", "top limit=10 countfield=count percentfield=percent showcount=t showperc=t useother=f otherstr=OTHER x", "top x"],
]
for (const [title, a, b] of same)
  test(`the same: ${title}`, () => assert.equal(withoutRanges(parseSplStages(a)), withoutRanges(parseSplStages(b))))

const mistakes: [title: string, spl: string, message: RegExp][] = [
  ["no field", "top limit=5", /command "top" needs a field/],
  ["a number alone", "rare 5", /command "rare" needs a field/],
  ["by without a field", "top x by", /expected a field name after "by"/],
  ["a negative limit", "top limit=-1 x", /option "limit" cannot be negative, found -1/],
]
for (const [title, spl, message] of mistakes) test(title, () => assert.throws(() => parseSplStages(spl), message))

test.run()
