import { test } from "uvu"
import * as assert from "uvu/assert"
import type { Row, Value } from "../../engine/ir/value.ts"
import { memoryLookup } from "../../engine/lookups/memory.ts"
import { printSpl, splPrinter } from "../../engine/spl/print.ts"
import { renderStages } from "../../engine/yaml/stages.ts"
import { type HarnessOptions, parseSearch, parseYamlStages, runPipeline, withoutRanges } from "../harness.ts"

const rows: readonly Row[] = [
  { _time: 60, t: "log", n: 1, id: 7, user: "Ann", src: "10.0.0.1", "a.b": "x" },
  { _time: 50, t: "log", n: 2, id: "007", user: "ann", src: "10.0.0.2", "a.b": "y" },
  { _time: 40, t: "log", n: 3, id: 8, user: "bob", src: "web-01" },
  { _time: 30, t: "log", n: 4, id: 'a" OR 1=1', user: "cat" },
  { _time: 20, t: "bad", id: 7, user: "ann", src: "10.0.0.1", "a.b": "x", name: "user", text: '"ann"', hostile: 'x" OR n>0 OR "' },
  { _time: 10, t: "bad", id: 8, user: "bob", src: "web-01", "a.b": "z", name: "src", text: '"bob"', hostile: "`all`" },
]
function run(spl: string, options: HarnessOptions = {}): { readonly rows: Row[]; readonly warnings: string[] } {
  const warnings: string[] = []
  return { rows: runPipeline(parseSearch(spl), rows, { ...options, warnings }), warnings }
}

const conditions: readonly (readonly [condition: string, numbers: readonly number[]])[] = [
  // A value alone.
  ["id=[search t=bad | return $id]", [1, 2]],
  ["id=[search t=bad | tail 1 | return $id]", [3]],
  ["id!=[search t=bad | return $id]", [3, 4]],
  ["id+1=[search t=bad | return $id]+1", [1, 2]],
  ["id>[search t=bad | return $id] AND n<4", [3]],
  ["[search t=bad | return $id]=id", [1, 2]],
  ["id=[search t=bad | stats max(id) as search]", [3]],
  ["id=[search t=bad | stats max(id) as query | fields query]", [3]],
  ["user=[search t=bad | return $text]", [2]],
  ['user=[search t=bad | eval q="\\"".user."\\"" | return $q]', [2]],
  // Neither a number nor a name.
  ["src=[search t=bad | return $src]", [1]],
  ["src=[search t=bad | tail 1 | return $src]", [3]],
  // Names, values, and the rows of format.
  ["[search t=bad | return id]", [1, 2]],
  ["[search t=bad | return user]", [2]],
  ["[search t=bad | return 2 id]", [1, 2, 3]],
  ["NOT [search t=bad | return 2 id]", [4]],
  ["n<3 AND [search t=bad | return 2 id]", [1, 2]],
  ["[search t=bad | fields user]", [2, 3]],
  ["[search t=bad | fields id src]", [1, 3]],
  ["[search t=bad | fields a.b]", [1]],
  ["[search t=bad | fields user | format]", [2, 3]],
  ["[search t=bad | fields id src | format]", [1, 3]],
  ['[search t=bad | fields id src | format "(" "(" "OR" ")" "OR" ")"]', [1, 2, 3]],
  ["[search t=bad | stats values(user) as user]", [2, 3]],
  ['n<[search t=bad | return $id] AND (user="cat" OR [search t=bad | return id])', [1, 2, 4]],
  ['[search t=log n=1 | eval "x y"="x y" | fields "x y" | format]', []],
  // The text of an expression.
  ['[search t=bad | head 1 | eval search="len(user)=3 AND n<3" | fields search]', [1, 2]],
  ['[search t=bad | eval search="n=".(id-6) | fields search]', [1, 2]],
  ["if([search t=bad | return id], n<2, n>3)", [1, 4]],
  ["n IN ([search t=bad | return $id], 3)", [3]],
  ["mvcount(mvfilter(match(user, [search t=bad | return $text])))=1", [2]],
  // One of the values found.
  ["id IN [search t=bad | fields id]", [1, 3]],
  ["user IN [search t=bad | return 2 user]", [2, 3]],
  ["src IN [search t=bad | return 2 $src]", [1, 3]],
  ["NOT src IN [search t=bad | return 2 $src]", [2]],
  // Nothing found.
  ["id=[search t=none | return $id]", []],
  ["NOT id=[search t=none | return $id]", []],
  ["[search t=none | return id]", []],
  ["NOT [search t=none | return id]", [1, 2, 3, 4]],
  ["[search t=none | fields id] OR n=4", [4]],
  ["id IN [search t=none | fields id]", []],
  // What looks like more than a value.
  ["[search t=bad | return hostile]", []],
  ["[search t=bad | return 2 id=hostile]", []],
  ["id=[search t=bad | return $hostile]", []],
  ["id=[search t=bad | tail 1 | return $hostile]", []],
]
for (const [condition, numbers] of conditions)
  test(`where ${condition}`, () => {
    const { rows: found, warnings } = run(`t=log | where ${condition} | table n`, { macros: { all: { definition: "n>0" } } })
    assert.equal(
      found.map(row => row.n),
      numbers,
    )
    assert.equal(warnings, [])
  })

const values: readonly (readonly [expr: string, value: Value])[] = [
  ["1 + [search t=bad | return $id]", 8],
  ["[search t=bad | return $id]", 7],
  ["[search t=bad | return $src]", "10.0.0.1"],
  ["[search t=bad | return $text]", "ann"],
  ["[search t=bad | return $hostile]", 'x" OR n>0 OR "'],
  ['"<" . [search t=bad | tail 1 | return $hostile] . ">"', "<`all`>"],
  ["[search t=none | return $id]", null],
  ["coalesce([search t=none | return $id], 5)", 5],
  ['if(id=[search t=bad | return $id], "same", "other")', "same"],
  ["len([search t=bad | return $text])", 3],
  ["round([search t=bad | stats avg(id) as search], 1)", 7.5],
  ['[search t=bad | head 1 | eval search="now()-60" | fields search]', 0],
]
for (const [expr, value] of values)
  test(`eval x=${expr}`, () => {
    const { rows: found, warnings } = run(`n=1 | eval x=${expr} | table x`, { macros: { all: { definition: "1" } } })
    assert.equal(
      found.map(row => row.x ?? null),
      [value],
    )
    assert.equal(warnings, [])
  })

test("stages beside where and eval", () => {
  assert.equal(run("t=log | stats count(eval(id=[search t=bad | return $id])) as same, count").rows, [{ same: 2, count: 4 }])
  assert.equal(run("t=log | head (n<[search t=bad | stats min(id) as m | eval m=m-4 | return $m]) | table n").rows, [{ n: 1 }, { n: 2 }])
  assert.equal(
    run("t=log | where [inputlookup listed | fields id] | table n", { lookup: () => memoryLookup("listed", [{ id: 8 }]) }).rows,
    [{ n: 3 }],
  )
})

test("foreach, whose templates are read while it runs", () => {
  assert.equal(run("n=2 | foreach n t* [eval x_<<FIELD>>=<<FIELD>>.[search t=bad | return $id]] | table x_*").rows, [
    { x_n: "27", x_t: "log7" },
  ])
  const { rows: found, warnings } = run("n=2 | foreach i* [eval x=[search t=bad | return $<<FIELD>>]] | table n x")
  assert.equal(found, [{ n: 2 }])
  assert.equal(warnings, ['foreach passed over the field "id": a subsearch cannot differ from field to field'])
})

test("a name that a value gives is that of a field, which is told of", () => {
  const { rows: found, warnings } = run("t=log n=2 | eval x=[search t=bad | return $name] | table x")
  assert.equal(found, [{ x: "ann" }])
  assert.is(warnings.length, 1)
  assert.match(warnings[0] ?? "", /a subsearch returned user, which is read as the name of a field/)
})

const misfits: readonly (readonly [stages: string, warning: RegExp])[] = [
  [
    "where id=[search t=bad | return 2 $id]",
    /^<test>:1:15: "id = \[\.\.\.\]" has no value: a subsearch returned the condition 7 OR 8 in the place of a value/,
  ],
  ["where id=[search t=bad | fields id]", /returned the condition id IN \("7", "8"\) in the place of a value; end it with return \$field/],
  ["where [search t=bad | return $id]", /returned the value 7 in the place of a condition/],
  ["where [search t=bad | return 2 $id]", /operand 7 is not boolean/],
  ["where [search t=bad | return user src]", /unexpected "src="10.0.0.1"" after the expression/],
  ["where NOT [search t=bad | return $id]", /returned the value 7 in the place of a condition/],
  ["eval x=[search t=bad | return id] | where isnotnull(x)", /returned the condition id = "7" in the place of a value/],
  ['where [search t=bad | head 1 | eval search="a b" | fields search]', /unexpected "b" after the expression/],
  ['where [search t=bad | head 1 | eval search="`all`" | fields search]', /expected an expression, found "`all`"/],
  ['where [search t=bad | head 1 | eval search="[search t=bad]" | fields search]', /expected an expression, found "\[search t=bad\]"/],
  [
    'where [search t=bad | head 1 | eval search="searchmatch(\\"`all`\\")" | fields search]',
    /"searchmatch" cannot stand in what a subsearch returns/,
  ],
  ['where [search t=bad | head 1 | eval search="nope(1)" | fields search]', /unknown function "nope"/],
]
for (const [stages, warning] of misfits)
  test(`does not fit: ${stages}`, () => {
    const { rows: found, warnings } = run(`t=log | ${stages}`, { macros: { all: { definition: "n>0" } } })
    assert.equal(found, [])
    assert.is(warnings.length, 1)
    assert.match(warnings[0] ?? "", warning)
  })

test("as many rows as a subsearch gives", () => {
  const many = Array.from({ length: 3_000 }, (_, n): Row => ({ t: "bad", id: n, src: `s${n}` }))
  const log: Row = { t: "log", id: 2_999, src: "s2999" }
  const count = (spl: string): Row[] => runPipeline(parseSearch(`t=log | where ${spl} | stats count`), [...many, log])
  assert.equal(count("[search t=bad | fields id]"), [{ count: 1 }])
  assert.equal(count("[search t=bad | fields id src]"), [{ count: 1 }])
  assert.equal(count("[search t=bad | return 3000 id]"), [{ count: 1 }])
  assert.equal(count("NOT [search t=bad | fields id src | format]"), [{ count: 0 }])
})

const roundTrips: readonly string[] = [
  "t=log\n| where id = [search t=bad | return $id]",
  "t=log\n| eval x = 1 + [search t=bad | return $id]",
  "t=log\n| where [search t=bad | return 2 id] AND NOT user IN [search t=bad | fields user]",
  "t=log\n| stats count(eval(id = [search t=bad | return $id])) as same",
]
for (const spl of roundTrips)
  test(`written as it was read: ${spl}`, () => {
    const pipeline = parseSearch(spl)
    assert.is(printSpl(pipeline), spl)
    const yaml = renderStages(pipeline, splPrinter.subsearch)
    assert.equal(withoutRanges(parseYamlStages(yaml)), withoutRanges(pipeline))
  })

test.run()
