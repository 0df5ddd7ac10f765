import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { compileLike } from "../../engine/values/like.ts"

/** The definition read literally, one code point at a time. */
function matches(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text.length === 0
  if (first === "%") return text.some((_, i) => matches(text.slice(i), rest)) || matches([], rest)
  return text.length > 0 && (first === "_" || first === text[0]) && matches(text.slice(1), rest)
}

const characters = (...units: string[]): fc.Arbitrary<string[]> => fc.array(fc.constantFrom(...units), { maxLength: 8 })

test("like agrees with its definition", () => {
  fc.assert(
    fc.property(characters("a", "b", "\n", "\\", "\u{1f4a9}"), characters("a", "b", "%", "%", "_", "\\", "\u{1f4a9}"), (text, pattern) => {
      assert.is(compileLike(pattern.join(""))(text.join("")), matches(text, pattern))
    }),
    { numRuns: 3000, seed: 7 },
  )
})

test("like with many wildcards does not try all ways to place them", () => {
  assert.is(compileLike(`${"%a_".repeat(200)}%b`)("a".repeat(20_000)), false)
})

test.run()
