import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { printSpl } from "../../engine/spl/print.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { parseYamlStages, runPipeline } from "../harness.ts"

const spl: [title: string, stage: unknown, printed: string][] = [
  ["one value", { user: "SYSTEM" }, "| search user!=SYSTEM"],
  ["several values", { query: ["a b", "c"] }, '| search query!="a b" query!=c'],
  ["several fields", { EventCode: [1, 3], user: "x*" }, "| search EventCode!=1 EventCode!=3 user!=x*"],
  ["keeping what lacks the field", { user: ["a", "b"], keep_missing: true }, "| search NOT user IN (a, b)"],
  ["keeping it, several fields", { user: "a", host: ["b", "c"], keep_missing: true }, "| search NOT user=a NOT host IN (b, c)"],
]
for (const [title, stage, printed] of spl) test(`SPL: ${title}`, () => assert.is(printSpl(parseYamlStages({ exclude: stage })), printed))

const kept: [title: string, stage: unknown, rows: readonly Row[], expected: readonly Row[]][] = [
  [
    "a number and its text are the same, another spelling is not",
    { n: 5 },
    [{ n: 5 }, { n: "5" }, { n: "5.0" }, { n: 6 }],
    [{ n: "5.0" }, { n: 6 }],
  ],
  ["all fields must differ", { a: 1, b: 1, keep_missing: true }, [{ a: 1 }, { a: 2 }, { b: 1 }, { c: 1 }], [{ a: 2 }, { c: 1 }]],
  ["false leaves the default", { a: 1, keep_missing: false }, [{ a: 2 }, { b: 1 }], [{ a: 2 }]],
]
for (const [title, stage, rows, expected] of kept)
  test(title, () => assert.equal(runPipeline(parseYamlStages({ exclude: stage }), rows), expected))

test("the YAML form is written as short as it can be", () =>
  assert.equal(renderStages(parseYamlStages({ exclude: { a: ["5"], b: ["x", "7.50"] } })), [{ exclude: { a: 5, b: ["x", "7.50"] } }]))

test("it must name a field", () =>
  assert.throws(
    () => parseYamlStages({ exclude: { keep_missing: true } }),
    (error: unknown) => error instanceof RuleError && error.code === "schema",
  ))

test.run()
