import { convertRule, codeFrame, openWorkspace, RuleError } from "../../engine/index.ts"
import { exitCodes, type ExitCode } from "../exit.ts"
import { printProblems } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

export interface ConvertArguments extends WorkspaceArguments {
  readonly to: "spl" | "yaml"
}

/** `sluice convert`: rule files with their search in the other form, as one stream of YAML documents. */
export function convert(paths: readonly string[], args: ConvertArguments, terminal: Terminal): ExitCode {
  const workspace = openWorkspace(workspaceOptions({ ...args, rules: paths }, []))
  const { rules, problems } = workspace.content
  printProblems(problems, terminal)
  let broken = problems.length
  rules.forEach((rule, index) => {
    try {
      const text = convertRule(rule, workspace, args.to)
      process.stdout.write(index > 0 ? `---\n${text}` : text)
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      broken++
      process.stderr.write(`${codeFrame(error, terminal.frames)}\n\n`)
    }
  })
  return broken > 0 ? exitCodes.rule : exitCodes.ok
}
