import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { type CompiledRule, compileRule, type Finding, loadRules, RuleError, readEvents, run } from "../../engine/index.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"

const risk = [
  "rba:",
  "  message: $user$ on $dest$ ran $process$",
  "  risk_objects:",
  "    - {field: user, type: user, score: 30}",
  "    - {field: dest, type: system, score: 64}",
  "  threat_objects:",
  "    - {field: process, type: process}",
  "tags:",
  "  analytic_story: [Some Story]",
  "  mitre_attack_id: [T1047]",
]

const { rules: loaded, problems: none } = loadRules([
  temporaryFolder({
    "all.yml": ruleText("All", "- match: {action: run}"),
    "bob.yml": ruleText("Bob", "- match: {action: run, user: bob}"),
    "count.yml": ruleText("Count", "- match: {action: run}\n- stats: count"),
    "hosts.yml": ruleText(
      "Hosts",
      "- match: {action: run}\n- stats: {aggregate: {user: values(user), process: values(process), lastTime: max(_time)}, by: [dest]}",
      risk,
    ),
    "users.yml": ruleText("Users", "- match: {action: run}\n- table: [user]", risk),
  }),
])
assert.equal(none, [])
/** Rules by name; opening a workspace costs more than a test. */
const compiled = (...names: readonly string[]): CompiledRule[] => loaded.filter(({ rule }) => names.includes(rule.name)).map(compileRule)

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
const thrown = (action: () => unknown): RuleError => {
  try {
    action()
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
  throw new Error("nothing was thrown")
}

test("a finding has the rule's metadata, the result and its risk, keys in a fixed order", async () => {
  const found = await all(
    run(compiled("Hosts"), [
      { action: "run", _time: 1709632800, user: "alice", dest: "host-1", process: "calc.exe" },
      { action: "run", _time: 1709632700, user: "bob", dest: "host-1", process: "calc.exe" },
      { action: "stop", _time: 1709632801, user: "eve", dest: "host-2" },
    ]),
  )
  assert.is(found.length, 1)
  const [finding] = found
  const { file, ...metadata } = finding?.rule ?? { file: "" }
  assert.match(file, /hosts\.yml$/)
  assert.equal(metadata, {
    id: "38cbd42c-1098-41bb-99cf-9d6d2b296d83",
    name: "Hosts",
    version: 2,
    type: "TTP",
    status: "production",
    severity: "high",
    risk_score: 64,
  })
  const message = "alice, bob on host-1 ran calc.exe"
  assert.equal(finding?.risk, [
    { object: "alice", type: "user", score: 30, message },
    { object: "bob", type: "user", score: 30, message },
    { object: "host-1", type: "system", score: 64, message },
  ])
  assert.equal([finding?.time, finding?.mitre_attack_id, finding?.analytic_story], ["2024-03-05T10:00:00Z", ["T1047"], ["Some Story"]])
  assert.equal(finding?.threat, [{ object: "calc.exe", type: "process" }])
  assert.equal(finding?.fields, { dest: "host-1", user: ["alice", "bob"], process: "calc.exe", lastTime: 1709632800 })
  assert.equal(Object.keys(finding ?? {}), ["rule", "time", "fields", "risk", "mitre_attack_id", "analytic_story", "threat"])
  assert.equal(Object.keys(finding?.rule ?? {}).slice(0, 4), ["id", "name", "version", "type"])
})

test("a token of the message that the result lacks stays, and the run says so", async () => {
  const results = run(compiled("Users"), [
    { action: "run", user: "alice" },
    { action: "run", user: "bob" },
  ])
  const found = await all(results)
  assert.equal(
    found.map(({ risk: own, time }) => [own, time]),
    [
      [[{ object: "alice", type: "user", score: 30, message: "alice on $dest$ ran $process$" }], null],
      [[{ object: "bob", type: "user", score: 30, message: "bob on $dest$ ran $process$" }], null],
    ],
  )
  assert.equal([...results.summary.warnings], [['Users: risk object "dest" is not a field of its results', 2]])
})

test("the summary is complete at the end", async () => {
  const results = run(
    compiled("All"),
    [{ action: "run", _time: 1 }, { action: "run", _time: 10 }, { action: "run", _time: 20 }, { action: "run" }],
    { from: 5, to: 20 },
  )
  assert.is((await all(results)).length, 2)
  const { events, eventsOutside, findings, rulesRun } = results.summary
  assert.equal([events, eventsOutside, findings, rulesRun], [2, 2, 2, 1])
})

test("events may come as they are made, and from files", async () => {
  const rules = compiled("All")
  async function* made(): AsyncGenerator<{ action: string; n: number }> {
    for (let n = 0; n < 2_500; n++) yield { action: n % 1_000 === 0 ? "run" : "rest", n }
  }
  const streamed = await all(run(rules, made()))
  assert.equal(
    streamed.map(({ fields }) => fields.n),
    [0, 1_000, 2_000],
  )
  const [first] = rules
  if (first === undefined) throw new Error("there is a rule")
  const folder = temporaryFolder({ "a.ndjson": '{"action": "run", "n": 1}\n{"action": "rest"}\n{"action": "run", "n": 2}\n' })
  const input = readEvents([folder], first.workspace)
  const read = await all(run(rules, input))
  assert.equal(
    read.map(({ fields }) => String(fields.n)),
    ["1", "2"],
  )
  assert.equal([input.summary.inputs, input.summary.records, input.summary.unreadable], [1, 3, 0])
})

test("no rules find nothing", async () => {
  assert.equal(await all(run([], [{ action: "run" }])), [])
})

test("a rule that runs again begins anew", async () => {
  const rules = compiled("Count")
  const events = [{ action: "run" }, { action: "run" }]
  const counts = async (): Promise<unknown[]> => (await all(run(rules, events))).map(({ fields }) => fields.count)
  assert.equal([await counts(), await counts()], [[2], [2]])
})

test("findings of several rules carry their own rule", async () => {
  const found: Finding[] = await all(
    run(compiled("All", "Bob"), [
      { action: "run", user: "alice" },
      { action: "run", user: "bob" },
    ]),
  )
  assert.equal(found.map(({ rule, fields }) => `${rule.name}: ${fields.user}`).sort(), ["All: alice", "All: bob", "Bob: bob"])
})

test("macros: those beside the rules, those in folders that are named, and a filter that is the user's", async () => {
  const search = "'`interesting` | `some_rule_filter`'"
  const repository = temporaryFolder({
    "detections/some_rule.yml": ruleText("Some Rule", search),
    "macros/interesting.yml": "name: interesting\ndefinition: action=run\n",
  })
  const names = async (options: Parameters<typeof loadRules>[1]): Promise<unknown[]> => {
    const { rules, problems } = loadRules([join(repository, "detections")], options)
    assert.equal(problems, [])
    return (
      await all(run(rules.map(compileRule), [{ action: "run", user: "alice" }, { action: "run", user: "bob" }, { action: "rest" }]))
    ).map(({ fields }) => fields.user)
  }
  assert.equal(await names({}), ["alice", "bob"])
  const own = temporaryFolder({ "some_rule_filter.yml": 'name: some_rule_filter\ndefinition: search user!="bob"\n' })
  assert.equal(await names({ macros: [own] }), ["alice"])
})

test("mistakes of files are returned, all of them, and hide no other rule", () => {
  const { rules, problems } = loadRules([
    temporaryFolder({
      "a.yml": ruleText("Broken", "- wher: x=1\n- where: len(a, b) > 1\n- rex: {field: Message, pattern: '(?<a>[b'}").replace(
        "version: 2",
        "version: two",
      ),
      "b.yml": ruleText("Good", "- match: {action: run}"),
      "c.yml": "name: [\n",
      "d.yml": "narrative: a story is no rule\n",
    }),
  ])
  assert.equal(
    rules.map(({ rule }) => rule.name),
    ["Good"],
  )
  assert.equal(
    problems.map(({ file, kind, errors }) => [file.slice(-5), kind, errors.map(({ code }) => code)]),
    [
      ["a.yml", "rule", ["schema", "unknown_stage", "wrong_arity", "regex"]],
      ["c.yml", "rule", ["yaml"]],
    ],
  )
})

test("compileRule throws the first mistake, with the others as its cause", () => {
  const { rules } = loadRules([temporaryFolder({ "a.yml": ruleText("Some Rule", "x=1 | where y+1 | lookup nope z") })])
  const [loaded] = rules
  if (loaded === undefined) throw new Error("the rule is there")
  const error = thrown(() => compileRule(loaded))
  assert.is(error.code, "wrong_type")
  assert.instance(error.cause, AggregateError)
  assert.equal(error.cause instanceof AggregateError ? error.cause.errors.map(({ code }: RuleError) => code) : [], [
    "wrong_type",
    "unknown_lookup",
  ])
})

test("an unknown time zone is refused", () => {
  const error = thrown(() => loadRules([], { timeZone: "Mars/Olympus" }))
  assert.equal([error.code, error.message], ["time", 'unknown time zone "Mars/Olympus"'])
})

test("the bundled rules load and compile", () => {
  const { rules, problems } = loadRules()
  assert.equal(problems, [])
  assert.ok(rules.some(({ rule }) => rule.name === "WMI Temporary Event Subscription"))
  for (const rule of rules) compileRule(rule)
})

test.run()
