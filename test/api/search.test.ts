import { test } from "uvu"
import * as assert from "uvu/assert"
import { parse, RuleError, search } from "../../engine/index.ts"
import { sharedLines } from "../shared.ts"
import { temporaryFolder } from "../temporary-folder.ts"

const events = [
  { _time: 100, user: "alice", size: 5 },
  { _time: 200, user: "bob", size: 7 },
  { _time: 300, user: "alice", size: 9 },
]

test("rows of a search, newest first or in its own order", async () => {
  assert.equal(await search("user=alice | fields user, size", events), [
    { _time: 300, size: 9, user: "alice" },
    { _time: 100, size: 5, user: "alice" },
  ])
  assert.equal(await search("| stats sum(size) as size by user | sort size", events), [
    { user: "bob", size: 7 },
    { user: "alice", size: 14 },
  ])
})

test("macros by name, with arguments, and in folders", async () => {
  const macros = { big: "size > 6", "over(1)": { definition: "where size > $n$", arguments: ["n"] } }
  assert.equal(
    (await search("`big` | `over(8)`", events, { macros })).map(({ size }) => size),
    [9],
  )
  const folder = temporaryFolder({ "big.yml": "name: big\ndefinition: size > 6\n" })
  assert.is((await search("`big`", events, { macros: [folder] })).length, 2)
})

test("lookups as rows", async () => {
  const lookups = { people: [{ user: "alice", team: "red" }] }
  assert.equal(await search("user=alice | lookup people user OUTPUT team | stats count by team", events, { lookups }), [
    { team: "red", count: 2 },
  ])
})

test("now, as epoch seconds or ISO time", async () => {
  assert.equal(await search("| stats count | eval at = now() | fields at", events, { now: 1709632800 }), [{ at: 1709632800 }])
  assert.equal(await search("| stats count | eval at = now() | fields at", events, { now: "2024-03-05T10:00:00Z" }), [{ at: 1709632800 }])
})

test("a mistake rejects", async () => {
  try {
    await search("user=alice | statss count", events)
    assert.unreachable("it is a mistake")
  } catch (error) {
    assert.instance(error, RuleError)
    assert.equal(error instanceof RuleError ? [error.code, error.hint] : [], ["unknown_stage", 'did you mean "stats"?'])
  }
})

function mistake(spl: string, options: Parameters<typeof parse>[1] = {}): string | null {
  try {
    parse(spl, options)
    return null
  } catch (error) {
    if (error instanceof RuleError) return error.code
    throw error
  }
}

const parses: readonly (readonly [title: string, spl: string, code: string | null])[] = [
  ["a search", 'index=main user="a*" (x=1 OR y=2) | stats count by user', null],
  ["a generating command", "| makeresults | eval a = 1", null],
  ["a lookup declared elsewhere", "x=1 | lookup nowhere a OUTPUT b", null],
  ["a data model declared elsewhere", "| tstats count from datamodel=Nowhere.Thing by Thing.a", null],
  ["a macro declared elsewhere", "`nowhere` x=1 | `nowhere(a, b)` | stats count", null],
  ["a filter that is defined nowhere", "x=1 | `some_rule_filter`", null],
  ["a command that needs a server", "| rest /services/server/info", null],
  ["a mistake behind what is declared elsewhere", "`nowhere` | lookup nowhere a | where len(a, b) > 1", "wrong_arity"],
  ["a mistake behind a command that needs a server", "| rest /services | statss count", "unknown_stage"],
  ["an unknown command", "x=1 | frobnicate", "unknown_stage"],
  ["an unknown function", "x=1 | eval a = frobnicate(b)", "unknown_function"],
  ["an unknown aggregate", "x=1 | stats frobnicate(b)", "unknown_aggregate"],
  ["too many arguments", "x=1 | where len(a, b) > 1", "wrong_arity"],
  ["no condition", "x=1 | where a + 1", "wrong_type"],
  ["no regular expression", 'x=1 | rex field=a "(?<b>["', "regex"],
  ["a quote that is not closed", 'x="1', "syntax"],
  ["a parenthesis that is not closed", "(x=1 OR y=2", "syntax"],
  ["a bracket that is not closed", "x=1 [ search y=2 | fields z", "syntax"],
  ["a bar at the end", "x=1 |", "syntax"],
  ["nothing", "", "syntax"],
]
for (const [title, spl, code] of parses) test(`parse: ${title}`, () => assert.is(mistake(spl), code))

test("parse: macros that are given are put in place", () => {
  assert.is(mistake("x=1 | `given`", { macros: { given: "stats count" } }), null)
  assert.is(mistake("x=1 | `given`", { macros: { given: "statss count" } }), "unknown_stage")
  assert.is(
    mistake("x=1 | `given(a)`", { macros: { "given(1)": { definition: "eval $f$=len($f$, 1)", arguments: ["f"] } } }),
    "wrong_arity",
  )
})

test("parse returns nothing", () => assert.is(parse("x=1"), undefined))

interface ParseCase {
  readonly id: string
  readonly spl: string
  readonly expect: string
}
const isCase = (value: unknown): value is ParseCase =>
  typeof value === "object" && value !== null && "id" in value && "spl" in value && "expect" in value

test("parse agrees with every case of the shared test data", () => {
  const wrong = sharedLines("oracle", "parse_cases.jsonl")
    .filter(isCase)
    .filter(({ spl, expect }) => (mistake(spl) === null ? "valid" : "invalid") !== expect)
  assert.equal(
    wrong.map(({ id }) => id),
    [],
  )
})

test.run()
