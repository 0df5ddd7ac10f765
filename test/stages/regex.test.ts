import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { type Mistake, parseSplStages, parseYamlStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const rows: readonly Row[] = [
  { a: "C:\\x.exe", n: 1 },
  { a: ["one", "X.EXE"], n: 2 },
  { a: 10, n: 3 },
  { n: 4, _raw: "x.exe" },
]

const cases: [spl: string, kept: readonly number[]][] = [
  [String.raw`regex a="x\.exe"`, [1]],
  [String.raw`regex a="(?i)x\.exe$"`, [1, 2]],
  [String.raw`regex a="^C:\\\\x"`, [1]],
  [String.raw`regex a!="x\.exe"`, [2, 3, 4]],
  // Of a multivalue, no value may match.
  ['regex a!="one"', [1, 3, 4]],
  ['regex a="^10$"', [3]],
  ['regex a = "10"', [3]],
  [String.raw`regex "x\.exe"`, [4]],
  [String.raw`regex _raw="x\.exe"`, [4]],
  [String.raw`regex _raw!="x\.exe"`, [1, 2, 3]],
  [String.raw`regex a=x\.exe`, [1]],
  ['regex "a"="one"', [2]],
]
for (const [spl, kept] of cases)
  test(spl, () =>
    assert.equal(
      runPipeline(parseSplStages(spl), rows).map(({ n }) => n),
      kept,
    ),
  )

test("_raw is the default", () =>
  assert.equal(withoutRanges(parseYamlStages({ regex: { _raw: "x" } })), withoutRanges(parseSplStages('regex "x"'))))

const wrong: readonly Mistake[] = [
  ["regex", "syntax"],
  ["regex a=", "syntax"],
  ["regex a b", "syntax"],
  ['regex a="(" b', "syntax"],
  ['regex a="("', "regex"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test.run()
