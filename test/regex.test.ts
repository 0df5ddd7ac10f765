import * as fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../engine/errors/error.ts"
import type { SourceRange } from "../engine/ir/source.ts"
import { compileRegex } from "../engine/regex.ts"

/** The texts of all matches, as PCRE finds them. */
const found: readonly [pattern: string, text: string, matches: string[]][] = [
  // Plain texts, which take a shorter way.
  ["cd", "abcdef", ["cd"]],
  ["cd", "CD", []],
  ["(?i)cd", "abCDef", ["CD"]],
  ["^ab", "abab", ["ab"]],
  ["ab$", "abab", ["ab"]],
  ["^ab$", "ab\n", ["ab"]],
  ["^ab\\z", "ab\n", []],
  ["foo|bar", "a bar, a foo", ["bar", "foo"]],
  ["(?i)s", "ſS", ["ſ", "S"]],
  ["(?i)i", "İI", ["I"]],
  ["(?i)k", "K", ["K"]],
  ["(?i)é", "É", ["É"]],
  ["", "ab", ["", "", ""]],
  // Characters and escapes.
  ["a.c", "abc a\nc aéc a😀c", ["abc", "aéc", "a😀c"]],
  ["(?s)a.c", "a\nc", ["a\nc"]],
  ["\\N+", "ab\ncd", ["ab", "cd"]],
  ["\\x41\\x{e9}\\t\\e\\101\\o{101}", "Aé\t\u001bAA", ["Aé\t\u001bAA"]],
  ["\\cA\\N{U+42}", "\u0001B", ["\u0001B"]],
  ["\\_\\\"\\'\\:\\@\\#\\&\\%\\!\\,\\;\\=\\~\\`\\<\\>\\/\\-", "_\"':@#&%!,;=~`<>/-", ["_\"':@#&%!,;=~`<>/-"]],
  ["\\i\\q\\y", "iqy", ["iqy"]],
  ["\\Qa.b*\\E+", "a.b**", ["a.b**"]],
  ["\\Qa.b", "a.b axb", ["a.b"]],
  ["a\\Eb", "ab", ["ab"]],
  // White space: Perl's includes the vertical tab.
  ["\\s+", "a \t\v\r\nb", [" \t\v\r\n"]],
  ["\\S+", "a\vb", ["a", "b"]],
  ["\\h+", "a \t\u00a0\nb", [" \t\u00a0"]],
  ["[\\h]+", "a \t\u00a0\nb", [" \t\u00a0"]],
  ["\\H+", "ab cd", ["ab", "cd"]],
  ["\\v", "a\nb\u2028", ["\n", "\u2028"]],
  ["\\R", "a\r\nb\nc", ["\r\n", "\n"]],
  ["\\R+b", "a\r\n\nb", ["\r\n\nb"]],
  // Without Unicode properties classes are ASCII.
  ["\\w+", "naïve", ["na", "ve"]],
  ["\\d+", "1٢3", ["1", "3"]],
  ["\\bve", "naïve", ["ve"]],
  ["\\p{L}+", "naïve", ["naïve"]],
  ["\\pL+", "é1", ["é"]],
  ["\\P{L}", "é1", ["1"]],
  ["[\\p{Lu}\\d]+", "ÉA1é", ["ÉA1"]],
  ["\\p{^Lu}", "Aa", ["a"]],
  // Classes.
  ["[]a]+", "a]b", ["a]"]],
  ["[^]a]+", "a]b", ["b"]],
  ["[^a]", "a\n", ["\n"]],
  ["[a\\]b]+", "a]b", ["a]b"]],
  ["[a-c-e]+", "abc-ed", ["abc-e"]],
  ["[\\w-]+", "a-b c", ["a-b", "c"]],
  ["[\\d-z]+", "1-zy", ["1-z"]],
  ["[[:alpha:]_]+", "ab_1", ["ab_"]],
  ["[[:^digit:]]+", "ab1", ["ab"]],
  ["[^[:space:]]+", "ab c", ["ab", "c"]],
  ["(?i)[[:upper:]]+", "aB1", ["aB"]],
  ["(?i)[a-c]+", "aBCd", ["aBC"]],
  ["(?i)[^a]+", "aAb", ["b"]],
  ["[\\Q^]\\E]+", "a^]", ["^]"]],
  ["[\\b]", "\b", ["\b"]],
  ["[a[]+", "a[b", ["a["]],
  ["[é-ü]", "aé", ["é"]],
  // Quantifiers.
  ["a{2}", "aaa", ["aa"]],
  ["a{1,2}", "aaa", ["aa", "a"]],
  ["a{2,}", "aaaa", ["aaaa"]],
  ["a{,2}", "a{,2}", ["a{,2}"]],
  ["a{x}", "a{x}", ["a{x}"]],
  ["a{2", "a{2", ["a{2"]],
  ["a+?", "aa", ["a", "a"]],
  ["(?U)a+", "aa", ["a", "a"]],
  ["(?U)a+?", "aa", ["aa"]],
  ["^a{1500}$", "a".repeat(1500), ["a".repeat(1500)]],
  ["^a{0,2500}$", "a".repeat(2500), ["a".repeat(2500)]],
  ["^a{0,2500}$", "a".repeat(2501), []],
  ["^a{1001,}", "a".repeat(1000), []],
  // Flags.
  ["a(?i)b", "aB AB ab", ["aB", "ab"]],
  ["(?:a(?i)b|c)d", "aBd Cd cD", ["aBd", "Cd"]],
  ["(?:(?i)a)b", "Ab AB", ["Ab"]],
  ["(?i:a)b", "Ab AB", ["Ab"]],
  ["(?i)a(?-i)b", "Ab AB", ["Ab"]],
  ["(?is)a.b", "A\nB", ["A\nB"]],
  ["(?x) a b # comment\n c", "abc", ["abc"]],
  ["(?x)a\\ b [ ]", "a b ", ["a b "]],
  ["(?x: a ) b", "a b", ["a b"]],
  ["(?xx)[a b]+", "a b", ["a", "b"]],
  ["a(?#comment)b", "ab", ["ab"]],
  ["a(?#c)+", "aa", ["aa"]],
  ["(?^i:a)B", "AB", ["AB"]],
  ["(*UTF8)é", "é", ["é"]],
  // Places.
  ["^", "a\nb", [""]],
  ["(?m)^\\w", "a\nb", ["a", "b"]],
  ["(?m)\\w$", "ab\nc", ["b", "c"]],
  ["\\Aa", "a\na", ["a"]],
  ["b$", "ab\n", ["b"]],
  ["b\\Z", "ab\n", ["b"]],
  ["b\\z", "ab\n", []],
  ["b$", "b\nb\n\n", []],
  ["\\w+\\s*$", "ab \n", ["ab \n"]],
  ["^.*$", "ab\n", ["ab"]],
  ["(?:,|$)", "a,b\n", [",", "", ""]],
  ["(?:a$|b)c?", "a\n", ["a"]],
  ["\\bfoo\\b", "foo food", ["foo"]],
  ["\\Bo", "o oo", ["o"]],
  // Lookahead at the end.
  ["foo(?=bar)", "foobar foo", ["foo"]],
  ["foo(?!bar)", "foobar foo", ["foo"]],
  ["foo(?!bar|baz)", "foobar foobaz fooba", ["foo"]],
  ["\\w+(?=\\s|$)", "ab, cd ef", ["cd", "ef"]],
  ["\\w+(?=:)", "a:b:c", ["a", "b"]],
  ["a(?=b)", "abab", ["a", "a"]],
  ["a(?!$)", "aa", ["a"]],
  ["a(?!$)", "aa\n", ["a"]],
  ["a(?!\\d)$", "a\n", ["a"]],
  ["\\d+(?!\\.)", "12.5", ["1", "5"]],
  // Lookahead that its neighbours take in.
  ["(?![aeiou])[a-z]+", "abc", ["bc"]],
  ["(?=[aeiou])[a-z]+", "bcad", ["ad"]],
  ["(?!\\d)\\w*", "1a", ["a", ""]],
  ["(\\b)\\w+(\\.\\w+)?(?!\\.)(\\b|\\s|&)", "a.b c", ["a.b", "c"]],
  ["\\d++(?!\\.)", "12.5", ["5"]],
  // Lookahead from the start.
  ["^(?!foo).*", "bar", ["bar"]],
  ["^(?!foo).*", "foo", []],
  ["^(?=.*\\d)(?=.*[a-z]).{3,}$", "ab1", ["ab1"]],
  ["^(?=.*\\d)(?=.*[a-z]).{3,}$", "abc", []],
  ["^ab(?!.*x)\\w", "abc", ["abc"]],
  ["^ab(?!.*x)\\w", "abcx", []],
  ["^(?!$)", "", []],
  ["^((?!foo).)*$", "bar", ["bar"]],
  ["^((?!foo).)*$", "a foo", []],
  ["^(?:(?!foo).)*$", "foo\n", []],
  ["<(?:(?!>>).)*>>", "<a>b>>c>>", ["<a>b>>"]],
  ["k=((?!;;).)*", "k=a;b;;c", ["k=a;b"]],
  // Lookbehind.
  ["(?<!\\d)\\d{2}(?!\\d)", "123 45 6", ["45"]],
  ["(?<=user=)\\w+", "user=bob", ["bob"]],
  ["(?<=^|\\s)\\w+", "ab cd,ef", ["ab", "cd"]],
  ["(?<!\\/)\\b\\w+", "/ab cd", ["cd"]],
  ["\\b(?<!\\/)\\w+", "/ab cd", ["cd"]],
  ["(?<=a)b", "abab", ["b", "b"]],
  ["(?<!a)b", "bbab", ["b", "b"]],
  ["(?<=😀)a", "😀a a", ["a"]],
  ["(?<!^)a", "aa", ["a"]],
  ["\\w+(?<!s)", "cats", ["cat"]],
  ["((?<!\\d)10\\.\\d+)", "110.5 10.6", ["10.6"]],
  // \K.
  ["user=\\K\\w+", "user=bob user=al", ["bob", "al"]],
  ["^.*\\K\\d", "a1b2", ["2"]],
  // Possessive and atomic.
  ['"[^"]*+"', '"ab" "c"', ['"ab"', '"c"']],
  ["a++", "aaa", ["aaa"]],
  ["\\w++\\w", "abc", []],
  ["(?>a+)b", "aab", ["aab"]],
  ["(?>a|ab)", "ab", ["a"]],
  ["(?:ab)++c", "ababc", ["ababc"]],
]
for (const [pattern, text, matches] of found)
  test(`/${pattern}/ in ${JSON.stringify(text).slice(0, 60)}`, () => {
    const regex = compileRegex(pattern)
    const all = regex.execAll(text)
    assert.equal(
      all.map(match => match.text),
      matches,
    )
    for (const match of all) assert.is(text.slice(match.index, match.end), match.text)
    assert.is(regex.test(text), matches.length > 0)
    assert.is(regex.exec(text)?.text, matches[0])
    assert.is(regex.exec(text)?.index, all[0]?.index)
  })

/** The groups of the first match, after the match itself. */
const groups: readonly [pattern: string, text: string, groups: (string | undefined)[]][] = [
  ["(a)(b)?(c)", "ac", ["a", undefined, "c"]],
  ["(a|ab)(c|bcd)(d*)", "abcd", ["a", "bcd", ""]],
  ["(?:(a)|b)*", "ab", ["a"]],
  ["^(?!(x))(a)", "a", [undefined, "a"]],
  ["(a)\\K(b)", "ab", ["a", "b"]],
  ["(?<=(a))(b)", "ab", ["a", "b"]],
  ["(a)(?=(b))", "ab", ["a", "b"]],
  ["(foo(?=\\s))", "foo bar", ["foo"]],
  ["(a(b$))", "ab\n", ["ab", "b"]],
  ["((\\w+)(&|$))", "ab\n", ["ab", "ab", ""]],
  ["(?n)(a)(?<b>b)", "ab", ["b"]],
  ["((?!x)\\w)", "xa", ["a"]],
]
for (const [pattern, text, expected] of groups)
  test(`groups of /${pattern}/`, () => {
    const regex = compileRegex(pattern)
    assert.is(regex.groupCount, expected.length)
    assert.equal(regex.exec(text)?.groups.slice(1), expected)
  })

test("named groups", () => {
  const regex = compileRegex("(?<user>\\w+)@(?P<host>\\w+)(?:\\.(?'tld'\\w+))?")
  assert.equal(regex.groupNames, ["user", "host", "tld"])
  const match = regex.exec("<bob@example>")
  assert.ok(match)
  assert.equal(
    regex.groupNames.map(name => match.named(name)),
    ["bob", "example", undefined],
  )
  assert.is(match.named("constructor"), undefined)
  assert.is(match.index, 1)
  assert.is(match.end, 12)
})

test("names that objects have are names", () => {
  const regex = compileRegex("(?<__proto__>a)(?<constructor>b)")
  assert.equal(regex.groupNames, ["__proto__", "constructor"])
  assert.is(regex.exec("ab")?.named("__proto__"), "a")
})

test("duplicate names where the pattern allows them", () => {
  const regex = compileRegex("(?J)(?<n>a)|(?<n>b)")
  assert.equal(regex.groupNames, ["n"])
  assert.is(regex.exec("b")?.named("n"), "b")
})

test("case can be ignored from outside", () => {
  const regex = compileRegex("error(?-i)X", { caseInsensitive: true })
  assert.is(regex.test("ERRORX"), true)
  assert.is(regex.test("ERRORx"), false)
})

test("a limit ends the search", () => {
  assert.is(compileRegex("a").execAll("aaaa", 2).length, 2)
})

const replaced: readonly [pattern: string, text: string, replacement: string, expected: string][] = [
  ["X", "aXbXc", "-", "a-b-c"],
  ["^(\\w+) (\\w+)$", "hello world", "\\2 \\1", "world hello"],
  ["(\\d{4}-){3}", "1234-1234-1234-5678", "XXXX-XXXX-XXXX-", "XXXX-XXXX-XXXX-5678"],
  ["\\w+", "ab cd", "<\\0>", "<ab> <cd>"],
  ["(a)", "a", "\\10", "a0"],
  ["(a)|(b)", "ab", "[\\1\\2]", "[a][b]"],
  ["a", "a", "\\1\\9", ""],
  ["a", "a", "$1 $& $$ &", "$1 $& $$ &"],
  ["a", "a", "x\\\\y\\/z\\n", "x\\y/z\n"],
  ["a", "a", "C:\\Windows", "C:\\Windows"],
  ["a", "a", "end\\", "end\\"],
  ["x*", "abc", "-", "-a-b-c-"],
  ["b", "aaa", "-", "aaa"],
  ["$", "a\n", "!", "a!\n!"],
  ["b$", "ab\n", "c", "ac\n"],
  ["(?<=a)b", "abab", "x", "axax"],
  ["a\\Kb", "abab", "x", "axax"],
  ["a(?=b)", "abac", "x", "xbac"],
  ["^(?!ab)a", "ac", "x", "xc"],
  ["^(?!ab)a", "ab", "x", "ab"],
  ["é", "é😀é", "e", "e😀e"],
  ["", "😀", "-", "-😀-"],
]
for (const [pattern, text, replacement, expected] of replaced)
  test(`replace /${pattern}/ by ${JSON.stringify(replacement)}`, () => {
    assert.is(compileRegex(pattern).replaceAll(text, replacement), expected)
  })

test("the nth match can be replaced alone", () => {
  const regex = compileRegex("a(\\d)")
  assert.is(regex.replaceNth("a1 a2 a3", "<\\1>", 1), "<1> a2 a3")
  assert.is(regex.replaceNth("a1 a2 a3", "<\\1>", 3), "a1 a2 <3>")
  assert.is(regex.replaceNth("a1 a2 a3", "<\\1>", 4), "a1 a2 a3")
})

const refused: readonly [pattern: string, at: string, message: string][] = [
  ["a(b", "(", '"(" is not closed'],
  ["ab)c", ")", '")" has no opening "("'],
  ["a[bc", "[bc", '"[" is not closed'],
  ["[]", "[]", '"[" is not closed'],
  ["[[[[[[", "[[[[[[", '"[" is not closed'],
  ["a|*b", "*", '"*" has nothing to repeat'],
  ["(+)", "+", '"+" has nothing to repeat'],
  ["a**", "*", '"*" has nothing to repeat'],
  ["^*", "^*", '"^*" repeats what takes no text'],
  ["{2}", "{2}", '"{2}" has nothing to repeat'],
  ["a{3,2}", "{3,2}", 'the counts in "{3,2}" are out of order'],
  ["a{70000}", "{70000}", 'the count in "{70000}" is above 65535'],
  ["[z-a]", "z-a", 'the range "z-a" is out of order'],
  ["[[:foo:]]", "[:foo:]", 'unknown class name "[:foo:]"'],
  ["ab\\", "\\", 'the pattern ends in a single "\\"'],
  ["\\x{110000}", "\\x{110000}", '"\\x{110000}" is no character'],
  ["C:\\Users", "\\U", '"\\U" is not supported by PCRE'],
  ["(?<n>a)(?<n>b)", "(?<n>", 'two groups have the name "n"'],
  ["(?<a-b>c)", "(?<a-b>", '"a-b" cannot be the name of a group'],
  ["(?<1>c)", "(?<1>", '"1" cannot be the name of a group'],
  ["(?<number>", "(", '"(" is not closed'],
  ["(?<n", "(?<", "the name of the group is not closed"],
  ["(?#a", "(?#a", "the comment is not closed"],
  ["(?z)", "(?z", '"(?z" starts no group'],
  ["(a)\\1", "\\1", 'the backreference "\\1" is not supported by RE2'],
  ["(?<q>a)\\k<q>", "\\k<q>", 'the backreference "\\k<q>" is not supported by RE2'],
  ["(?P<q>a)(?P=q)", "(?P=q)", 'the backreference "(?P=q)" is not supported by RE2'],
  ["(a)\\g{1}", "\\g{1}", 'the backreference "\\g{1}" is not supported by RE2'],
  ["a(?R)?", "(?R", '"(?R" is not supported by RE2'],
  ["(a)(?(1)b|c)", "(?(", '"(?(" is not supported by RE2'],
  ["a(*SKIP)b", "(*SKIP)", '"(*SKIP)" is not supported by RE2'],
  ["\\X", "\\X", '"\\X" is not supported by RE2'],
  ["a.*(?=bc)b*d", "(?=bc)", "RE2 has no equivalent for a lookahead"],
  ["(?=.*b)a", "(?=.*b)", "RE2 has no equivalent for a lookahead"],
  ["a*(?<=ab)c", "(?<=ab)", "RE2 has no equivalent for a lookbehind"],
  ["(?<!foo)bar", "(?<!foo)", "RE2 has no equivalent for a lookbehind"],
  ["a|(?<=b)c", "(?<=b)", "RE2 has no equivalent for a lookbehind"],
  ["(?:a|ab)++c", "(?:a|ab)++", "RE2 has no equivalent for a possessive quantifier"],
  ["(?>a|ab)c", "(?>a|ab)", "RE2 has no equivalent for an atomic group"],
]
for (const [pattern, at, message] of refused)
  test(`/${pattern}/ is refused`, () => {
    const text = `search: | regex "${pattern}"`
    const start = text.indexOf(pattern)
    const range: SourceRange = { source: { file: "<search>", text }, start, end: start + pattern.length }
    try {
      compileRegex(pattern, { range })
      assert.unreachable("compiled")
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      assert.is(error.code, "regex")
      assert.is(error.message, message)
      assert.is(text.slice(error.range?.start, error.range?.end), at)
    }
  })

test("without an exact range the message shows the pattern", () => {
  const source = { file: "a.yml", text: '"a(b\\"c"' }
  const range: SourceRange = { source, start: 1, end: 7 }
  for (const options of [{}, { range }])
    try {
      compileRegex('a(b"c', options)
      assert.unreachable("compiled")
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      assert.is(error.message, '"(" is not closed in the regular expression "a(b"c"')
      assert.is(error.range, "range" in options ? range : undefined)
    }
})

for (const [title, pattern] of [
  ["too long", "a".repeat(40_000)],
  ["too deep", "(".repeat(300) + ")".repeat(300)],
  ["too large", "((a{1000}){1000}){1000}"],
  ["too many places", "(?:\\pL{500}){500}"],
] as const)
  test(`a pattern that is ${title} is refused`, () => {
    assert.throws(
      () => compileRegex(pattern),
      (error: unknown) => error instanceof RuleError && error.code === "regex",
    )
  })

test("what takes a backtracking matcher for ever takes no time", () => {
  assert.is(compileRegex("^(a+)+$").test(`${"a".repeat(50_000)}b`), false)
  assert.is(compileRegex("(x+x+)+y").test("x".repeat(20_000)), false)
})

test("agrees with JavaScript where the two have the same syntax", () => {
  const atom = fc.constantFrom("a", "b", ".", "\\w", "\\d", "[ab]", "[^a]", "(a|b)", "(?:ab)", "(?<n>b)?", "\\s", "\\.")
  const piece = fc.tuple(atom, fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "+?"))
  const pattern = fc
    .tuple(fc.constantFrom("", "^"), fc.array(piece, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "\\b"), fc.constantFrom("", "$"))
    .map(
      ([start, pieces, middle, end]) =>
        start + pieces.map(([a, quantifier]) => a + (a.endsWith("?") ? "" : quantifier)).join("") + middle + end,
    )
    .filter(text => text.split("(?<n>").length < 3)
  const texts = fc.array(fc.constantFrom("a", "b", "c", "1", " ", "."), { maxLength: 12 }).map(list => list.join(""))
  fc.assert(
    fc.property(pattern, texts, (source, text) => {
      const regex = compileRegex(source)
      assert.equal(
        regex.execAll(text).map(match => [match.index, match.text]),
        [...text.matchAll(new RegExp(source, "gu"))].map(match => [match.index, match[0]]),
      )
      assert.is(regex.test(text), new RegExp(source, "u").test(text))
      assert.is(regex.replaceAll(text, "<\\0>"), text.replaceAll(new RegExp(source, "gu"), "<$&>"))
    }),
    { numRuns: 200 },
  )
})

test("any pattern compiles or is refused, and then any text is read", () => {
  const patterns = fc.array(fc.constantFrom(..."ab(|)[]^$*+?{}\\<>=!:.-,1xPdswQEKRi# \n"), { maxLength: 14 }).map(list => list.join(""))
  fc.assert(
    fc.property(fc.oneof(patterns, fc.string()), fc.string({ unit: "binary" }), (source, text) => {
      try {
        const regex = compileRegex(source)
        const all = regex.execAll(text, 10)
        for (const match of all) assert.is(text.slice(match.index, match.end), match.text)
      } catch (error) {
        assert.ok(error instanceof RuleError, String(error))
      }
    }),
    { numRuns: 300 },
  )
})

test.run()
