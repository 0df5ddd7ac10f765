import { compileRules, explainRule, type Rule, type Workspace } from "../../engine/index.ts"
import { type ExitCode, exitCodes, UsageError } from "../exit.ts"
import { printProblems } from "../summary.ts"
import { oneLine, type Terminal, wrap } from "../terminal.ts"
import { type WorkspaceArguments, workspaceOf } from "../workspace-arguments.ts"

/** `sluice explain`: a rule's pipeline in plain words. */
export function explain(path: string, args: WorkspaceArguments, terminal: Terminal): ExitCode {
  const workspace = workspaceOf({ ...args, rules: [path] }, [])
  const { compiled, notRun, problems } = compileRules(workspace)
  if (compiled.length + notRun.length + problems.length === 0) throw new UsageError(`"${path}" holds no rule`)
  printProblems([...problems, ...notRun], terminal)
  process.stdout.write(compiled.map(({ rule }) => `${explanation(rule, workspace, terminal).join("\n")}\n`).join("\n"))
  return problems.length + notRun.length > 0 ? exitCodes.rule : exitCodes.ok
}

function explanation(rule: Rule, workspace: Workspace, { out, interactive, width }: Terminal): string[] {
  const { stages, order, resultFields } = explainRule(rule, workspace)
  // In a pipe a sentence is a line.
  const flow = (text: string, indent: string): string[] =>
    interactive
      ? wrap(oneLine(text).split(" "), Math.max(40, width - indent.length), " ").map(line => indent + line)
      : [indent + oneLine(text)]
  const indent = "     "
  const lines = [
    `${out.bold(oneLine(rule.name))} (${rule.type}, ${rule.severity}, risk score ${rule.riskScore})`,
    ...flow(rule.description, "").map(out.dim),
    "",
  ]
  stages.forEach(({ name, text, effects }, index) => {
    const [first = "", ...more] = flow(`${name}: ${text}`, indent)
    const title = oneLine(name)
    lines.push(`${String(index + 1).padStart(3)}. ${out.bold(title)}${first.slice(indent.length + title.length)}`, ...more)
    lines.push(...flow(effectText(effects), indent).map(out.dim))
  })
  lines.push("", order === "any" ? "Events are taken as they come." : "Events are put in order first, the newest first.")
  lines.push(
    ...flow(
      resultFields === null ? "Results are events with all their fields." : `Results have the fields ${resultFields.join(", ")}.`,
      "",
    ),
  )
  for (const { field, type } of rule.riskObjects)
    if (resultFields !== null && !resultFields.includes(field) && !resultFields.some(name => name.includes("*")))
      lines.push(
        ...flow(`Risk object "${field}" (${type}) is not a field of the results: no risk can be assigned to it.`, "").map(out.yellow),
      )
  return lines
}

interface Effects {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly keepsOthers: boolean
  readonly removes?: readonly string[]
}

const effectText = ({ reads, writes, keepsOthers, removes = [] }: Effects): string =>
  [
    `reads ${reads.length > 0 ? reads.join(", ") : "nothing"}`,
    `writes ${writes.length > 0 ? writes.join(", ") : "nothing"}`,
    ...(removes.length > 0 ? [`removes ${removes.join(", ")}`] : []),
    keepsOthers ? "keeps the others" : "keeps nothing else",
  ].join("; ")
