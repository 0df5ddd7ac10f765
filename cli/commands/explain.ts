import { codeFrame, explainRule, openWorkspace } from "../../engine/index.ts"
import { exitCodes, type ExitCode, UsageError } from "../exit.ts"
import { printProblems } from "../summary.ts"
import { oneLine, type Terminal } from "../terminal.ts"
import { workspaceOptions, type WorkspaceArguments } from "../workspace-arguments.ts"

/** `sluice explain`: a rule's pipeline in plain words. */
export function explain(path: string, args: WorkspaceArguments, terminal: Terminal): ExitCode {
  const workspace = openWorkspace(workspaceOptions({ ...args, rules: [path] }, []))
  const { rules, problems } = workspace.content
  printProblems(problems, terminal)
  if (rules.length === 0 && problems.length === 0) throw new UsageError(`"${path}" holds no rule`)
  const { colors } = terminal
  const lines: string[] = []
  let broken = problems.length
  for (const rule of rules) {
    const errors = workspace.check(rule)
    for (const error of errors) process.stderr.write(`${codeFrame(error, terminal.frames)}\n\n`)
    if (errors.length > 0) {
      broken++
      continue
    }
    const { stages, order, resultFields } = explainRule(rule, workspace)
    lines.push(
      `${colors.bold(oneLine(rule.name))} (${rule.type}, ${rule.severity}, risk score ${rule.riskScore})`,
      colors.dim(oneLine(rule.description)),
      "",
      ...stages.flatMap(({ name, text, effects }, index) => [
        `${String(index + 1).padStart(3)}. ${colors.bold(oneLine(name))}: ${oneLine(text)}`,
        colors.dim(`     ${effectText(effects)}`),
      ]),
      "",
      `Events are ${order === "any" ? "taken as they come" : "put in order first, the newest first"}.`,
      resultFields === null ? "Results are events with all their fields." : `Results have the fields ${resultFields.map(oneLine).join(", ")}.`,
      "",
    )
    for (const { field, type } of rule.riskObjects)
      if (resultFields !== null && !resultFields.includes(field) && !resultFields.some(name => name.includes("*")))
        lines.push(colors.yellow(`Risk object "${oneLine(field)}" (${type}) is not a field of the results: no risk can be assigned to it.`), "")
  }
  process.stdout.write(lines.join("\n"))
  return broken > 0 ? exitCodes.rule : exitCodes.ok
}

function effectText({ reads, writes, keepsOthers, removes = [] }: { reads: readonly string[]; writes: readonly string[]; keepsOthers: boolean; removes?: readonly string[] }): string {
  const list = (names: readonly string[]): string => names.map(oneLine).join(", ")
  return [
    `reads ${reads.length > 0 ? list(reads) : "nothing"}`,
    `writes ${writes.length > 0 ? list(writes) : "nothing"}`,
    ...(removes.length > 0 ? [`removes ${list(removes)}`] : []),
    keepsOthers ? "keeps the others" : "keeps nothing else",
  ].join("; ")
}
