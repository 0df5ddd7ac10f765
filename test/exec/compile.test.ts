import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { parseSearch, parseYamlStages, runPipeline } from "../harness.ts"

const rows: readonly Row[] = [
  { _time: 2, kind: "a", id: 1, "metric_name:load": 5 },
  { _time: 1, kind: "b", id: 1 },
]
const lookup = (name: string) => memoryLookup(name, [{ id: 7 }])
const run = (spl: string): Row[] => runPipeline(parseSearch(spl), rows, { lookup })

const first: readonly string[] = [
  "kind=a | inputlookup assets",
  "kind=a | inputcsv assets",
  "kind=a | tstats count",
  "kind=a | mstats avg(load)",
  "kind=a | makeresults",
  "kind=a | stats count | inputlookup assets",
  "kind=a | stats count | inputlookup append=f assets",
  "| makeresults | tstats count",
  "kind=a | appendpipe [inputlookup assets]",
]
for (const spl of first)
  test(`makes its own events and stands behind others: ${spl}`, () =>
    assert.throws(
      () => run(spl),
      (error: unknown) => error instanceof RuleError && error.code === "syntax" && /can only stand first/.test(error.message),
    ))

const adding: readonly (readonly [spl: string, expected: readonly Row[]])[] = [
  ["kind=a | table id | inputlookup append=t assets", [{ id: 1 }, { id: 7 }]],
  ["kind=a | table id | inputcsv append=t assets", [{ id: 1 }, { id: 7 }]],
  ["kind=a | stats count | tstats append=t count", [{ count: 1 }, { count: 2 }]],
  ["kind=a | table id | mstats append=t avg(load) as load", [{ id: 1 }, { load: 5 }]],
  ["| inputlookup append=t assets", [{ id: 7 }]],
]
for (const [spl, expected] of adding) test(`adds its events to others: ${spl}`, () => assert.equal(run(spl), expected))

test("a macro in an expression may stand for a subsearch", () =>
  assert.equal(
    runPipeline(parseYamlStages([{ match: { kind: "b" } }, { where: "`started`" }]), rows, {
      macros: { started: { definition: "[search kind=a | fields id]" } },
    }),
    [{ _time: 1, kind: "b", id: 1 }],
  ))

test.run()
