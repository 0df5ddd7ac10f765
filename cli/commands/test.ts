import { existsSync } from "node:fs"
import { compileRules, testRule } from "../../engine/index.ts"
import { type ExitCode, exitCodes, UsageError } from "../exit.ts"
import { type OutputOptions, openOutput } from "../output.ts"
import { count, printProblems, unusableRules } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

export interface TestArguments extends WorkspaceArguments, OutputOptions {
  readonly attackData: string
}

/** `sluice test`: the tests that rules declare, over a local copy of their attack data. */
export async function test(paths: readonly string[], args: TestArguments, terminal: Terminal): Promise<ExitCode> {
  const workspace = workspaceOf({ ...args, rules: paths }, [])
  if (!existsSync(args.attackData)) throw new UsageError(`no such folder: "${args.attackData}"`)
  const output = openOutput(args, terminal)
  const { compiled, notRun, problems } = compileRules(workspace)
  printProblems([...problems, ...notRun], terminal)
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const rule of compiled)
    for await (const { rule: tested, test: name, status, reason, findings, events } of testRule(rule, args.attackData)) {
      counts[status]++
      output.write({
        data: { rule: tested.name, file: tested.source.file, test: name, status, reason, findings, events },
        columns: [
          ["status", status],
          ["rule", tested.name],
          ["test", name],
          ["findings", String(findings)],
          ["events", String(events)],
          ["reason", reason ?? ""],
        ],
      })
      await output.drain()
    }
  output.end()
  const left = unusableRules(problems) + notRun.length
  process.stderr.write(
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${count(left, "rule", "rules")} not run\n`,
  )
  return problems.length + notRun.length > 0 ? exitCodes.rule : counts.failed > 0 ? exitCodes.findings : exitCodes.ok
}
