import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, parseYamlStages, runPipeline, testMistakes } from "../harness.ts"

const cases: [spl: string, row: Row, expected: Row][] = [
  ['strcat host "/" missing endpoint', { host: "api" }, { host: "api", endpoint: "api/" }],
  ["strcat a b c", { a: 1, b: "x" }, { a: 1, b: "x", c: "1x" }],
  ["strcat a, b, c", { a: 1, b: "x" }, { a: 1, b: "x", c: "1x" }],
  ['strcat a b "the target"', { a: 1, b: 2 }, { a: 1, b: 2, "the target": "12" }],
  ["strcat 'my a' b c", { "my a": 1, b: 2 }, { "my a": 1, b: 2, c: "12" }],
  ["strcat a b c allrequired=t", { a: 1, c: "old" }, { a: 1, c: "old" }],
  ["strcat allrequired=f a b c", { a: 1, c: "old" }, { a: 1, c: "1" }],
  ["strcat a a a", { a: "x" }, { a: "xx" }],
  ["setfields a=1, b=\"x y\" c='z'", { a: 5 }, { a: 1, b: "x y", c: "'z'" }],
  ["rangemap field=n green=1-30 blue=31-39 default=gray", { n: 30 }, { n: 30, range: "green" }],
  ["rangemap field=n green=1-30 blue=31-39 default=gray", { n: 30.5 }, { n: 30.5, range: "gray" }],
  ["rangemap field=n green=1-30", { n: 99 }, { n: 99, range: "None" }],
  ["rangemap field=n green=1-30", {}, { range: "None" }],
  ["rangemap field=n default=x Cold=-20--5 Mild=-5-10", { n: -5 }, { n: -5, range: ["Cold", "Mild"] }],
  ["rangemap field=n default=x Cold=-20--5 Mild=-5-10", { n: "-20" }, { n: "-20", range: "Cold" }],
]
for (const [spl, row, expected] of cases)
  test(`${spl} over ${JSON.stringify(row)}`, () => assert.equal(runPipeline(parseSplStages(spl), [row]), [expected]))

const wrong: readonly Mistake[] = [
  ["strcat", "syntax"],
  ["strcat a", "syntax"],
  ["strcat a b c wat=1", "syntax"],
  ["setfields", "syntax"],
  ["setfields a", "syntax"],
  ["rangemap", "syntax"],
  ["rangemap low=0-1", "syntax"],
  ["rangemap field=n", "syntax"],
  ["rangemap field=n low=5", "syntax"],
  ["rangemap field=n low=5-1", "wrong_argument"],
]
testMistakes(parseSplStages, wrong)

test("a range that ends before it begins, in YAML", () =>
  assert.throws(
    () => parseYamlStages({ rangemap: { field: "n", ranges: { low: [5, 1] } } }),
    (error: unknown) => error instanceof RuleError && error.code === "wrong_argument",
  ))

test.run()
