import { join } from "node:path"
import { test } from "uvu"
import * as assert from "uvu/assert"
import { readEvents } from "../../engine/api/input-events.ts"
import { compileRules } from "../../engine/api/rule-check.ts"
import { runRules } from "../../engine/api/run.ts"
import { openWorkspace } from "../../engine/api/workspace.ts"
import { ruleText } from "../rule-text.ts"
import { temporaryFolder } from "../temporary-folder.ts"

const counting = "- match: {action: run}\n- stats: {aggregate: {n: count}, by: [user]}"
const writing = "- match: {action: run}\n- table: [user]\n- outputlookup: {table: seen, append: true}"
const folder = temporaryFolder({
  "rules/lookups/seen.yml": "name: seen\ncollection: seen\nfields: user\n",
  "rules/one.yml": ruleText("One", counting),
  "rules/other.yml": ruleText("Other", "- match: {action: stop}\n- table: [user]"),
  "rules/same.yml": ruleText("Same", counting),
  "rules/writes.yml": ruleText("Writes", writing),
  "rules/writes_too.yml": ruleText("Writes too", writing),
  "logs/events.json":
    '{"action":"run","user":"ann"}\n{"action":"stop","user":"bob"}\n{"action":"run","user":"ann"}\n{"action":"run","user":"eve"}\n',
})

async function findingsOf(scan: boolean): Promise<{ readonly found: readonly string[]; readonly rows: number }> {
  const workspace = openWorkspace({ rules: [join(folder, "rules")] })
  const found: string[] = []
  const run = runRules(compileRules(workspace).compiled, readEvents([join(folder, "logs")], workspace), { scan })
  for await (const { rule, fields } of run) found.push(`${rule.name}: ${JSON.stringify(fields)}`)
  assert.is(run.summary.findings, found.length)
  return { found, rows: workspace.lookups.get("seen").rows().length }
}

for (const scan of [true, false])
  test(`rules with equal searches each have their findings, and what searches write is written for each (scan: ${scan})`, async () => {
    const { found, rows } = await findingsOf(scan)
    assert.equal(found, [
      'Other: {"user":"bob"}',
      'One: {"user":"ann","n":2}',
      'Same: {"user":"ann","n":2}',
      'One: {"user":"eve","n":1}',
      'Same: {"user":"eve","n":1}',
      'Writes: {"user":"ann"}',
      'Writes: {"user":"ann"}',
      'Writes: {"user":"eve"}',
      'Writes too: {"user":"ann"}',
      'Writes too: {"user":"ann"}',
      'Writes too: {"user":"eve"}',
    ])
    assert.is(rows, 6)
  })

test("rules with equal searches have one plan, which is kept once", () => {
  const { compiled } = compileRules(openWorkspace({ rules: [join(folder, "rules")] }))
  const planOf = (name: string) => compiled.find(({ rule }) => rule.name === name)?.plan
  assert.is(planOf("One"), planOf("Same"))
  assert.is.not(planOf("One")?.identity, planOf("Other")?.identity)
})

test.run()
