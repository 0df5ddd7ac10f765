import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseSpl } from "../../engine/spl/parse.ts"
import { printSpl } from "../../engine/spl/print.ts"
import { parseSearch, withoutRanges } from "../harness.ts"

/** Searches, each with the same one as it is printed: one command a line. */
const searches: Readonly<Record<string, readonly (readonly [text: string, printed: string])[]>> = {
  "the first command": [
    ["a=1", "a=1"],
    ["search a=1", "a=1"],
    ["SEARCH a=1", "a=1"],
    ["| search a=1", "a=1"],
    ["  |   search a=1  ", "a=1"],
    ["search=1", "search search=1"],
    ["search!=1", "search search!=1"],
    ["search search", "search search"],
    ["tstats count", "tstats count"],
    ["| tstats count", "| tstats count"],
    ["| inputlookup x", "| inputlookup x"],
    ["*", "*"],
    ["search *", "*"],
    ["a=1 | search b=2", "a=1\n| search b=2"],
  ],
  "bars, quotes, comments and brackets": [
    ['a="x | y" | table a', 'a="x | y"\n| table a'],
    ["a=x\\|y | table a", 'a="x|y"\n| table a'],
    ['"a | b"', '"a | b"'],
    ["a=1 ``` one | two ``` | table a ``` end ```", "a=1\n| table a"],
    ["```start``` a=1", "a=1"],
    ["a=1 | stats```Let's count```count", "a=1\n| stats count"],
    ["a=1|stats count|table count", "a=1\n| stats count\n| table count"],
    ["a=1\n| stats count\n\n| table count", "a=1\n| stats count\n| table count"],
    ["a=1 [search b=2 | fields c]", "a=1 [search b=2 | fields c]"],
    ["a=1 [b=2 | fields c]", "a=1 [search b=2 | fields c]"],
    ["a=1 [| inputlookup x | fields c]", "a=1 [| inputlookup x | fields c]"],
    ["a=1 [inputlookup x]", "a=1 [| inputlookup x]"],
    ["a=1 [stats count | return count]", "a=1 [| stats count | return count]"],
    ["a=1 [search b=2 [search c=3 | return d] | return b]", "a=1 [search b=2 [search c=3 | return d] | return b]"],
    ["user=[search b=2 | return $user]", "user=[search b=2 | return $user]"],
    ["a=1 | append [search b=2]", "a=1\n| append [search b=2]"],
    ["a=1 | where x=1 OR [search b=2 | return x]", "a=1\n| where x = 1 OR [search b=2 | return x]"],
  ],
  terms: [
    ["a=1, b=2", "a=1 b=2"],
    ["a=1,b=2", "a=1 b=2"],
    ["a == 1", "a=1"],
    ["a = (1 OR 2)", "a IN (1, 2)"],
    ["a!=(1 OR 2)", "a!=1 OR a!=2"],
    ["a=(1 OR NOT 2)", "a=1 OR NOT a=2"],
    ["a=(*)", "a=*"],
    ["NOT a IN (1,2)", "NOT a IN (1, 2)"],
    ["a NOT IN (1,2) b=3", "NOT a IN (1, 2) b=3"],
    ["error NOT a IN (1)", "error NOT a=1"],
    ["a NOT IN", 'a NOT "IN"'],
    ['a IN ("x y" , z)', 'a IN ("x y", z)'],
    ["a=1 AND (b=2 OR c=3)", "a=1 (b=2 OR c=3)"],
    ["(a=1 b=2) OR c=3", "(a=1 b=2) OR c=3"],
    ["NOT (a=1 b=2)", "NOT (a=1 b=2)"],
    ["NOT NOT a=1", "NOT NOT a=1"],
    ["source::x host::y*", "source=x host=y*"],
    ["2001:db8::1", '"2001:db8::1"'],
    ['"source::x"', '"source::x"'],
    ["TERM(10.0.0.1) CASE(Error)", "TERM(10.0.0.1) CASE(Error)"],
    ['host=CASE("A B") ip=TERM(10.0.0.1)', 'host=CASE("A B") ip=10.0.0.1'],
    ["starthoursago=2 endminutesago=5", "earliest=-2h latest=-5m"],
    ["monthsago=1", "earliest=-1mon"],
    ["starttimeu=5 endtimeu=6", "earliest=5 latest=6"],
    ['starttime="10/19/2018:00:00:00"', "earliest=10/19/2018:00:00:00"],
    ["earliest>=@d latest<@d+1h", 'earliest=@d latest="@d+1h"'],
    ["latest<100", "latest<100"],
    ["daysago=x", "daysago=x"],
    ['country="IN" iso="AND"', 'country="IN" iso="AND"'],
    ['"AND" "or"', '"AND" or'],
    ["C:\\Windows\\cmd.exe", '"C:\\\\Windows\\\\cmd.exe"'],
    ['a="C:\\Windows\\\\*"', 'a="C:\\\\Windows\\\\*"'],
    ["it's here", '"it\'s" here'],
    ["'first name'=ann 'x'", '"first name"=ann "\'x\'"'],
  ],
}
for (const [title, cases] of Object.entries(searches))
  for (const [text, printed] of cases)
    test(`${title}: ${text}`, () => {
      assert.is(printSpl(parseSearch(text)), printed)
      assert.equal(withoutRanges(parseSearch(printed)), withoutRanges(parseSearch(text)))
    })

/** Mistakes, each with the text that it points at. */
const mistakes: readonly (readonly [text: string, place: string, message: RegExp])[] = [
  ["", "", /search is empty/],
  ["|", "|", /a command is missing/],
  ["a=1 |", "|", /a command is missing/],
  ["a=1 | | table a", "| ", /a command is missing/],
  ["a=1 | tabel a", "tabel", /unknown command "tabel"/],
  ["| a=1", "a", /unknown command "a"/],
  ["a=1 | 5", "5", /expected a command/],
  ["a=1) b=2", ") b=2", /unexpected "\) b=2"/],
  ["(a=1", "(", /not closed/],
  ["a=1 OR", "OR", /"OR" lacks/],
  ["NOT", "NOT", /"NOT" lacks/],
  ["a=1 AND   AND b=2", "AND", /"AND" lacks/],
  ["a=1 AND   OR b=2", "AND", /"AND" lacks/],
  ["a=1 AND ", "AND", /"AND" lacks/],
  ["(a=1 AND  )", "AND", /"AND" lacks/],
  ["a=1 OR   | stats count", "OR", /"OR" lacks/],
  ["a=1 OR AND b=2", "AND", /"AND" lacks/],
  ["a=1 NOT   | stats count", "NOT", /"NOT" lacks/],
  ["OR a=1", "OR", /"OR" lacks/],
  ["a=", "a=", /"a" lacks a value/],
  ["a IN ()", "a IN ()", /at least one value/],
  ["a IN (1", "(", /not closed/],
  ['a="x', '"', /quote " is not closed/],
  ["a=1 [search b=2", "[", /not closed/],
  ["a=1 [search b=2 | tabel a]", "tabel", /unknown command/],
  ["a=1 ]", "]", /unexpected "\]"/],
  ["a=(b=1)", "(b=1)", /not a value/],
  ["TERM(a", "TERM(", /not closed/],
  ["TERM()", "TERM()", /names nothing/],
  ['timeformat="%s" starttime=5', 'timeformat="%s"', /cannot be set/],
  ["a=1 | where", "", /found the end/],
  ["a=1 | where (b=1", "(", /not closed/],
  ["a=1 | where len(b", "(", /not closed/],
  ["a=1 | where (b=1 c", "c", /expected "\)", found "c"/],
  ["a=1 | stats sum(b", "(", /not closed/],
  ["a=1 | append [search b=2", "[", /not closed/],
  ['a=1 | rex "b', '"', /quote " is not closed/],
  ["a=1 | fields 'b", "'", /quote ' is not closed/],
  ["a=1 | tstats count from sitimechart=x", "sitimechart", /only a data model/],
  ["| tstats count by PREFIX(host=)", "PREFIX(", /needs an index/],
  ["| tstats count by _time span=0", "span=0", /not above zero/],
  ["| mstats avg(x) where a=1 span=0 by host", "span=0", /not above zero/],
  ["| mstats avg(x) by host span=0", "span=0", /not above zero/],
  ["a=1 | eval x=nofunction(1)", "nofunction", /unknown function/],
  ["a=1 | stats nosuch(x)", "nosuch", /unknown aggregate/],
  ["a=1 | head limit=x", "x", /whole number/],
  ["a=1 | stats count count(`m`)", "`", /macro call/],
]
for (const [text, place, message] of mistakes)
  test(`points at the mistake in ${text}`, () => {
    try {
      parseSpl(sourceText("<test>", text))
    } catch (error) {
      assert.instance(error, RuleError)
      if (!(error instanceof RuleError)) return
      assert.match(error.message, message)
      assert.is(error.range?.source.text.slice(error.range.start, error.range.end), place)
      return
    }
    assert.unreachable()
  })

test.run()
