import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { search } from "../../engine/index.ts"
import type { Row } from "../../engine/ir/value.ts"

/** The first event starts the searches; the others are what those read. */
const events: readonly Row[] = [
  { _time: 10, kind: "start", x: "q", n: 1, model: "Web.Web", who: "ann" },
  { _time: 9, kind: "a", x: "q", id: "1", word: "red" },
  { _time: 8, kind: "a", x: "r", id: "2", word: "green" },
  { _time: 7, kind: "b", x: "q", id: "1", name: "one" },
  { _time: 6, kind: "b", x: "q", id: "3", name: "three" },
  { _time: 5, tag: "web", kind: "w", user: "ann", url: "/x" },
]
interface Options {
  readonly macros?: Readonly<Record<string, string | { readonly definition: string; readonly arguments: readonly string[] }>>
  readonly events?: readonly Row[]
}
/** What a search template gives for the first event. */
async function mapped(template: string, options: Options = {}): Promise<{ rows: Row[]; warnings: string[] }> {
  const warnings: string[] = []
  const spl = `kind=start | map search="${template.replace(/["\\]/g, "\\$&")}"`
  const rows = await search(spl, options.events ?? events, {
    ...(options.macros === undefined ? {} : { macros: options.macros }),
    warn: message => warnings.push(message),
  })
  return { rows, warnings }
}

const one = { id: "1", name: "one" }
const reading: readonly (readonly [title: string, template: string, expected: readonly Row[]])[] = [
  ["join", "search kind=a x=$x$ | join id [search kind=b] | table id, name", [one]],
  ["append", "search kind=a x=$x$ | append [search kind=b x=$x$] | table id, name", [{ id: "1" }, one, { id: "3", name: "three" }]],
  ["append of the same events", "search kind=a x=$x$ | append [search kind=a x=$x$] | table id", [{ id: "1" }, { id: "1" }]],
  ["appendcols", "search kind=a x=$x$ | table id | appendcols [search kind=b id=3 | table name]", [{ id: "1", name: "three" }]],
  ["a subsearch in a search", "search kind=b [search kind=a x=$x$ | fields id] | table id, name", [one]],
  ["a negated one", "search kind=b NOT [search kind=a x=$x$ | fields id] | table name", [{ name: "three" }]],
  ["one in a condition", "search kind=b | where id IN [search kind=a x=$x$ | fields id] | table name", [{ name: "one" }]],
  ["one within another", "search kind=b [search kind=a [search kind=a x=$x$ | fields word] | fields id] | table name", [{ name: "one" }]],
  ["union", "| union [search kind=a x=$x$] [search kind=b id=$n$] | table id, word, name", [{ id: "1", word: "red" }, one]],
  ["multisearch", "| multisearch [search kind=a x=$x$] [search kind=b id=3] | table id", [{ id: "1" }, { id: "3" }]],
  ["set", "| set diff [search kind=a | table id] [search kind=b x=$x$ | table id] | sort id | table id", [{ id: "2" }, { id: "3" }]],
  ["appendpipe", "search kind=b x=$x$ | appendpipe [stats count] | table name, count", [{ name: "one" }, { name: "three" }, { count: 2 }]],
  [
    "a subsearch behind a generating command",
    "| makeresults | append [search kind=b id=$n$] | where isnotnull(name) | table name",
    [{ name: "one" }],
  ],
  ["another map", 'search kind=a x=$x$ | map search="search kind=b id=$id$ | table name"', [{ name: "one" }]],
  ["a dataset", "| tstats count from datamodel=Web.Web where Web.user=$who$ by Web.url", [{ "Web.url": "/x", count: 1 }]],
  [
    "a dataset and all events",
    "| tstats count from datamodel=Web.Web | appendcols [search user=$who$ | stats count as all]",
    [{ count: 1, all: 1 }],
  ],
  ["a dataset of the event's choice", "| from datamodel:$model$ | table url", [{ url: "/x" }]],
  ["a field of the event's choice", "search $kind$=never OR $x$=1 OR kind IN (a, $x$) | table id", [{ id: "1" }, { id: "2" }]],
  ["a negation", "search kind=b NOT id=$n$ | table name", [{ name: "three" }]],
  ["a number", "search kind=b | head $n$ | table name", [{ name: "one" }]],
  ["a time", "search kind=b earliest=$n$ latest=7 | table name", [{ name: "three" }]],
  ["the time of the newest event", "search kind=a x=$x$ | eval now = now() | table now", [{ now: 11 }]],
]
for (const [title, template, expected] of reading)
  test(`map finds the events of ${title}`, async () => assert.equal(await mapped(template), { rows: expected, warnings: [] }))

test("every way to read events gives what the filled search gives by itself", async () => {
  for (const [, template] of reading) {
    if (template.includes("map search=") || template.includes("now()")) continue
    const values: Row = events[0] ?? {}
    const filled = template.replace(/\$(\w+)\$/g, (_, name: string) => String(values[name]))
    assert.equal((await mapped(template)).rows, await search(filled, events), template)
  }
})

const macros = {
  m: 'x="q" | eval stolen=1',
  both: "kind=a OR kind=b",
  "same(2)": { definition: "$f$=$v$", arguments: ["f", "v"] },
}
const values: readonly (readonly [title: string, value: string])[] = [
  ["a macro call", "`m`"],
  ["a macro call with arguments", "`same(kind, a)`"],
  ["a macro call between quotes", '"`m`"'],
  ["an unknown macro call", "`nowhere`"],
  ["a comment", "```x```"],
  ["half a macro call", "`m"],
  ["a pipe", "a | eval stolen=1"],
  ["a quote and a pipe", '" | eval stolen=1 | eval b="'],
  ["an escaped quote", '\\" | eval stolen=1'],
  ["a backslash at the end", "a\\"],
  ["a subsearch", "[search kind=b | return 5 id]"],
  ["an opening bracket", "["],
  ["a closing bracket", "] | eval stolen=1"],
  ["operators", "a OR kind=b"],
  ["a comparison", 'a" OR kind="b'],
  ["single quotes", "' + stolen + '"],
  ["an expression", "kind+1"],
  ["a token", "$x$"],
]
const places: readonly (readonly [title: string, template: string])[] = [
  ["bare", "| makeresults | eval got=$v$ | table got, stolen"],
  ["in quotes", '| makeresults | eval got="$v$" | table got, stolen'],
]
for (const [title, v] of values)
  for (const [place, template] of places)
    test(`a value stays a value: ${title}, ${place}`, async () => {
      const { rows } = await mapped(template, { macros, events: [{ kind: "start", v }] })
      assert.equal(rows, [{ got: v }])
    })

test("a value stays a value in a search", async () => {
  for (const [title, v] of values) {
    // A star or an escape means something in a search whatever stands around it.
    if (v.includes("\\")) continue
    const given = [
      { _time: 3, kind: "start", v },
      { _time: 2, kind: "a", is: v },
      { _time: 1, kind: "b", is: "other" },
    ]
    for (const template of ["search kind=* is=$v$ | table kind, stolen", 'search kind=* is="$v$" | table kind, stolen'])
      assert.equal((await mapped(template, { macros, events: given })).rows, [{ kind: "a" }], title)
  }
})

test("whatever the value is, it is the value", async () => {
  const hostile = fc.string({
    unit: fc.constantFrom('"', "\\", "|", "[", "]", "`", "m", "(", ")", " ", "a", "=", "'", ",", "+", "\n"),
    maxLength: 10,
  })
  await fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom(...places), async (text, [, template]) => {
      // A bare word is a name in an expression.
      const v = `"${text}`
      assert.equal((await mapped(template, { macros, events: [{ kind: "start", v }] })).rows, [{ got: v }])
    }),
    { numRuns: 200 },
  )
})

test("a name in single quotes", async () => {
  const run = (f: string, template = "search kind=a | eval got='$f$' | table got"): Promise<{ rows: Row[]; warnings: string[] }> =>
    mapped(template, {
      events: [
        { kind: "start", f },
        { kind: "a", "the name": "v", secret: "s" },
      ],
    })
  assert.equal(await run("the name"), { rows: [{ got: "v" }], warnings: [] })
  const refused = 'a search of map could not be read with the values of a row: the value of "f" cannot stand in single quotes'
  for (const f of ["x' . secret . 'y", 'a"b', "a|b", "a or b"]) assert.equal(await run(f), { rows: [], warnings: [refused] }, f)
  // An apostrophe opens no name.
  assert.equal(await run("the name", "search kind=a NOT name=O'Brien 'the name'=v NOT x=$f$ | table secret"), {
    rows: [{ secret: "s" }],
    warnings: [],
  })
})

test("macros of the template itself are put in place, with tokens in their arguments", async () => {
  assert.equal((await mapped("search `both` x=$x$ | stats count", { macros })).rows, [{ count: 3 }])
  assert.equal((await mapped("search kind=a `same(x, $x$)` | table id", { macros })).rows, [{ id: "1" }])
  assert.equal((await mapped('search kind=a `same(x, "$x$")` | table id', { macros })).rows, [{ id: "1" }])
  assert.equal((await mapped("search kind=a x=$x$ | `some_rule_filter` | table id")).rows, [{ id: "1" }])
})

test("log data calls no macro elsewhere either", async () => {
  const given: readonly Row[] = [
    { kind: "start", search: "`both`" },
    { kind: "a", _raw: "one" },
    { kind: "b", _raw: "calls `both`" },
  ]
  assert.equal(
    (await search("kind=* [search kind=start | fields search] | table kind", given, { macros })).map(({ kind }) => kind),
    ["start", "b"],
  )
  const named = [{ "`both`": 5 }]
  assert.equal(await search('| foreach *both* [eval got = "<<FIELD>>"] | table got', named, { macros }), [{ got: "`both`" }])
})

const mistakes: readonly (readonly [template: string, code: string])[] = [
  ["search x=$x$ | evl c=1", "unknown_stage"],
  ["search x=$x$ | head $n$ | evl c=1", "unknown_stage"],
  ["search x=$x$ | lookup nowhere id", "unknown_lookup"],
  ["search x=1 | lookup nowhere id", "unknown_lookup"],
  ["search x=$x$ `nowhere`", "unknown_macro"],
  ["search x=$x$ | join id [search kind=b | where len(a, b) > 1]", "wrong_arity"],
]
for (const [template, code] of mistakes)
  test(`a mistake of the template: ${template}`, async () => {
    try {
      await mapped(template)
      assert.unreachable("it is a mistake")
    } catch (error) {
      assert.is(typeof error === "object" && error !== null && "code" in error ? error.code : error, code)
    }
  })

test("a value that does not fit stops only its own search", async () => {
  const given: readonly Row[] = [
    { kind: "start", n: "many" },
    { kind: "start", n: 1 },
    { kind: "b", name: "one" },
  ]
  assert.equal(await mapped("search kind=b | head $n$ | table name", { events: given }), {
    rows: [{ name: "one" }],
    warnings: ['a search of map could not be read with the values of a row: expected a whole number, found "many"'],
  })
})

test.run()
