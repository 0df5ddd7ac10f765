import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { parseSed } from "../../engine/rows/sed.ts"

const raw = String.raw

const scripts: [script: string, expected: unknown][] = [
  ["s/a/b/", [{ kind: "substitute", pattern: "a", replacement: "b", which: 1, caseInsensitive: false }]],
  ["s/a/b/g", [{ kind: "substitute", pattern: "a", replacement: "b", which: "all", caseInsensitive: false }]],
  ["s/a/b/3", [{ kind: "substitute", pattern: "a", replacement: "b", which: 3, caseInsensitive: false }]],
  ["s/a//I", [{ kind: "substitute", pattern: "a", replacement: "", which: 1, caseInsensitive: true }]],
  [raw`s/a\/b/\/\1/`, [{ kind: "substitute", pattern: raw`a\/b`, replacement: raw`\/\1`, which: 1, caseInsensitive: false }]],
  [raw`s/a\\/b/`, [{ kind: "substitute", pattern: raw`a\\`, replacement: "b", which: 1, caseInsensitive: false }]],
  [
    "s|a|b|;y/ab/cd/",
    [
      { kind: "substitute", pattern: "a", replacement: "b", which: 1, caseInsensitive: false },
      { kind: "transliterate", from: ["a", "b"], to: ["c", "d"] },
    ],
  ],
  [raw`y/\/\\\t/abc/`, [{ kind: "transliterate", from: ["/", "\\", "\t"], to: ["a", "b", "c"] }]],
  ["y/é😀/ab/", [{ kind: "transliterate", from: ["é", "😀"], to: ["a", "b"] }]],
]
for (const [script, expected] of scripts) test(script, () => assert.equal(parseSed(script, undefined), expected))

test("any text is read or refused", () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("s", "y", "/", "\\", "a", "g", "2", " ", ";") }), text => {
      try {
        assert.ok(parseSed(text, undefined).length > 0)
      } catch (error) {
        assert.ok(error instanceof RuleError && error.code === "syntax")
      }
    }),
  ))

test.run()
