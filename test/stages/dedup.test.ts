import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, runPipeline, withoutRanges } from "../harness.ts"

const u = (...list: readonly (string | null)[]): Row[] => list.map((user, n) => (user === null ? { n } : { user, n }))

const cases: [spl: string, rows: readonly Row[], kept: readonly number[]][] = [
  ["dedup user", u("a", "b", "a", null), [0, 1]],
  ["dedup user", u("a", "A", "a"), [0, 1]],
  ["dedup 2 user", u("a", "a", "a", "b"), [0, 1, 3]],
  ["dedup user keepempty=true", u("a", null, null, "a"), [0, 1, 2]],
  ["dedup keepempty=f user", u("a", null), [0]],
  ["dedup user consecutive=true", u("a", "a", "b", "a", "a"), [0, 2, 3]],
  ["dedup 2 consecutive=true user", u("a", "a", "a", "b", "a"), [0, 1, 3, 4]],
  ["dedup user sortby -n", u("a", "b", "a"), [2, 1]],
  ["dedup user sortby +user, -n", u("b", "a", "b", "a"), [3, 2]],
  ["dedup 1 user sortby num(n)", u("a", "a"), [0]],
]
for (const [spl, rows, kept] of cases)
  test(`${spl} over ${rows.map(({ user }) => user ?? "-").join(" ")}`, () =>
    assert.equal(
      runPipeline(parseSplStages(spl), rows).map(({ n }) => n),
      kept,
    ))

test("numbers and their text are duplicates, and a multivalue only of the same values", () =>
  assert.equal(runPipeline(parseSplStages("dedup a"), [{ a: 1 }, { a: "1" }, { a: ["1", "2"] }, { a: [1, 2] }, { a: "1\n2" }]), [
    { a: 1 },
    { a: ["1", "2"] },
    { a: "1\n2" },
  ]))

test("values of two fields are not run together", () =>
  assert.equal(
    runPipeline(parseSplStages("dedup a b"), [
      { a: "x", b: "yz" },
      { a: "xy", b: "z" },
    ]).length,
    2,
  ))

test("keepevents takes the fields off duplicates, and still drops what lacks them", () =>
  assert.equal(
    runPipeline(parseSplStages("dedup a b keepevents=t"), [
      { a: 1, b: 1, n: 1 },
      { a: 1, b: 1, n: 2 },
      { a: 1, n: 3 },
    ]),
    [{ a: 1, b: 1, n: 1 }, { n: 2 }],
  ))

test("options may stand anywhere", () => {
  const expected = withoutRanges(parseSplStages("dedup 3 host, ip keepempty=true consecutive=true"))
  for (const spl of [
    "dedup 3 keepempty=true host ip consecutive=true",
    "dedup keepempty=t consecutive=t 3 host,ip",
    "dedup 3 consecutive=1 host keepempty=1 ip",
  ])
    assert.equal(withoutRanges(parseSplStages(spl)), expected, spl)
})

for (const spl of ["dedup", "dedup 3", "dedup 0 a", "dedup keepempty=true", "dedup a sortby", "dedup a sortby 5", "dedup a wat=true"])
  test(`wrong: ${spl}`, () =>
    assert.throws(
      () => parseSplStages(spl),
      (error: unknown) => error instanceof RuleError && error.code === "syntax" && error.hint !== undefined,
    ))

test.run()
