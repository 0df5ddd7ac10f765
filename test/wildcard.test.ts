import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { applyWildcard, compileWildcard, hasWildcard, wildcardCapture } from "../engine/wildcard.ts"

const matches: readonly [pattern: string, text: string, expected: boolean][] = [
  ["admin", "admin", true],
  ["admin", "ADMIN", true],
  ["ADMIN", "admin", true],
  ["adm", "admin", false],
  ["admin", "adm", false],
  ["adm*", "Admin", true],
  ["adm*", "adm", true],
  ["adm*", "xadm", false],
  ["*.exe", "CMD.EXE", true],
  ["*.exe", "cmd.exe ", false],
  ["*powershell*", "C:\\Windows\\PowerShell.exe -enc", true],
  ["*powershell*", "power shell", false],
  ["a*c", "abc", true],
  ["a*c", "ac", true],
  ["a*a", "a", false],
  ["aba*aba", "ababa", false],
  ["aba*aba", "abaaba", true],
  ["a*b*c", "a1b2c", true],
  ["a*b*c", "acb", false],
  ["*a*b*", "xxbxxa", false],
  ["*a*b*", "xxaxxb", true],
  ["*ab*ab*ab", "ababab", true],
  ["*ab*ab*ab", "abab", false],
  ["x*yy*y", "xyy", false],
  ["x*yy*y", "xyyy", true],
  ["*", "", true],
  ["*", "anything\nat all", true],
  ["**", "", true],
  ["a**b", "ab", true],
  ["", "", true],
  ["", "a", false],
  ["a*b", "a\r\n\nb", true],
  // Everything else is literal; a backslash escapes nothing.
  ["a.c", "abc", false],
  ["a?c", "abc", false],
  ["[a]", "a", false],
  ["\\*", "\\anything", true],
  ["\\*", "*", false],
  ["*\\cmd.exe", "C:\\Windows\\cmd.exe", true],
  ["ÄRGER*", "ärgerlich", true],
  ["i̇", "İ", true],
]
for (const [pattern, text, expected] of matches)
  test(`${JSON.stringify(pattern)} ${expected ? "matches" : "does not match"} ${JSON.stringify(text)}`, () => {
    assert.is(compileWildcard(pattern)(text), expected)
  })

test("case can count", () => {
  assert.is(compileWildcard("Adm*", { caseSensitive: true })("admin"), false)
  assert.is(compileWildcard("Adm*", { caseSensitive: true })("Admin"), true)
  assert.is(compileWildcard("Admin", { caseSensitive: true })("ADMIN"), false)
})

test("agrees with a plain backtracking matcher", () => {
  const reference = (pattern: string, text: string): boolean =>
    pattern === ""
      ? text === ""
      : pattern.startsWith("*")
        ? reference(pattern.slice(1), text) || (text !== "" && reference(pattern, text.slice(1)))
        : text !== "" && pattern[0] === text[0] && reference(pattern.slice(1), text.slice(1))
  const letters = (alphabet: string, maxLength: number): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...alphabet), { maxLength }).map(list => list.join(""))
  fc.assert(
    fc.property(letters("ab*", 8), letters("ab", 10), (pattern, text) => {
      assert.is(compileWildcard(pattern)(text), reference(pattern, text))
      const captures = wildcardCapture(pattern)(text)
      assert.is(captures !== null, reference(pattern, text))
      if (captures !== null) assert.is(applyWildcard(pattern, captures), text)
    }),
    { numRuns: 2000 },
  )
})

test("has a wildcard", () => {
  assert.is(hasWildcard("a*"), true)
  assert.is(hasWildcard("a?%"), false)
})

const captures: readonly [pattern: string, text: string, expected: string[] | null][] = [
  ["Processes.*", "Processes.user", ["user"]],
  ["*_count", "event_count", ["event"]],
  ["* localhost", "foo LOCALHOST", ["foo"]],
  ["a*b*c", "a1b2b3c", ["1", "2b3"]],
  ["*-*-*", "a-b-c-d", ["a", "b", "c-d"]],
  ["foo", "FOO", []],
  ["foo*", "bar", null],
  ["a*a", "a", null],
  ["**", "xy", ["", "xy"]],
]
for (const [pattern, text, expected] of captures)
  test(`what the stars of "${pattern}" are in "${text}"`, () => {
    assert.equal(wildcardCapture(pattern)(text), expected)
  })

test("fields are captured with case", () => {
  assert.equal(wildcardCapture("Processes.*", { caseSensitive: true })("processes.user"), null)
})

const replacements: readonly [replacement: string, captures: string[], expected: string][] = [
  ["localhost *", ["foo"], "localhost foo"],
  ["*-*", ["a", "b"], "a-b"],
  ["plain", ["a"], "plain"],
  ["*", ["$&"], "$&"],
  ["**", ["a"], "a*"],
]
for (const [replacement, list, expected] of replacements)
  test(`"${replacement}" filled with ${JSON.stringify(list)}`, () => {
    assert.is(applyWildcard(replacement, list), expected)
  })

test.run()
