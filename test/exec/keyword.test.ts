import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { compileKeyword } from "../../engine/exec/keyword.ts"
import type { Predicate } from "../../engine/ir/predicate.ts"
import { sourceText } from "../../engine/spl/macro-expansion.ts"
import { parsePredicate } from "../../engine/spl/parse.ts"

function keywordOf(text: string): Extract<Predicate, { kind: "keyword" }> {
  const predicate = parsePredicate(sourceText("<test>", text))
  if (predicate.kind !== "keyword") throw new Error(`${text} is no keyword`)
  return predicate
}

const sshd = "Mon May 01 2023 00:15:05 mailsv1 sshd[5258]: Failed password for invalid user tomcat from 67.170.226.218 port 1490 ssh2"
const windows = 'CommandLine="C:\\Windows\\System32\\cmd.exe" /c whoami&&hostname Path=C:\\Users\\ann_b\\run-me.ps1,done'
const web = "GET /cgi/run.pl?q=a%20whoami%3Bid&user=ann-b--c HTTP/1.1"

type Case = readonly [keyword: string, raw: string, matches: boolean]
const tables: Readonly<Record<string, readonly Case[]>> = {
  "whole tokens, in any case": [
    ["failed", sshd, true],
    ["FAILED", sshd, true],
    ["fail", sshd, false],
    ["ailed", sshd, false],
    ["sshd", sshd, true],
    ["5258", sshd, true],
    ["525", sshd, false],
    ["ssh2", sshd, true],
    ["Mon", sshd, true],
    ["müller", "name: MÜLLER", true],
  ],
  "minor breakers bound tokens as well": [
    ["cmd.exe", windows, true],
    ["cmd", windows, true],
    ["exe", windows, true],
    ["System32", windows, true],
    ["ann", windows, true],
    ["run-me", windows, true],
    ["me", windows, true],
    ["67.170.226.218", sshd, true],
    ["170.226", sshd, true],
    ["7.170.226.218", sshd, false],
    ["67.170.226.21", sshd, false],
    ["00:15:05", sshd, true],
    ["15:05", sshd, true],
  ],
  "major breakers": [
    ["hostname", windows, true],
    ["whoami", windows, true],
    ["done", windows, true],
    ["id", web, true],
    ["whoami", web, true],
    ["run", "(run)", true],
    ["run", "{run}!", true],
    ["run", "run?", true],
    ["run", "run+x", true],
    ["run", "xrun", false],
  ],
  "a wildcard stays in its token": [
    ["fail*", sshd, true],
    ["*assword", sshd, true],
    ["pass*rd", sshd, true],
    ["pass*invalid", sshd, false],
    ["67.*.218", sshd, true],
    ["67.*.21", sshd, false],
    ["*tom*", sshd, true],
    ["*nothing*", sshd, false],
    ["s*h2", sshd, true],
    ["C:\\\\Windows*cmd.exe", windows, true],
  ],
  "a phrase matches as it stands, breakers included": [
    ['"failed password"', sshd, true],
    ['"failed  password"', sshd, false],
    ['"sshd[5258]: Failed"', sshd, true],
    ['"iled password"', sshd, false],
    ['"failed pass"', sshd, false],
    ['"failed pass*"', sshd, true],
    ['"failed*user tomcat"', sshd, true],
    ['"failed*user root"', sshd, false],
    ['"cmd.exe\\" /c"', windows, true],
    ['"whoami&&hostname"', windows, true],
    ['"]:"', sshd, true],
    ['"\\\\cmd.exe"', windows, true],
    ['"AND"', "this AND that", true],
    ['"a=1"', "x a=1 y", true],
    ['"error | stats count"', "an error | stats count here", true],
  ],
  "TERM() is bounded by major breakers only": [
    ["TERM(67.170.226.218)", sshd, true],
    ["TERM(170.226.218)", sshd, false],
    ["TERM(ann)", windows, false],
    ["TERM(failed)", sshd, true],
    ["TERM(q=a)", web, true],
    ["TERM(ann-b)", web, false],
    ["TERM(user=ann-b)", web, true],
    ["TERM(c)", web, true],
    ["TERM(67.170.*)", sshd, true],
    ['TERM("5258")', sshd, true],
  ],
  "CASE() minds letters": [
    ["CASE(Failed)", sshd, true],
    ["CASE(failed)", sshd, false],
    ["CASE(Fail*)", sshd, true],
    ["CASE(fail*)", sshd, false],
    ["CASE(%ASA-1*)", "x %ASA-1-134568 y", true],
    ["CASE(%asa-1*)", "x %ASA-1-134568 y", false],
  ],
  "odd ends": [
    ["x", "", false],
    ["x", "x", true],
    ["aa", "aaa aa", true],
    ["*aa", "aaa", true],
    ["*ab*ab", "ab abab", true],
    ["a*b*c", "a-b d c abxc", true],
    ["ſ", "ſ", true],
    ["😀", "so 😀 it is", true],
  ],
}
for (const [title, cases] of Object.entries(tables))
  for (const [keyword, raw, expected] of cases)
    test(`${title}: ${keyword} in ${raw.slice(0, 30)}`, () => assert.is(compileKeyword(keywordOf(keyword))(raw), expected))

const major = /[ "'[\]<>(){}|!;,*?&+\t\r\n\f\v]/
const minor = /[/:=@.\-$#%\\_]/

/** The same by trying every way that the wildcards could go. */
function naive(text: string, form: "term" | "phrase", raw: string): boolean {
  const pattern = text.toLowerCase()
  const whole = raw.toLowerCase()
  const isBreaker = (c: string | undefined): boolean => c === undefined || major.test(c) || minor.test(c)
  const first = pattern.charAt(0)
  const last = pattern.charAt(pattern.length - 1)
  const ends = (p: number, at: number): boolean => {
    if (p === pattern.length) return last === "*" || isBreaker(last) || isBreaker(whole[at])
    if (pattern[p] !== "*") return whole[at] === pattern[p] && ends(p + 1, at + 1)
    for (let to = at; to <= whole.length; to++) {
      if (ends(p + 1, to)) return true
      if (form === "term" && major.test(whole[to] ?? "")) return false
    }
    return false
  }
  for (let at = 0; at <= whole.length; at++)
    if ((first === "*" || isBreaker(first) || at === 0 || isBreaker(whole[at - 1])) && ends(0, at)) return true
  return false
}

test("the fast way agrees with the plain one", () => {
  const raw = fc.string({ unit: fc.constantFrom("a", "b", " ", "."), maxLength: 14 })
  const term = fc.string({ unit: fc.constantFrom("a", "b", ".", "*"), minLength: 1, maxLength: 6 })
  const phrase = fc.string({ unit: fc.constantFrom("a", "b", " ", "*"), minLength: 1, maxLength: 6 })
  const keyword = fc.oneof(
    term.map(text => ({ form: "term", text }) as const),
    phrase.map(text => ({ form: "phrase", text }) as const),
  )
  fc.assert(
    fc.property(keyword, raw, ({ form, text }, line) => {
      assert.is(compileKeyword({ kind: "keyword", form, text })(line), naive(text, form, line))
    }),
    { numRuns: 20_000 },
  )
})

test.run()
