import { join } from "node:path"
import fc from "fast-check"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { type EventInput, readEvents } from "../../engine/api/input-events.ts"
import { runRules } from "../../engine/api/run.ts"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { RuleError } from "../../engine/errors/error.ts"
import type { LaterFilter } from "../../engine/exec/later-filters.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { agree, chunksOf, rulesOf } from "./ways.ts"

const folder = temporaryFolder({
  "rules/any.yml": ruleText("Any", "- match: {a: x}\n- table: [a]"),
  "rules/lookups/kinds.yml": "name: kinds\nfilename: kinds.csv\nmatch_type: [WILDCARD(text)]\ncase_sensitive_match: false\n",
  "rules/lookups/kinds.csv": "text,kind\n*sh,shell\n1,number\nx*,odd\n",
  "rules/lookups/seen.yml": "name: seen\ncollection: seen\nfields: text, kind\n",
})
const workspace = openWorkspace({ rules: [join(folder, "rules")] })

/** What the plan of a search says of its first branch. */
function filterOf(spl: string): LaterFilter | null {
  const [compiled] = rulesOf(workspace, [spl])
  return compiled?.plan.branches[0]?.filter ?? null
}
const kindsOf = (filter: LaterFilter | null): unknown =>
  filter === null
    ? null
    : filter.kind === "rows"
      ? filter.steps.map(({ keys, stages }) => [keys, stages.map(({ kind }) => kind)])
      : [filter.kind, filter.operands.map(kindsOf)]

const read: readonly (readonly [string, unknown])[] = [
  ["action=run | where len(a)>3", [[null, ["where"]]]],
  ["action=run | stats count by a", null],
  ["action=run | stats count by a | where count>3", null],
  [
    'action=run | stats count by a | where count>3 AND a="x"',
    [
      [null, []],
      [[["a", "a"]], ["where"]],
    ],
  ],
  ['action=run | stats count by a | where count>3 OR a="x"', null],
  [
    'action=run | eval c=lower(a), d=1 | eval e=now() | stats count values(b) as b by c d | rename c as k | rex field=k "^(?<m>.)" | search m=x k=y b=z',
    [
      "all",
      [
        [
          [null, ["eval"]],
          [[["c", "k"]], ["rex", "match"]],
        ],
        [
          [null, ["eval"]],
          [[["c", "k"]], ["match"]],
        ],
      ],
    ],
  ],
  [
    'action=run | stats count by a b | eval c=a | stats sum(count) as n by c | where c="x"',
    [
      [null, []],
      [[["a", "a"]], ["eval"]],
      [[["c", "c"]], ["where"]],
    ],
  ],
  // A grouping may lose what a field was, stages that mind other rows what a row is.
  ['action=run | stats count by a | sort a | where a="x"', null],
  ['action=run | stats count by a | head 3 | where a="x"', null],
  ['action=run | stats count by a | eventstats max(count) as m | where a="x"', null],
  ['action=run | stats count by a | eval a=if(count>1,a,"y") | where a="x"', null],
  ['action=run | stats count by a | eval r=random() | where a="x"', null],
  ['action=run | stats count as a | where a="x"', null],
  [
    "action=run | stats count by a | fields count | search a=x",
    [
      [null, []],
      [[], ["match"]],
    ],
  ],
  ["| tstats count by _time a span=1h | where _time>5", null],
]
for (const [spl, expected] of read)
  test(`says what later filters ask of events: ${spl}`, () => {
    assert.equal(kindsOf(filterOf(spl)), expected)
  })

const text = fc.constantFrom("x", "X", "xx", "bash", "zsh", "1", "01", "1.0", "y", "", "a b")
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom(1, 10, 1.5) },
  {
    weight: 1,
    arbitrary: fc.array(text, { maxLength: 3 }),
  },
)
const event = fc.record({ action: fc.constantFrom("run", "rest"), a: value, b: value, c: value }, { requiredKeys: ["action"] })
const name = fc.constantFrom("a", "b", "c", "k", "count", "n", "kind")
const literal = fc.constantFrom('"x"', '"bash"', "1", '"1"', '"shell"', "3")
const comparison = fc.oneof(
  fc.tuple(name, fc.constantFrom("=", "!=", ">"), literal).map(parts => parts.join("")),
  fc.tuple(name, literal).map(([field, other]) => `match(${field}, ${other})`),
  name.map(field => `isnotnull(${field})`),
  name.map(field => `isnum(${field})`),
  name.map(field => `len(${field})<3`),
  name.map(field => `mvcount(${field})=1`),
  name.map(field => `typeof(${field})="Number"`),
)
const condition = fc.oneof(
  comparison,
  fc.tuple(comparison, fc.constantFrom("AND", "OR"), comparison).map(parts => parts.join(" ")),
  comparison.map(inner => `NOT ${inner}`),
)
const stage = fc.oneof(
  { weight: 3, arbitrary: condition.map(each => `where ${each}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(name, fc.constantFrom("=", "!="), fc.constantFrom("x*", "*sh", "1", "shell", "*"))
      .map(parts => `search ${parts.join("")}`),
  },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([one, other]) => `search ${one}=x OR NOT ${other}=1`) },
  { weight: 2, arbitrary: fc.tuple(name, name).map(([one, other]) => `eval ${one}=${other}."x"`) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([one, other]) => `eval ${one}=if(${other}="x", null(), lower(${other}))`) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([one, other]) => `eval ${one}=split(${other}, "s"), k=${one}+1`) },
  { weight: 1, arbitrary: name.map(field => `rex field=${field} "(?<kind>sh|x|\\d)"`) },
  { weight: 1, arbitrary: name.map(field => `regex ${field}!="^x"`) },
  { weight: 2, arbitrary: fc.tuple(name, name).map(([one, other]) => `rename ${one} as ${other}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(name, name, name)
      .map(([one, other, third]) => `eval new_${one}=if(${other}="x", null(), ${third}) | rename new_* as *`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("rename * as new_*", "rename new_* as *", "fields - k*", "fields a b count", "table a kind c n"),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom("OUTPUT", "OUTPUTNEW"), name).map(([mode, field]) => `lookup kinds text as ${field} ${mode} kind`),
  },
  { weight: 1, arbitrary: name.map(field => `lookup seen text as ${field} OUTPUT kind`) },
  { weight: 1, arbitrary: name.map(field => `mvexpand ${field}`) },
  { weight: 1, arbitrary: name.map(field => `fillnull value=x ${field}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("fillnull", "head 5", "dedup a", "eventstats count as n by a", "sort - a", 'strcat a "-" b k', "nomv a"),
  },
  { weight: 1, arbitrary: name.map(field => `bin span=2 ${field}`) },
)
const grouping = fc.oneof(
  { weight: 3, arbitrary: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).map(by => `stats count by ${by.join(" ")}`) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([one, by]) => `stats values(${one}) as ${one} dc(a) as n by ${by} kind`) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([one, by]) => `stats sum(n) as n latest(${one}) as k by ${by}`) },
  { weight: 1, arbitrary: fc.constant("stats count as n") },
)
const stages = fc.array(stage, { maxLength: 3 })
const search = fc
  .tuple(stages, grouping, stages, fc.option(grouping), stages)
  .map(([before, first, between, second, after]) =>
    ["action=run", ...before, first, ...between, ...(second === null ? [] : [second]), ...after].join(" | "),
  )
/** Several that write what others read, too. */
const searches = fc.tuple(
  fc.array(search, { minLength: 2, maxLength: 6 }),
  fc.constantFrom<readonly string[]>(
    [],
    [],
    ['action=run | stats count by a | rename a as text | eval kind="shell" | outputlookup append=true seen'],
  ),
)

/** What a log begins with is read at once, before anything is known of its records: so often that most of it comes later. */
const often = (lines: string): string => lines.repeat(Math.ceil(160_000 / lines.length))

const isRight = (spl: string): boolean => {
  try {
    return rulesOf(workspace, [spl]).length > 0
  } catch (error) {
    if (error instanceof RuleError) return false
    throw error
  }
}

test("events that later filters leave out make no difference to what is found", async () => {
  await fc.assert(
    fc.asyncProperty(searches, fc.array(event, { minLength: 40, maxLength: 120, size: "max" }), async ([list, writing], events) => {
      const text = often(events.map(each => `${JSON.stringify(each)}\n`).join(""))
      const reset = (): void => workspace.lookups.get("seen").write([{ text: "zsh", kind: "odd" }], { append: false })
      await agree(workspace, [...writing, ...list.filter(isRight)], text, { reset, chunk: 8_000 })
    }),
    { numRuns: 60 },
  )
})

test("a field that a rename finds nothing for stays as it was", async () => {
  const lines = Array.from({ length: 60 }, (_, n) => `{"action":"run","a":"foo","b":"${n % 2 === 0 ? "x" : "y"}"}\n`).join("")
  const renamed = 'eval new_a=if(b="x", null(), b) | rename new_* as * | where a="foo"'
  const outcome = await agree(
    workspace,
    [`action=run | stats count by a b | ${renamed}`, `action=run | stats values(a) as a by b | ${renamed}`],
    often(lines),
    { chunk: 8_000 },
  )
  assert.match(outcome, '"a":"foo","b":"x"')
})

test("a lookup without data is told of, though it leaves no event", async () => {
  const outcome = await agree(
    workspace,
    ["action=run | stats count by a | lookup seen text as a OUTPUT kind | search kind=odd"],
    '{"action":"run","a":"x"}\n'.repeat(40),
    {
      reset: () => workspace.lookups.get("seen").write([], { append: false }),
    },
  )
  assert.match(outcome, 'lookup \\"seen\\" has no data yet')
})

test("events of which a filter behind groupings leaves nothing are not looked at", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `{"action":"run","a":"value ${n}","b":${n}}\n`).join("")
  const rules = rulesOf(workspace, [
    'action=run | stats count by a b | rename a as k | stats sum(count) as n by k | lookup kinds text as k OUTPUT kind | search kind=odd OR k="*19999"',
  ])
  const input = readEvents(["-"], workspace, { format: "ndjson", stdin: chunksOf(Buffer.from(lines), 10_000) })
  let looked = 0
  const counted: EventInput = {
    summary: input.summary,
    batches: input.batches,
    async *scanned(options) {
      for await (const batch of input.scanned(options)) {
        looked += batch.events.length
        yield batch
      }
    },
  }
  const found = []
  for await (const { fields } of runRules(rules, counted)) found.push(fields)
  assert.equal(found, [{ k: "value 19999", n: 1 }])
  assert.is(counted.summary.records, 20_000)
  // The first batch is looked at to choose what to go by.
  assert.ok(looked < 4_000, `${looked} events`)
})

test.run()
