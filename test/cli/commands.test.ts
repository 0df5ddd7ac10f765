import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"
import { documents, sluice } from "./sluice.ts"

const risk = ["rba:", "  message: $dest$", "  risk_objects: [{field: dest, type: system, score: 64}]", "  threat_objects: []", "tags: {}"]
const folder = temporaryFolder({
  "rules/good.yml": ruleText("Good", "- match: {action: run}\n- where: len(user) > 3\n- stats: {aggregate: {n: count}, by: [user]}", risk),
  "rules/published.yml": ruleText("Published", "action=run | where n > 1 | stats count by user").replace(
    "tags: {}",
    "tags: {assest_type: Endpoint}",
  ),
  "rules/story.yml": "name: A story\nnarrative: it is no rule\n",
  "broken/bad.yml": ruleText("Bad", "- wher: x=1\n- where: len(a, b) > 1"),
  "broken/rest.yml": ruleText("Server", "'| rest /services/server/info'"),
  "broken/text.yml": "name: [\n",
  "events.ndjson":
    '{"action": "run", "user": "alice", "n": 1}\n{"action": "run", "user": "bob", "n": 2}\n{"action": "rest", "user": "eve", "n": 3}\n',
})
const good = join(folder, "rules", "good.yml")
const log = join(folder, "events.ndjson")

test("check: good rules", async () => {
  const { code, stdout, stderr } = await sluice(["check", join(folder, "rules")])
  assert.equal(
    [code, stdout, stderr],
    [0, "2 rules checked: 2 good, 0 with mistakes, 0 not supported; 1 file has warnings, 1 file is no rule (-v shows them)\n", ""],
  )
})

test("check -v: warnings, and files that are no rules", async () => {
  const { code, stderr } = await sluice(["check", "-v", "--no-cache", join(folder, "rules")])
  assert.is(code, 0)
  const file = join(folder, "rules", "published.yml")
  assert.is(
    stderr,
    `warning[schema] unknown key "assest_type"
  --> ${file}:9:8
9 | tags: {assest_type: Endpoint}
  |        ^^^^^^^^^^^
  = help: did you mean "asset_type"?

${join(folder, "rules", "story.yml")}: is no rule
`,
  )
})

test("check: every mistake of every file with its source line", async () => {
  const broken = join(folder, "broken")
  const { code, stdout, stderr } = await sluice(["check", broken, good])
  assert.equal([code, stdout], [2, "4 rules checked: 1 good, 2 with mistakes, 1 not supported\n"])
  assert.is(
    stderr,
    `error[unknown_stage] unknown stage "wher"
   --> ${broken}/bad.yml:11:5
11 |   - wher: x=1
   |     ^^^^
  = help: did you mean "where"?

error[wrong_arity] function "len" takes 1 argument, found 2
   --> ${broken}/bad.yml:12:12
12 |   - where: len(a, b) > 1
   |            ^^^^^^^^^
  = help: write len(text)

error[unsupported] command "rest" is not supported: it asks a Splunk server, and there is none
   --> ${broken}/rest.yml:10:12
10 | search: '| rest /services/server/info'
   |            ^^^^

error[yaml] "[" is not closed
  --> ${broken}/text.yml:1:7
1 | name: [
  |       ^
  = help: add "]"

`,
  )
})

test("explain: what each stage reads, writes and keeps, and a risk object that is no field of the results", async () => {
  const { code, stdout, stderr } = await sluice(["explain", good])
  assert.equal([code, stderr], [0, ""])
  assert.is(
    stdout,
    `Good (TTP, high, risk score 64)
Finds it.

  1. match: keeps events that match action=run
     reads action; writes nothing; keeps the others
  2. where: keeps events for which len(user) > 3
     reads user; writes nothing; keeps the others
  3. stats: computes count as n for each user
     reads user; writes user, n; keeps nothing else

Events are taken as they come.
Results have the fields user, n.
Risk object "dest" (system) is not a field of the results: no risk can be assigned to it.
`,
  )
})

test("explain: a rule with mistakes", async () => {
  const { code, stdout, stderr } = await sluice(["explain", join(folder, "broken", "bad.yml")])
  assert.equal([code, stdout], [2, ""])
  assert.match(stderr, 'error[unknown_stage] unknown stage "wher"')
  const none = await sluice(["explain", temporaryFolder({ "story.yml": "name: A story\n" })])
  assert.is(none.code, 3)
  assert.match(none.stderr, /^error: ".*" holds no rule\n$/)
})

test("search: results of a search", async () => {
  const { code, stdout, stderr } = await sluice(["search", "action=run | stats sum(n) as n by user | sort user", log])
  assert.equal(
    [code, documents(stdout)],
    [
      0,
      [
        { user: "alice", n: 1 },
        { user: "bob", n: 2 },
      ],
    ],
  )
  assert.is(stderr, "3 events read from 1 input, 0 unreadable, 2 results\n")
})

test("search: mistakes are shown where they stand, and nothing runs", async () => {
  const { code, stdout, stderr } = await sluice(["search", "action=run | statss count | where len(a, b)", log])
  assert.equal([code, stdout], [2, ""])
  assert.is(
    stderr,
    `error[unknown_stage] unknown command "statss"
  --> <search>:1:14
1 | action=run | statss count | where len(a, b)
  |              ^^^^^^
  = help: did you mean "stats"?

error[wrong_arity] function "len" takes 1 argument, found 2
  --> <search>:1:35
1 | action=run | statss count | where len(a, b)
  |                                   ^^^^^^^^^
  = help: write len(text)

`,
  )
})

test("convert: a rule's search in the other form, all else as it is", async () => {
  const spl = await sluice(["convert", "--to", "spl", good])
  assert.is(spl.code, 0)
  assert.match(spl.stdout, /^name: Good\n/)
  assert.match(spl.stdout, /\nsearch: \|-\n {2}action=run\n {2}\| where len\(user\) > 3\n {2}\| stats count as n by user\n/)
  const yaml = await sluice(["convert", "--to", "yaml", join(folder, "rules", "published.yml")])
  assert.is(yaml.code, 0)
  assert.match(yaml.stdout, /\nsearch:\n {2}- match: \{action: run\}\n {2}- where: n > 1\n {2}- stats: /)
  const broken = await sluice(["convert", "--to", "spl", join(folder, "broken", "bad.yml")])
  assert.equal([broken.code, broken.stdout], [2, ""])
})

test("fields: what a log was recognised as, and its fields", async () => {
  const { code, stdout } = await sluice(["fields", log])
  assert.is(code, 0)
  const fields = documents(stdout)
  assert.equal(
    fields.filter(({ field }) => field === "user" || field === "n").map(({ field, events, of, sample }) => [field, events, of, sample]),
    [
      ["n", 3, 3, "1"],
      ["user", 3, 3, "alice"],
    ],
  )
})

test.run()
