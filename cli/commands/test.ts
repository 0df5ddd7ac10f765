import { codeFrame, compileRules, openWorkspace, testRule } from "../../engine/index.ts"
import { exitCodes, type ExitCode } from "../exit.ts"
import { openOutput, type OutputOptions } from "../output.ts"
import { printProblems } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

export interface TestArguments extends WorkspaceArguments, OutputOptions {
  readonly attackData: string
}

/** `sluice test`: the tests that rules declare, over a local copy of their attack data. */
export async function test(paths: readonly string[], args: TestArguments, terminal: Terminal): Promise<ExitCode> {
  const output = openOutput(args, terminal)
  const workspace = openWorkspace(workspaceOptions({ ...args, rules: paths }, []))
  const { problems } = workspace.content
  printProblems(problems, terminal)
  const { compiled, notRun } = compileRules(workspace)
  for (const { errors } of notRun) for (const error of errors) process.stderr.write(`${codeFrame(error, terminal.frames)}\n\n`)
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
  process.stderr.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${problems.length + notRun.length} rules not run\n`)
  return problems.length + notRun.length > 0 ? exitCodes.rule : counts.failed > 0 ? exitCodes.findings : exitCodes.ok
}
