import { test } from "uvu"
import * as assert from "uvu/assert"
import { captureNames } from "../../engine/rows/capture-names.ts"

const raw = String.raw

const patterns: [pattern: string, names: readonly string[]][] = [
  [raw`(?<a>x)(?P<b>y)(?'c'z)(?<a>w)`, ["a", "b", "c"]],
  [raw`\(?<a>x`, []],
  [raw`\\(?<a>x)`, ["a"]],
  [raw`(?<!a)(?<=b)(?:c)(?=d)(x)`, []],
]
for (const [pattern, names] of patterns) test(`groups of ${pattern}`, () => assert.equal(captureNames(pattern), names))

test.run()
