import { compileRules, convertRule, RuleError } from "../../engine/index.ts"
import { type ExitCode, exitCodes } from "../exit.ts"
import { printProblems } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

export interface ConvertArguments extends WorkspaceArguments {
  readonly to: "spl" | "yaml"
}

/** `sluice convert`: rule files with their search in the other form, as one stream of YAML documents. */
export function convert(paths: readonly string[], args: ConvertArguments, terminal: Terminal): ExitCode {
  const workspace = workspaceOf({ ...args, rules: paths }, [])
  const { problems } = compileRules(workspace)
  printProblems(problems, terminal)
  let broken = problems.length
  let written = 0
  for (const rule of workspace.content.rules)
    try {
      const text = convertRule(rule, workspace, args.to)
      process.stdout.write(written++ > 0 ? `---\n${text}` : text)
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      broken++
      printProblems([{ errors: [error] }], terminal)
    }
  return broken > 0 ? exitCodes.rule : exitCodes.ok
}
