import { test } from "uvu"
import * as assert from "uvu/assert"
import { codeFrame } from "../../engine/errors/code-frame.ts"
import { RuleError } from "../../engine/errors/error.ts"
import type { SourceRange } from "../../engine/ir/source.ts"
import { printMacroCall, readMacroCall } from "../../engine/macro-call.ts"
import { expandMacroText, type MacroDefinition, macrosCalled, macroTable, sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseSpl } from "../../engine/spl/parse.ts"

const macro = (name: string, definition: string, ...names: readonly string[]): MacroDefinition => {
  const { locate } = sourceText(`macros/${name}.yml`, definition)
  return { name, arguments: names, definition, locate }
}
const macros = macroTable([
  macro("sysmon", "sourcetype=xmlwineventlog"),
  macro("both", "a=1 OR a=2"),
  macro("window", '"-90d@d"'),
  macro("ctime", 'convert timeformat="%Y $unit$" ctime($field$)', "field", "unit"),
  macro("ctime", "convert ctime($field$)", "field"),
  macro("text", 'eval t="$x$"', "x"),
  macro("pair", "$key$=$value$", "key", "value"),
  macro("id", "$v$", "v"),
  macro("outer", "`pair($k$, `id(7)`)`", "k"),
  macro("money", 'eval p="$5 and $x$", q="$a$b$x$"', "x"),
  macro("noted", "a=1 ```only the first``` b=2"),
  macro("loop", "`loop`"),
  macro("ping", "`pong`"),
  macro("pong", "`ping`"),
  ...Array.from({ length: 20 }, (_, i) => macro(`grow${i}`, `\`grow${i + 1}\` \`grow${i + 1}\``)),
  macro("grow20", "x"),
  macro("broken", "a=1 | eval b=nofunction(1)"),
  macro("wrapped", "c=3 `broken`"),
])
const expand = (text: string): string => expandMacroText(sourceText("<test>", text), macros).text

const expansions: readonly (readonly [text: string, expanded: string])[] = [
  ["`sysmon` EventCode=1", "sourcetype=xmlwineventlog EventCode=1"],
  ["NOT `both`", "NOT a=1 OR a=2"],
  ["x | `ctime(t)`", "x | convert ctime(t)"],
  ["x | `ctime( first time , %H )`", 'x | convert timeformat="%Y %H" ctime(first time)'],
  ['x | `ctime("a, b", ")")`', 'x | convert timeformat="%Y )" ctime(a, b)'],
  ["x | `text(a(b, c))`", 'x | eval t="a(b, c)"'],
  ['x | `text("say \\"hi\\"")`', 'x | eval t="say "hi""'],
  ['x | `text("a\\\\b")`', 'x | eval t="a\\b"'],
  ["`pair(a, 1)`", "a=1"],
  ["`pair(value=1, key=a)`", "a=1"],
  ["`pair(key=a, 1)`", "key=a=1"],
  ["`pair(a, b=c)`", "a=b=c"],
  ["`pair(user, `id(5)`)`", "user=5"],
  ['`pair(user, "`id(5)`")`', "user=5"],
  ["`id(`id(`id(x)`)`)`", "x"],
  ["`outer(user)`", "user=7"],
  ["x | `money(7)`", 'x | eval p="$5 and 7", q="$a$b7"'],
  ["`noted`", `a=1 ${" ".repeat(20)} b=2`],
  ["x | `nowhere_filter`", "x | search *"],
  ["a=1 `nowhere_filter`", "a=1 *"],
  // Quotes.
  ['where t > relative_time(now(), "`window`")', 'where t > relative_time(now(), "-90d@d")'],
  ['process="*`whoami`*"', 'process="*`whoami`*"'],
  ['process="`whoami`"', 'process="`whoami`"'],
  ['process="`sysmon` x"', 'process="`sysmon` x"'],
  ['process="`"', 'process="`"'],
  ['a="x"`sysmon`', 'a="x"sourcetype=xmlwineventlog'],
  ['a="\\"`sysmon`"', 'a="\\"`sysmon`"'],
  ['a=\\"`sysmon`', 'a=\\"sourcetype=xmlwineventlog'],
  // Where a macro may stand.
  ["| tstats `id(summariesonly=t)` count by `id(host)`", "| tstats summariesonly=t count by host"],
  ["a=1 [search `both` | fields `id(a)`]", "a=1 [search a=1 OR a=2 | fields a]"],
  ["x | stats count by `id(a)` `id(b)`", "x | stats count by a b"],
  // Comments.
  ["a=1 ```see `sysmon` | x``` b=2", "a=1                        b=2"],
  ['a="```" `sysmon`', 'a="```" sourcetype=xmlwineventlog'],
]
for (const [text, expanded] of expansions) test(`puts in place ${text}`, () => assert.is(expand(text), expanded))

const refused: readonly (readonly [text: string, code: string, place: string, message: RegExp])[] = [
  ["a=1 `sysmno`", "unknown_macro", "`sysmno`", /"sysmno"/],
  ["`ctime(a, b, c)`", "wrong_arity", "`ctime(a, b, c)`", /takes 1 or 2 arguments, found 3/],
  ["`sysmon(x)`", "wrong_arity", "`sysmon(x)`", /found 1/],
  ["a=1 `sysmon", "syntax", "`", /not closed/],
  ["a=1 ``", "syntax", "``", /malformed/],
  ["`a b`", "syntax", "`a b`", /malformed/],
  ["`loop`", "macro_recursion", "`loop`", /loop > loop/],
  ["`ping`", "macro_recursion", "`ping`", /ping > pong > ping/],
  ["`grow0`", "limit", "`grow11` `grow11`", /"grow0" expands to more/],
  ["a=1 ``` and", "syntax", "```", /comment is not closed/],
]
for (const [text, code, place, message] of refused)
  test(`refuses ${text}`, () => {
    try {
      expand(text)
    } catch (error) {
      assert.instance(error, RuleError)
      if (!(error instanceof RuleError)) return
      assert.is(error.code, code)
      assert.match(error.message, message)
      const outermost = (range: SourceRange | undefined): SourceRange | undefined =>
        range?.calledFrom === undefined ? range : outermost(range.calledFrom.range)
      const { range } = error
      if (code !== "limit" && code !== "macro_recursion") assert.is(range?.source.text.slice(range.start, range.end), place)
      const top = outermost(range)
      assert.is(top?.source.file, "<test>")
      return
    }
    assert.unreachable()
  })

test("what is kept stays a call", () => {
  const keep = (name: string): boolean => name === "sysmon"
  assert.is(expandMacroText(sourceText("<test>", '`sysmon` `both` x="`window`"'), macros, keep).text, '`sysmon` a=1 OR a=2 x="-90d@d"')
})

test("the calls of a text", () => {
  assert.equal(macrosCalled(sourceText("<test>", 'a `m` b="`n`" ```c `o` ``` | `p(x, `q`)` `m`')), ["m", "p"])
})

const calls: readonly (readonly [name: string, args: readonly string[], printed: string])[] = [
  ["m", [], "`m`"],
  ["m", ["a", "b c"], "`m(a, b c)`"],
  ["m", ["a, b"], '`m("a, b")`'],
  ["m", ['say "hi"'], '`m(say "hi")`'],
  ["m", ["f(a, b)"], "`m(f(a, b))`"],
  ["m", ["f(a"], '`m("f(a")`'],
  ["m", [""], '`m("")`'],
  ["m", ["", "x"], '`m("", x)`'],
  ["m", [" x "], '`m(" x ")`'],
  ["m", ["`n(x)`"], "`m(`n(x)`)`"],
  ["m", ["`"], '`m("`")`'],
  ["m", ['"a"'], '`m("\\"a\\"")`'],
  ["m", ["a\\b"], "`m(a\\b)`"],
]
for (const [name, args, printed] of calls)
  test(`a call is printed as ${printed}`, () => {
    assert.is(printMacroCall(name, args), printed)
    const read = readMacroCall(printed, 0, () => undefined)
    assert.equal([read.name, read.args, read.end], [name, args, printed.length])
  })

test("a mistake in a macro shows the macro, and where it is called from", () => {
  try {
    parseSpl(expandMacroText(sourceText("rule.yml", "index=x `wrapped` | stats count"), macros))
    assert.unreachable()
  } catch (error) {
    assert.instance(error, RuleError)
    if (!(error instanceof RuleError)) return
    const lines = codeFrame(error).split("\n")
    assert.is(lines[0], 'error[unknown_function] unknown function "nofunction"')
    assert.match(codeFrame(error), /--> macros\/broken\.yml:1:14/)
    assert.match(codeFrame(error), /in macro "broken", called at macros\/wrapped\.yml:1:5/)
    assert.match(codeFrame(error), /in macro "wrapped", called at rule\.yml:1:9/)
  }
})

test("a mistake in an argument shows the argument", () => {
  try {
    parseSpl(expandMacroText(sourceText("rule.yml", "index=x | where `id(nofunction(1))`"), macros))
    assert.unreachable()
  } catch (error) {
    assert.instance(error, RuleError)
    if (!(error instanceof RuleError)) return
    assert.is(error.range?.source.file, "rule.yml")
    assert.is(error.range?.source.text.slice(error.range.start, error.range.end), "nofunction")
    assert.is(error.range?.calledFrom?.macro, "id")
  }
})

test.run()
