import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { stages } from "../../engine/stages/index.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { type Mistake, parseSplStages, parseYamlStages, runPipeline, testMistakes } from "../harness.ts"

const cases: [spl: string, row: Row, expected: Row][] = [
  ["rename a as b", { a: 1 }, { b: 1 }],
  ["rename nope as b", { a: 1 }, { a: 1 }],
  ["rename nope as a", { a: 1 }, {}],
  ["rename a as a", { a: 1 }, { a: 1 }],
  ["rename a AS b, c AS d", { a: 1, c: 2 }, { b: 1, d: 2 }],
  ["rename a as b c as d", { a: 1, c: 2 }, { b: 1, d: 2 }],
  ["rename a as t, b as a, t as b", { a: 1, b: 2 }, { a: 2, b: 1 }],
  ["rename Processes.* as *", { "Processes.dest": "h", n: 1 }, { dest: "h", n: 1 }],
  ['rename "EU*" as "EMEA*"', { EU_UK: 1, EU_DE: 2, eu_x: 3 }, { EMEA_UK: 1, EMEA_DE: 2, eu_x: 3 }],
  ["rename ht*_* AS start*mid*end", { http_status: 200, host: "a" }, { starttpmidstatusend: 200, host: "a" }],
  ["rename * as x_*", { a: 1, _time: 5 }, { x_a: 1, _time: 5 }],
  ["rename _t* as t*", { _time: 5 }, { time: 5 }],
  // All names that a pattern means are taken before the new ones are given.
  ["rename a* as aa*", { a: 1, aa: 2 }, { aa: 1, aaa: 2 }],
  ["rename values(*) as *", { "values(user)": "ann" }, { user: "ann" }],
  ["rename count(eval) as n", { "count(eval)": 1 }, { n: 1 }],
  ["rename __proto__ as constructor", JSON.parse('{"__proto__": 1}'), { constructor: 1 }],
]
for (const [spl, row, expected] of cases) test(spl, () => assert.equal(runPipeline(parseSplStages(spl), [row]), [expected]))

const wrong: readonly Mistake[] = [
  ["rename old new", "syntax"],
  ["rename old AS", "syntax"],
  ["rename", "syntax"],
  ["rename a* as b", "wrong_argument"],
  ["rename a as b*", "wrong_argument"],
  ["rename a*b* as c*", "wrong_argument"],
]
testMistakes(spl => runPipeline(parseSplStages(spl), []), wrong)

test("a map is written only where it keeps the order", () => {
  assert.equal(renderStages(parseSplStages("rename a as b, c as d")), [{ rename: { a: "b", c: "d" } }])
  assert.equal(renderStages(parseSplStages("rename a as b, a as c")), [{ rename: [{ a: "b" }, { a: "c" }] }])
  assert.equal(renderStages(parseSplStages("rename b as c, 1 as b")), [{ rename: [{ b: "c" }, { 1: "b" }] }])
})

test("fields of a chain", () => {
  const [stage] = parseYamlStages({ rename: [{ a: "b" }, { b: "c" }, { d: "a" }] }).stages
  assert.ok(stage)
  const definition = stages.get("rename")
  assert.ok("fields" in definition)
  if ("fields" in definition)
    assert.equal(definition.fields(stage), { reads: ["a", "d"], writes: ["c", "a"], keepsOthers: true, removes: ["b", "d"] })
})

test.run()
