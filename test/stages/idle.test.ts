import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { stages } from "../../engine/stages/index.ts"
import { parseYamlStages, planOf, runPipeline } from "../harness.ts"

let idle = 0
for (const { name, docs } of stages.definitions)
  for (const { title, stage, lookups = {}, macros = {} } of docs.examples) {
    const options = {
      lookup: (asked: string) => {
        const rows: readonly Row[] = lookups[asked] ?? []
        return memoryLookup(asked, rows)
      },
      macros,
    }
    const pipeline = parseYamlStages(stage)
    if (!planOf(pipeline, options).idle) continue
    idle++
    test(`${name}: ${title}: nothing for nothing`, () => {
      const warnings: string[] = []
      assert.equal(runPipeline(pipeline, [], { ...options, warnings }), [])
      assert.equal(warnings, [])
    })
  }

test("some stages are idle", () => {
  assert.ok(idle > 0)
})

test.run()
