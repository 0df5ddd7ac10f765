import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { printSpl } from "../../engine/spl/print.ts"
import { stages } from "../../engine/stages/index.ts"
import type { FieldEffects } from "../../engine/stages/stage.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { parseSearch, parseSplStages, parseYamlStages, withoutRanges } from "../harness.ts"
import { runSpl } from "./run-spl.ts"

const named: readonly (readonly [title: string, spl: string, row: Row, expected: Row])[] = [
  ["alone", "eval {f}=1", { f: "x" }, { f: "x", x: 1 }],
  ["within a name", "eval a_{f}_b=1", { f: "x" }, { f: "x", a_x_b: 1 }],
  ["two of them", "eval {f}.{g}=1", { f: "x", g: 2 }, { f: "x", g: 2, "x.2": 1 }],
  ["a value with spaces", "eval {f}=1", { f: "two words" }, { f: "two words", "two words": 1 }],
  ["a name with spaces", 'eval "{two words}"=1', { "two words": "x" }, { "two words": "x", x: 1 }],
  ["in single quotes", "eval '{two words}'=1", { "two words": "x" }, { "two words": "x", x: 1 }],
  ["a field set just before", 'eval f="x", {f}=1', {}, { f: "x", x: 1 }],
  ["a field that is there already", "eval {f}=x+1", { f: "x", x: 1 }, { f: "x", x: 2 }],
  ["its own name", 'eval {f}="y"', { f: "f" }, { f: "y" }],
  ["no value", "eval {f}=null()", { f: "x", x: 1 }, { f: "x" }],
  ["a missing field", "eval {f}=1, a_{f}=1, g=2", {}, { g: 2 }],
  ["one of two missing", "eval {f}_{g}=1", { f: "x" }, { f: "x" }],
  ["an empty name", "eval {f}=1", { f: "" }, { f: "" }],
  ["an odd name", "eval {f}=1", { f: "{g}", g: "x" }, { f: "{g}", g: "x", "{g}": 1 }],
  ["a dollar sign", "eval {f}=1", { f: "$&" }, { f: "$&", "$&": 1 }],
  ["an inherited name", "eval {f}=1", { f: "constructor" }, { f: "constructor", constructor: 1 }],
  ["an inherited name that is missing", "eval {toString}=1", { f: 1 }, { f: 1 }],
  ["empty braces are a part of the name", "eval a{}=1", { f: "x" }, { f: "x", "a{}": 1 }],
]
for (const [title, spl, row, expected] of named) test(`a name from a field: ${title}`, () => assert.equal(runSpl(spl, [row]), [expected]))

test("names from fields differ from event to event", () =>
  assert.equal(runSpl("eval {f}=n | fields - f n", [{ f: "a", n: 1 }, { f: "b", n: 2 }, { n: 3 }]), [{ a: 1 }, { b: 2 }, {}]))

test("names from fields read the same as SPL and as YAML", () => {
  for (const spl of ["eval {f} = 1", "eval a_{f} = 1, {g} = x", 'eval "{two words}" = 1']) {
    const pipeline = parseSplStages(spl)
    assert.is(printSpl(pipeline), `| ${spl}`)
    assert.equal(withoutRanges(parseSearch(printSpl(pipeline))), withoutRanges(pipeline))
    assert.equal(withoutRanges(parseYamlStages(renderStages(pipeline))), withoutRanges(pipeline))
  }
})

function effects(spl: string): FieldEffects {
  const [stage] = parseSplStages(spl).stages
  if (stage === undefined) throw new Error("no stage")
  const definition = stages.get(stage.kind)
  if (!("fields" in definition)) throw new Error("no core stage")
  return definition.fields(stage)
}

test("names from fields may be any", () => {
  assert.equal(effects("eval {f} = n"), { reads: ["f", "n"], writes: ["*"], keepsOthers: true })
  assert.equal(effects("eval a_{f}_b = 1, c{} = d"), { reads: ["f", "d"], writes: ["a_*_b", "c{}"], keepsOthers: true })
})

test.run()
