import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { type Mistake, parseSplStages, parseYamlStages, runPipeline, testMistakes, withoutRanges } from "../harness.ts"

const numbers = (...list: readonly (number | null)[]): Row[] => list.map(n => (n === null ? { m: 1 } : { n }))
const upTo = (count: number): Row[] => Array.from({ length: count }, (_, i) => ({ n: i + 1 }))

const cases: [spl: string, rows: readonly Row[], expected: readonly Row[]][] = [
  ["head", upTo(12), upTo(10)],
  ["head 3", upTo(12), upTo(3)],
  ["head limit=3", upTo(12), upTo(3)],
  ["head 0", upTo(2), []],
  ["head 5", upTo(2), upTo(2)],
  ["head (n < 3)", numbers(1, 2, 3, 1), numbers(1, 2)],
  // A condition alone has no limit.
  ["head (n > 0)", upTo(12), upTo(12)],
  ["head (n > 0) limit=2", upTo(12), upTo(2)],
  ["head 2 (n > 0)", upTo(12), upTo(2)],
  ["head (n < 3) keeplast=true", numbers(1, 2, 3, 1), numbers(1, 2, 3)],
  ["head (n < 3)", numbers(1, null, 2), numbers(1)],
  ["head (n < 3) null=true", numbers(1, null, 2, 3), numbers(1, null, 2)],
  ["head (n < 3) keeplast=true", numbers(1, null, 2), numbers(1, null)],
  ["head keeplast=t limit=2 (n < 3)", numbers(1, 1, 5), numbers(1, 1)],
  ["head (isnull(n) OR n < 3)", numbers(1, null, 3), numbers(1, null)],
  ["tail", upTo(12), upTo(12).slice(2).reverse()],
  ["tail 2", upTo(5), numbers(5, 4)],
  ["tail 0", upTo(5), []],
  ["tail 9", upTo(2), numbers(2, 1)],
  ["reverse", numbers(1, 2, 3), numbers(3, 2, 1)],
  ["reverse | head 1", numbers(1, 2, 3), numbers(3)],
  ["uniq", [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }, { a: 1 }], [{ a: 1, b: 2 }, { a: 1 }]],
  ["uniq", [{ a: ["x", "y"] }, { a: "x\ny" }], [{ a: ["x", "y"] }, { a: "x\ny" }]],
]
for (const [spl, rows, expected] of cases) test(spl, () => assert.equal(runPipeline(parseSplStages(spl), rows), expected))

test("10 is the default however it is written", () => {
  const plain = withoutRanges(parseSplStages("head"))
  assert.equal(withoutRanges(parseSplStages("head limit=10")), plain)
  assert.equal(withoutRanges(parseYamlStages({ head: 10 })), plain)
  assert.equal(renderStages(parseSplStages("head")), [{ head: 10 }])
})

const wrong: readonly Mistake[] = [
  ["head x", "syntax"],
  ["head -1", "syntax"],
  ["head 1 2", "syntax"],
  ["head (1 + 1)", "wrong_type"],
  ["head (n < 3", "syntax"],
  ["tail -1", "syntax"],
  ["tail x", "syntax"],
  ["reverse x", "syntax"],
  ["uniq x", "syntax"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test.run()
