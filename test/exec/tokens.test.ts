import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { fillTokens } from "../../engine/exec/tokens.ts"
import type { Row } from "../../engine/ir/value.ts"
import { parseSearch } from "../harness.ts"

const fill = (template: string, row: Row): string => fillTokens(template, name => (Object.hasOwn(row, name) ? (row[name] ?? null) : null))

const cases: readonly (readonly [template: string, row: Row, filled: string])[] = [
  ["search user=$user$", { user: "ann" }, "search user=ann"],
  ["search n=$n$", { n: 5 }, "search n=5"],
  ["search user=$user$", { user: "John Smith" }, 'search user="John Smith"'],
  ['search user="$user$"', { user: "John Smith" }, 'search user="John Smith"'],
  ['| eval who="<$a$|$b$>"', { a: 'say "hi"', b: "c:\\x" }, '| eval who="<say \\"hi\\"|c:\\\\x>"'],
  ["search user=$user$", {}, "search user=$user$"],
  ["search user=$user$ $id$", { id: "{1-2}" }, 'search user=$user$ "{1-2}"'],
  ["eval n=$n$*2", { n: "-1.5" }, "eval n=-1.5*2"],
  ["eval n=$n$", { n: "a+b" }, 'eval n="a+b"'],
  ["eval n=$n$", { n: "1-2" }, 'eval n="1-2"'],
  ["eval n='$n$'", { n: "a b" }, "eval n='a b'"],
  ["search n=O'Brien m=$m$ 'a'=$m$", { m: "a b" }, 'search n=O\'Brien m="a b" \'a\'="a b"'],
  ["search a=$a$ OR b=$a$", { a: "x" }, "search a=x OR b=x"],
  ["search a=$a$", { a: "x | outputlookup stolen" }, 'search a="x | outputlookup stolen"'],
  ["search a=$a$", { a: 'x" | outputlookup stolen' }, 'search a="x\\" | outputlookup stolen"'],
  ['search a="$a$"', { a: 'x" | outputlookup stolen | search b="' }, 'search a="x\\" | outputlookup stolen | search b=\\""'],
  ['search a="\\"$a$"', { a: "x y" }, 'search a="\\"x y"'],
  ["search a=$a$", { a: "OR" }, 'search a="OR"'],
  ["search a=$a$", { a: "`m`" }, 'search a="`m`"'],
  ["search a=$a$", { a: "" }, 'search a=""'],
  ["search a=$a$", { a: "[x]" }, 'search a="[x]"'],
  ["search a=$__proto__$", {}, "search a=$__proto__$"],
  ["search a=$$ b=$5", { a: "x" }, "search a=$$ b=$5"],
]
for (const [template, row, filled] of cases) test(`${template} with ${JSON.stringify(row)}`, () => assert.is(fill(template, row), filled))

for (const value of ["a'b", 'a"b', "a|b", "a or b", "a\\b", "a`b", "(a)", "a=b"])
  test(`no place for ${value} in single quotes`, () =>
    assert.throws(
      () => fill("eval n='$n$'", { n: value }),
      (error: unknown) => error instanceof RuleError && error.code === "wrong_argument",
    ))

test("no value becomes more than a value", () => {
  const hostile = fc.string({
    unit: fc.constantFrom('"', "\\", "|", "[", "]", "`", "(", ")", " ", "a", "=", "*", "'", "$", "\n"),
    maxLength: 12,
  })
  fc.assert(
    fc.property(hostile, fc.constantFrom("a=1 x=$v$ | head 1", 'a=1 x="$v$" | head 1', 'a=1 | eval x="<$v$>" | head 1'), (v, template) => {
      assert.equal(
        parseSearch(fill(template, { v })).stages.map(({ kind }) => kind),
        parseSearch(template).stages.map(({ kind }) => kind),
      )
    }),
    { numRuns: 5_000 },
  )
})

test.run()
