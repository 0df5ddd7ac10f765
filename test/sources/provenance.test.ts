import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { parseExpr } from "../../engine/expr/parse.ts"
import { textOf, valuesOf } from "../../engine/ir/value.ts"
import { fromField, provenanceOf } from "../../engine/sources/provenance.ts"
import { evaluate } from "../functions/evaluate.ts"

const found = (text: string): { fields: string[]; texts: string[] } | null => {
  const provenance = provenanceOf(parseExpr(text), fromField)
  return provenance === null ? null : { fields: [...provenance.fields].sort(), texts: [...provenance.texts].sort() }
}

const cases: readonly [text: string, fields: readonly string[] | null, texts?: readonly string[]][] = [
  ["a", ["a"]],
  ['"x"', [], ["x"]],
  ["1.50", [], ["1.5"]],
  ["null()", []],
  ['coalesce(a, b, "unknown")', ["a", "b"], ["unknown"]],
  ["if(c=1, a, b)", ["a", "b"]],
  ['case(c=1, "one", true(), lower(a))', ["a"], ["one"]],
  ['mvindex(split(a, "\\\\"), -1)', ["a"]],
  ['mvjoin(mvindex(split(a, "\\\\"), 0, -2), "\\\\")', ["a"]],
  ['mvjoin(split(a, ","), ",")', ["a"]],
  ['mvjoin(split(a, ","), ";")', null],
  ['replace(a, "^.*/", "")', ["a"]],
  ['replace(a, "\\.exe$", "")', ["a"]],
  ['replace(a, "^x|y", "")', null],
  ['replace(a, "-", "")', null],
  ['replace(a, "^.*/", "b")', null],
  ["substr(trim(a), 2)", ["a"]],
  ["upper(a)", null],
  ["a.b", null],
  ["a+1", null],
  ["tostring(a)", null],
]
for (const [text, fields, texts = []] of cases)
  test(text, () => {
    assert.equal(found(text), fields === null ? null : { fields, texts })
  })

const value = fc.oneof(
  fc.constantFrom("C:\\Windows\\cmd.exe", "a,b,c", " x ", "-", "", "ABC-def", "/usr/bin/sh", "x.exe.exe", "İß"),
  fc.string({ maxLength: 8 }),
)
const { expression } = fc.letrec<{ expression: string }>(tie => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", '"x"', "7", "null()"),
    fc
      .tuple(
        fc.constantFrom(
          ...[
            "lower(#)",
            "trim(#)",
            "ltrim(#)",
            "rtrim(#)",
            "substr(#, 2)",
            "substr(#, 1, 3)",
            "mvindex(#, 0)",
            "mvdedup(#)",
            "mvindex(#, 0, 1)",
            "mvsort(#)",
            'split(#, ",")',
            'nullif(#, "x")',
            'replace(#, "^[a-c]", "")',
            'replace(#, "[^,]+$", "")',
            'mvjoin(split(#, "-"), "-")',
            'mvjoin(mvindex(split(#, ","), 0, 1), ",")',
            "coalesce(#, b)",
            "mvappend(#, a)",
            'if(a="-", #, b)',
            'case(a="x", "one", 1=1, #)',
          ],
        ),
        tie("expression"),
      )
      .map(([outer, inner]) => outer.replace("#", () => inner)),
  ),
}))

test("every value is a part of what it is said to come from", () => {
  fc.assert(
    fc.property(expression, value, value, (text, a, b) => {
      const provenance = provenanceOf(parseExpr(text), fromField)
      if (provenance === null) return
      const row: Record<string, string> = { a, b }
      const texts = [...[...provenance.fields].map(field => row[field] ?? ""), ...provenance.texts].map(each => each.toLowerCase())
      const result = evaluate(text, row)
      for (const scalar of valuesOf(typeof result === "boolean" ? String(result) : result)) {
        const part = (textOf(scalar) ?? "").toLowerCase()
        assert.ok(
          texts.some(each => each.includes(part)),
          `${text} gave ${JSON.stringify(scalar)}`,
        )
      }
    }),
    { numRuns: 2_000 },
  )
})

test.run()
