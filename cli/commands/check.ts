import { bundledFolder, codeFrame, openWorkspace, RuleError } from "../../engine/index.ts"
import { exitCodes, type ExitCode } from "../exit.ts"
import { count, printProblems } from "../summary.ts"
import type { Terminal } from "../terminal.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

export interface CheckArguments extends WorkspaceArguments {
  readonly verbose?: boolean
}

/** `sluice check`: every mistake of every rule, with its place. A command that needs a server or a model is named, and no mistake. */
export function check(paths: readonly string[], args: CheckArguments, terminal: Terminal): ExitCode {
  const workspace = openWorkspace(workspaceOptions({ ...args, ...(paths.length > 0 ? { rules: paths } : {}) }, [bundledFolder()]))
  const { rules, problems, warnings } = workspace.content
  printProblems(problems, terminal)
  if (args.verbose === true) printProblems(warnings, terminal)
  let broken = problems.length
  let unsupported = 0
  for (const rule of rules) {
    const errors = workspace.check(rule)
    if (errors.length === 0) continue
    for (const error of errors) process.stderr.write(`${codeFrame(error, terminal.frames)}\n\n`)
    if (errors.every(isUnsupported)) unsupported++
    else broken++
  }
  const good = rules.length + problems.length - broken - unsupported
  process.stdout.write(
    `${count(rules.length + problems.length, "rule", "rules")} checked: ${good} good, ${unsupported} not supported, ${broken} with mistakes` +
      `${warnings.length > 0 ? `; ${count(warnings.length, "file", "files")} with warnings (-v shows them)` : ""}\n`,
  )
  return broken > 0 ? exitCodes.rule : exitCodes.ok
}

const isUnsupported = (error: unknown): boolean => error instanceof RuleError && error.code === "unsupported"
