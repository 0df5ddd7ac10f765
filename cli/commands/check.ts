import { join } from "node:path"
import { bundledFolder, compileRules, type RuleError } from "../../engine/index.ts"
import { type ExitCode, exitCodes } from "../exit.ts"
import { count, printProblems } from "../summary.ts"
import { oneLine, type Terminal } from "../terminal.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

export interface CheckArguments extends WorkspaceArguments {
  readonly verbose?: boolean
}

/** `sluice check`: every mistake of every rule, with its place. A command that needs a server or a model is named, and no mistake. */
export function check(paths: readonly string[], args: CheckArguments, terminal: Terminal): ExitCode {
  const workspace = workspaceOf({ ...args, ...(paths.length > 0 ? { rules: paths } : {}) }, [join(bundledFolder(), "detections")])
  const { compiled, notRun, problems, warnings, others } = compileRules(workspace)
  printProblems([...problems, ...notRun], terminal)
  if (args.verbose === true) {
    printProblems(warnings, terminal, "warning")
    for (const file of others) process.stderr.write(`${oneLine(file)}: is no rule\n`)
  }
  const rules = [...problems.filter(({ kind }) => kind === "rule"), ...notRun]
  const unsupported = rules.filter(({ errors }) => errors.every(isUnsupported)).length
  const broken = rules.length - unsupported
  const otherFiles = problems.length - problems.filter(({ kind }) => kind === "rule").length
  process.stdout.write(
    [
      `${count(compiled.length + rules.length, "rule", "rules")} checked: ${compiled.length} good`,
      `${broken} with mistakes`,
      `${unsupported} not supported`,
      ...(otherFiles > 0 ? [`${count(otherFiles, "other file", "other files")} with mistakes`] : []),
    ].join(", ") + note(warnings.length, others.length, args.verbose === true),
  )
  return broken + otherFiles > 0 ? exitCodes.rule : exitCodes.ok
}

function note(warnings: number, others: number, verbose: boolean): string {
  const parts = [
    ...(warnings > 0 ? [`${count(warnings, "file has", "files have")} warnings`] : []),
    ...(others > 0 ? [`${count(others, "file is no rule", "files are no rules")}`] : []),
  ]
  return parts.length === 0 ? "\n" : `; ${parts.join(", ")}${verbose ? "" : " (-v shows them)"}\n`
}

const isUnsupported = ({ code }: RuleError): boolean => code === "unsupported"
