import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { printSpl } from "../../engine/spl/print.ts"
import { stages } from "../../engine/stages/index.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { parseSearch, parseSplStages, parseYamlStages, runPipeline, withoutRanges } from "../harness.ts"

for (const { name, docs } of stages.definitions)
  for (const { title, stage, spl, input, output, lookups = {}, macros = {} } of docs.examples) {
    const lookup = (asked: string) => {
      const rows: readonly Row[] | undefined = lookups[asked]
      if (rows === undefined) throw new Error(`the example has no lookup "${asked}"`)
      return memoryLookup(asked, rows)
    }
    test(`${name}: ${title}`, () => {
      const pipeline = parseYamlStages(stage)
      assert.equal(runPipeline(pipeline, input, { lookup, macros }), output)
      // The YAML form is the inverse of reading it.
      assert.equal(withoutRanges(parseYamlStages(renderStages(pipeline))), withoutRanges(pipeline))
      if (spl === undefined) return
      assert.equal(withoutRanges(parseSplStages(spl)), withoutRanges(pipeline), "the SPL form gives the same node")
      assert.equal(withoutRanges(parseSearch(printSpl(pipeline))), withoutRanges(pipeline), "printed SPL reads the same")
    })
  }

test.run()
