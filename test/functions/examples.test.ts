import { test } from "uvu"
import * as assert from "uvu/assert"
import { functions } from "../../engine/functions/index.ts"
import { evaluate } from "./evaluate.ts"

for (const { name, docs } of functions.definitions)
  for (const { expr, event, result } of docs.examples) test(`${name}: ${expr}`, () => assert.equal(evaluate(expr, event), result))

test.run()
