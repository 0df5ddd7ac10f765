import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { parseSplStages, parseYamlStages, runPipeline, withoutRanges } from "../harness.ts"

const cases: [spl: string, rows: readonly Row[], expected: readonly Row[]][] = [
  ["fillnull a", [{ b: 1 }, { a: 2 }], [{ b: 1, a: 0 }, { a: 2 }]],
  ['fillnull value="未知" a', [{}], [{ a: "未知" }]],
  ["fillnull a b value=NULL", [{}], [{ a: "NULL", b: "NULL" }]],
  ["fillnull value=-1 n", [{}], [{ n: -1 }]],
  ["fillnull value=007 n", [{}], [{ n: "007" }]],
  ['fillnull value="" n', [{}], [{ n: "" }]],
  // An empty text is a value.
  ["fillnull a", [{ a: "" }], [{ a: "" }]],
  [
    "fillnull a*",
    [{ a1: 1 }, { a2: 2, b: 3 }],
    [
      { a1: 1, a2: 0 },
      { a2: 2, b: 3, a1: 0 },
    ],
  ],
  [
    "fillnull",
    [
      { _time: 2, a: 1 },
      { _time: 1, b: 1 },
    ],
    [
      { _time: 2, a: 1, b: 0 },
      { _time: 1, b: 1, a: 0 },
    ],
  ],
  [
    "filldown a*",
    [{ a1: 1, b: 1 }, { a2: 2 }, { a1: 3 }],
    [
      { a1: 1, b: 1 },
      { a1: 1, a2: 2 },
      { a1: 3, a2: 2 },
    ],
  ],
  [
    "filldown",
    [{ _time: 3, a: 1 }, { _time: 2, b: 2 }, { _time: 1 }],
    [
      { _time: 3, a: 1 },
      { _time: 2, a: 1, b: 2 },
      { _time: 1, a: 1, b: 2 },
    ],
  ],
]
for (const [spl, rows, expected] of cases) test(spl, () => assert.equal(runPipeline(parseSplStages(spl), rows), expected))

test("0 is the default however it is written", () => {
  const plain = withoutRanges(parseSplStages("fillnull a"))
  assert.equal(withoutRanges(parseSplStages('fillnull value="0" a')), plain)
  assert.equal(withoutRanges(parseYamlStages({ fillnull: { value: 0, fields: ["a"] } })), plain)
  assert.equal(withoutRanges(parseYamlStages({ fillnull: ["a"] })), plain)
})

test.run()
