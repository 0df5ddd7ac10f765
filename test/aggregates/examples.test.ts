import { test } from "uvu"
import * as assert from "uvu/assert"
import { aggregates } from "../../engine/aggregates/index.ts"
import { accumulate, printed } from "./accumulate.ts"

for (const { name, docs } of aggregates.definitions)
  for (const { call, events, result } of docs.examples)
    test(`${name}: ${call}`, () => assert.equal(printed(accumulate(call, events)), result))

test.run()
