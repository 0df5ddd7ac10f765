import { existsSync } from "node:fs"
import { join } from "node:path"
import type { AttackData, Rule, RuleTest } from "../ir/rule.ts"
import type { Finding } from "./finding.ts"
import { readEvents } from "./input-events.ts"
import { type CompiledRule, runRules } from "./run.ts"

/** How one test of a rule went. */
export interface TestOutcome {
  readonly rule: Rule
  readonly test: string
  readonly status: "passed" | "failed" | "skipped"
  /** Why it failed or was skipped. */
  readonly reason: string | null
  readonly findings: number
  readonly events: number
}

/**
 * Runs a rule's tests over local copies of their attack data, under the source and sourcetype that each declares. As Splunk's own
 * tests have it, one passes when the rule gives a result and every result has the fields of all risk objects.
 * @param folder where the data is: `datasets/...` below it, or what follows `datasets/` directly
 */
export async function* testRule(compiled: CompiledRule, folder: string): AsyncGenerator<TestOutcome> {
  const { rule } = compiled
  const skip = (test: string, reason: string): TestOutcome => ({ rule, test, status: "skipped", reason, findings: 0, events: 0 })
  if (rule.manualTest !== null) yield skip("all", `to be tested by hand: ${rule.manualTest}`)
  else if (rule.tests.length === 0) yield skip("all", "has no tests")
  else for (const test of rule.tests) yield await runTest(compiled, test, folder)
}

async function runTest(compiled: CompiledRule, test: RuleTest, folder: string): Promise<TestOutcome> {
  const { rule, workspace } = compiled
  const located = test.attackData.map(data => ({ data, path: localPath(data, folder) }))
  const missing = located.find(({ path }) => path === null)
  if (missing !== undefined || located.length === 0)
    return {
      rule,
      test: test.name,
      status: "skipped",
      reason: missing === undefined ? "names no data" : `no local copy of ${missing.data.data}`,
      findings: 0,
      events: 0,
    }
  const byPath = new Map(located.map(({ data, path }) => [path ?? "", data]))
  const input = readEvents([...byPath.keys()], workspace, {
    told: name => {
      const data = [...byPath].find(([path]) => name === path || name.startsWith(`${path}!`))?.[1]
      return { source: data?.source, sourcetype: data?.sourcetype, host: data?.host }
    },
  })
  const run = runRules([compiled], input)
  const findings: Finding[] = []
  for await (const finding of run) findings.push(finding)
  const lacking = rule.riskObjects.find(({ field }) =>
    findings.some(({ fields }) => fields[field] === undefined || fields[field] === "null"),
  )
  const reason =
    findings.length === 0 ? "no result" : lacking === undefined ? null : `a result lacks the risk object's field "${lacking.field}"`
  return {
    rule,
    test: test.name,
    status: reason === null ? "passed" : "failed",
    reason,
    findings: findings.length,
    events: run.summary.events,
  }
}

/** Attack data is published under `.../datasets/<path>`: the same path is looked for below the folder. */
function localPath({ data }: AttackData, folder: string): string | null {
  const path = /\/datasets\/(.+)$/.exec(data)?.[1]
  const candidates = path === undefined ? [join(folder, data), data] : [join(folder, "datasets", path), join(folder, path)]
  return candidates.find(candidate => existsSync(candidate)) ?? null
}
