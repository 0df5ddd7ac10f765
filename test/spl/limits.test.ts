import { test } from "uvu"
import * as assert from "uvu/assert"
import { RuleError } from "../../engine/errors/error.ts"
import { expandMacroText, macroTable, sourceText } from "../../engine/spl/macro-expansion.ts"
import { parseSpl } from "../../engine/spl/parse.ts"
import { printSpl } from "../../engine/spl/print.ts"
import { runPipeline } from "../harness.ts"

const none = macroTable([])
const nested = (levels: number, around: (inner: string) => string, inner: string): string =>
  Array.from({ length: levels }).reduce<string>(text => around(text), inner)

/** Nesting that is refused, at any depth, in its place. */
const refused: readonly (readonly [title: string, text: string, message: RegExp])[] = [
  ["open parentheses", "(".repeat(100_000), /nested too deeply/],
  ["closed parentheses", `${"(".repeat(50_000)}a${")".repeat(50_000)}`, /nested too deeply/],
  ["negations", `${"NOT ".repeat(50_000)}a`, /nested too deeply/],
  ["spread values", `a=${"(".repeat(50_000)}`, /nested too deeply/],
  ["open brackets", "[".repeat(100_000), /not closed/],
  ["subsearches", nested(1_000, inner => `a=1 [search ${inner}]`, "b=2"), /nested too deeply/],
  ["subsearches of commands", nested(1_000, inner => `a=1 | append [search ${inner}]`, "b=2"), /nested too deeply/],
  [
    "negations and subsearches",
    nested(18, inner => `${"NOT (".repeat(90)}a=1 [search ${inner}]${")".repeat(90)}`, "b=2"),
    /nested too deeply/,
  ],
  ["parentheses of expressions", `| eval x=${"(".repeat(100_000)}`, /nested too deeply/],
  ["calls", `| eval x=${"abs(".repeat(50_000)}`, /nested too deeply/],
  ["signs", `| eval x=${"- ".repeat(50_000)}1`, /nested too deeply/],
  ["negated conditions", `| where ${"NOT ".repeat(50_000)}a=1`, /nested too deeply/],
  ["sums", `| eval x=${"1+".repeat(50_000)}1`, /too long/],
  ["conjunctions", `| where ${"a=1 AND ".repeat(50_000)}b=1`, /too long/],
  ["nested calls of macros", "`m(".repeat(50_000), /not closed/],
  ["backticks", "`".repeat(100_000), /comment is not closed/],
]
for (const [title, text, message] of refused)
  test(`refused: ${title}`, () => {
    try {
      parseSpl(expandMacroText(sourceText("<test>", text), none))
    } catch (error) {
      assert.instance(error, RuleError)
      if (!(error instanceof RuleError)) return
      assert.match(error.message, message)
      const { start, end } = error.range ?? { start: -1, end: -1 }
      assert.ok(start >= 0 && start <= end && end <= text.length)
      return
    }
    assert.unreachable()
  })

/** What a person may write, if at length. */
const accepted: readonly (readonly [title: string, text: string])[] = [
  ["parentheses", `${"(".repeat(150)}a=1${")".repeat(150)}`],
  ["negations", `${"NOT ".repeat(150)}a=1`],
  ["subsearches", nested(10, inner => `a=1 [search ${inner} | fields a]`, "a=1")],
  ["parentheses of expressions", `a=1 | eval x=${"(".repeat(150)}1${")".repeat(150)}`],
  ["sums", `a=1 | eval x=${"1+".repeat(900)}1`],
  ["conditions", `a=1 | where ${"a!=5 AND ".repeat(900)}a=1`],
  ["arguments", `a=1 | eval x=coalesce(${"nothing, ".repeat(5_000)}1)`],
  ["alternatives", `${"a=1 OR ".repeat(10_000)}b=2`],
  ["lists", `a IN (${"abc, ".repeat(10_000)}1)`],
  ["terms", `a=1 ${"NOT b=2 ".repeat(10_000)}`],
  ["commands", `a=1 ${"| where a=1 ".repeat(500)}`],
]
for (const [title, text] of accepted)
  test(`accepted: ${title}`, () => {
    const pipeline = parseSpl(expandMacroText(sourceText("<test>", text), none))
    assert.is(printSpl(parseSpl(sourceText("<test>", printSpl(pipeline)))), printSpl(pipeline))
    assert.is(runPipeline(pipeline, [{ a: 1 }]).length, 1)
  })

test.run()
